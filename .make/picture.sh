#!/bin/sh
# SPDX-License-Identifier: MIT
#
# picture.sh [LESSON]: the last failing run of a lesson, laid on its workflow;
# LOG=FILE: any run of it.
#
# A check keeps the logs of what failed in build/runs/LESSON, and says in
# build/results/LESSON.json which of them leads.

set -eu
. .make/lesson.sh

if [ -n "${1-}" ]; then
	name=$(lesson_name "$1")
else
	name=$(lesson_current)
	[ -n "$name" ] || die "Every lesson is passed. For an earlier one," \
		"after a check that fails: make picture LESSON=05"
fi
mkdir -p build/diagrams
picture=build/diagrams/$name-run.svg
if [ -n "${LOG-}" ]; then
	build/draw workflow --log "$LOG" -o "$picture" "$name"
else
	set -- "build/runs/$name/"*.jsonl
	[ -f "$1" ] || die "No run of $name has failed since its last check." \
		"    make check LESSON=$name"
	build/draw workflow --result "build/results/$name.json" \
		--log "build/runs/$name" -o "$picture" "$name"
fi
echo "$picture: open it in a browser"

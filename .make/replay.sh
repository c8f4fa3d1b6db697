#!/bin/sh
# SPDX-License-Identifier: MIT
#
# replay.sh [LESSON]: the last failing run of a lesson as a page to step
# through; LOG=FILE [SOURCE=FILE.c] [SCRIPT=FILE]: any run.
#
# A check keeps the logs of what failed in build/runs/LESSON, and says in
# build/results/LESSON.json which of them leads.

set -eu
. .make/lesson.sh

mkdir -p build/replay
if [ -n "${LOG-}" ]; then
	page=build/replay/$(basename "$LOG" .jsonl).html
	build/draw replay ${SOURCE:+--source "$SOURCE"} \
		${SCRIPT:+--script "$SCRIPT"} -o "$page" "$LOG"
else
	if [ -n "${1-}" ]; then
		name=$(lesson_name "$1")
	else
		name=$(lesson_current)
		[ -n "$name" ] || die "Every lesson is passed. For an earlier" \
			"one, after a check that fails: make replay LESSON=05"
	fi
	file=$(lesson_file "$name")
	set -- "build/runs/$name/"*.jsonl
	[ -f "$1" ] || die "No run of $name has failed since its last check." \
		"    make check LESSON=$name"
	page=build/replay/$name.html
	build/draw replay --result "build/results/$name.json" \
		--source "lessons/$name/$file" --script "lessons/$name/scripts" \
		-o "$page" "build/runs/$name"
fi
echo "$page: open it in a browser"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# hint.sh [LESSON]: the next hint of a lesson, of the current one by default.
#
# lessons/NN-name/hints/ holds one file a hint, by their names from gentle to
# plain. build/hints/NN-name counts those that were shown.

set -eu
. .make/lesson.sh

if [ -n "${1-}" ]; then
	name=$(lesson_name "$1")
else
	name=$(lesson_current)
	[ -n "$name" ] || die "Every lesson is passed. For an earlier one:" \
		"    make hint LESSON=05"
fi

set -- "lessons/$name/hints/"*
[ -f "$1" ] || die "$name has no hints; lessons/$name/README.md may help."
total=$#
next=$(($(cat "build/hints/$name" 2>/dev/null || echo 0) + 1))
if [ "$next" -gt "$total" ]; then
	next=$total
	after="That was the last one, again. What is left: make solution FORCE=1"
elif [ "$next" -eq "$total" ]; then
	after="That was the last one."
else
	after="make hint shows the next one."
fi
shift $((next - 1))

printf '%s   hint %d of %d\n\n' "$name" "$next" "$total"
sed 's/^./  &/' "$1"
printf '\n%s\n' "$after"

mkdir -p build/hints
echo "$next" >"build/hints/$name"

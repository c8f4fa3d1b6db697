#!/bin/sh
# SPDX-License-Identifier: MIT
#
# starters.sh [LESSON]...: for those who write lessons. The lesson's file as it
# is now becomes its starter: the one that make reset brings back. All lessons
# by default.

set -eu
. .make/lesson.sh

if [ $# = 0 ]; then
	set -- lessons/[0-9]*
fi
for lesson; do
	name=$(lesson_name "$lesson")
	mkdir -p "lessons/$name/.starter"
	for file in "lessons/$name"/*.c; do
		cp "$file" "lessons/$name/.starter/"
	done
done

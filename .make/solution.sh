#!/bin/sh
# SPDX-License-Identifier: MIT
#
# solution.sh [LESSON]: the student's file beside the solution, once the lesson
# is passed or with FORCE=1. By default the lesson that was passed last; with
# FORCE=1 the current one.

set -eu
. .make/lesson.sh

main()
{
	if [ -n "${1-}" ]; then
		name=$(lesson_name "$1")
	elif [ "${FORCE-}" = 1 ]; then
		name=$(lesson_current)
	else
		name=$(last_passed)
	fi
	[ -n "$name" ] || die "No lesson is passed yet." \
		"To look all the same:  make solution LESSON=01 FORCE=1"
	if [ "${FORCE-}" != 1 ] && ! build/harness list "$name" --passed
	then
		die "$name is not passed yet: make check, and make hint." \
			"To look all the same:  make solution LESSON=$name FORCE=1"
	fi

	file=$(lesson_file "$name")
	yours=lessons/$name/$file
	[ -f "$yours" ] || yours=lessons/$name/.starter/$file
	solution=$(solution_for "$name" "$yours")
	show "$yours" "$solution"
}

# The newest result of a lesson that is passed.
last_passed()
{
	ls -t build/results 2>/dev/null | while read -r result; do
		name=${result%.json}
		if build/harness list "$name" --passed; then
			echo "$name"
			break
		fi
	done
}

# Lesson 11 has one solution a library: the one that the student includes.
solution_for()
{
	first=
	for solution in "solutions/$1/"*.c; do
		[ -f "$solution" ] || continue
		first=${first:-$solution}
		for header in uv.h ev.h event2/event.h; do
			if includes "$header" "$2" &&
				includes "$header" "$solution"
			then
				echo "$solution"
				return
			fi
		done
	done
	[ -n "$first" ] || die "There is no solution of $1 in this copy."
	echo "$first"
}

includes()
{
	grep -q "^[[:space:]]*#[[:space:]]*include[[:space:]]*<$1>" "$2"
}

# Side by side where two columns of code fit, else one above the other.
show()
{
	width=$(columns)
	echo "yours: $1    the solution: $2"
	echo
	if cmp -s "$1" "$2"; then
		echo "They are the same."
	elif [ "$width" -ge 120 ]; then
		diff -y -t -W "$width" "$1" "$2" || [ $? = 1 ]
	elif [ -t 1 ]; then
		diff -u --color=auto "$1" "$2" || [ $? = 1 ]
	else
		diff -u "$1" "$2" || [ $? = 1 ]
	fi
}

columns()
{
	size=$(stty size 2>/dev/null </dev/tty) || size=
	if [ -t 1 ] && [ -n "$size" ] && [ "${size#* }" -gt 0 ]; then
		echo "${size#* }"
	else
		echo "${COLUMNS:-80}"
	fi
}

main "$@"

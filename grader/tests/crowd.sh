#!/bin/sh
# SPDX-License-Identifier: MIT
#
# crowd.sh [N] [LESSON]...: a class of N (1,000), made from the solutions and
# mistakes of the lessons (01 to 05), one in twenty of them hostile. It is
# graded with the hostile ones and without, and then
# - every score is the one that the harness alone gives to that program,
# - grades and feedback of all the others are the same bytes in both runs,
# - four shards, merged, say what one run says,
# - no process is left, and nothing was written outside.
# JOBS at a time (2). Works in build/crowd.

set -u
cd "$(dirname "$0")/../.." || exit
n=${1:-1000}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 01 02 03 04 05
lessons=$(for lesson; do (cd lessons && echo "$lesson"*); done)
work=$PWD/build/crowd
jobs=${JOBS:-2}
attacks=grader/selftest/attacks
bad=0

main()
{
	rm -rf "$work"
	mkdir -p "$work/programs" || exit
	# its own copies: the kit may be built anew in the meantime
	cp build/grader build/harness "$work/" || exit
	for lesson in $lessons; do
		programs "$lesson"
	done >"$work/known"
	mkdir "$work/hostile" || exit
	class "$work/class"
	class "$work/peace" peace
	(cd "$work/class" && find . -type f -exec sha256sum {} + | sort) \
		>"$work/before"
	started=$(date +%s)
	grade class graded
	echo "crowd: $n graded in $(($(date +%s) - started)) s"
	grade peace alone
	for i in 1 2 3 4; do
		grade class "shard$i" --shard "$i/4"
	done
	"$work/grader" merge --out "$work/merged" "$work"/shard? >/dev/null ||
		complain "merge ends with $?"
	scores
	same_without
	same_merged
	nothing_left
	[ $bad = 0 ] || exit 1
	echo "crowd: every score is right, with the hostile ones and without"
}

complain()
{
	echo "crowd: $*"
	bad=1
}

# Every program of a lesson, as a file; its lesson and name on stdout.
programs()
{
	file=$(sed -n 's/^file *//p' "lessons/$1/lesson.conf")
	mkdir -p "$work/programs/$1"
	for what in solution $(cd "solutions/$1/mistakes" && ls); do
		name=${what%.patch}
		at=$work/programs/$1/$name.c
		if [ "$name" = solution ]; then
			cp "solutions/$1/$file" "$at"
		else
			patch -s -o "$at" "solutions/$1/$file" \
				"solutions/$1/mistakes/$what" >&2 || exit
		fi
		echo "$1 $name $file"
	done
}

# class DIR [peace]: students 1 to N, in turn through all lessons' programs.
# Every twentieth is hostile, or absent in peace.
class()
{
	mkdir -p "$1"
	awk -v n="$n" '
	{
		if (!($1 in count))
			lesson[lessons++] = $1
		row[$1, count[$1]++] = $0
	}
	END {
		for (i = 1; i <= n; i++) {
			l = lesson[i % lessons]
			k = int(i / lessons) % count[l]
			print sprintf("s%04d", i), row[l, k], i % 20 == 0
		}
	}' "$work/known" >"$work/plan"
	while read -r student lesson what file hostile; do
		[ "$hostile" = 0 ] || {
			[ "${2-}" = peace ] ||
				hostile "$1/x$student/$lesson" "$file"
			continue
		}
		mkdir -p "$1/$student/$lesson"
		cp "$work/programs/$lesson/$what.c" "$1/$student/$lesson/$file"
	done <"$work/plan"
	find "$1" -exec touch -h -d 2026-03-01T12:00:00Z {} +
}

# hostile DIR FILE: one of the self-test's programs, the next each time.
turn=0
hostile()
{
	mkdir -p "$1"
	set -- "$1" "$2" "$attacks"/*.c
	at=$((turn % ($# - 2) + 3))
	turn=$((turn + 1))
	eval "attack=\${$at}"
	sed -e "s,@OUT@,$work/graded,g" -e "s,@KIT@,$PWD,g" \
		-e "s,@CLASS@,$work/class,g" "$attack" >"$1/$2"
}

grade()
{
	from=$1
	to=$2
	shift 2
	for lesson in $lessons; do
		set -- "$@" --lesson "$lesson"
	done
	"$work/grader" grade --submissions "$work/$from" --out "$work/$to" \
		--jobs "$jobs" "$@" >"$work/$to.log" 2>&1 ||
		complain "grading $to ends with $?: $(tail -n 3 "$work/$to.log")"
}

# The harness alone, once for each program, says what a score has to be.
scores()
{
	while read -r lesson what file; do
		echo "$lesson" "$work/programs/$lesson/$what"
	done <"$work/known" | xargs -n 2 -P "$jobs" sh -c '
		build/crowd/harness check "$0" "$1.c" --json "$1.json" \
			>/dev/null 2>&1
		sed -n "s/^ \"points\": \([0-9]*\),/\1/p" "$1.json" >"$1.points"'
	while read -r student lesson what file hostile; do
		[ "$hostile" = 0 ] || continue
		status=scored
		! grep -q '"ok": false' "$work/programs/$lesson/$what.json" ||
			status=does-not-compile
		echo "$student,$lesson,$status,$(cat \
			"$work/programs/$lesson/$what.points")"
	done <"$work/plan" | sort >"$work/right"
	awk -F , '$6 != "no-submission" && $1 ~ /^s[0-9]/ {
		print $1 "," $5 "," $6 "," $7 }' "$work/graded/grades.csv" |
		sort >"$work/given"
	cmp -s "$work/right" "$work/given" ||
		complain "scores differ: $(diff "$work/right" "$work/given" |
			head -n 6)"
}

# What the others get does not depend on who else is in the class.
same_without()
{
	for run in graded alone; do
		grep -v '^xs' "$work/$run/grades.csv" >"$work/$run.csv"
		(cd "$work/$run/feedback" &&
			find s* -type f -exec sha256sum {} + | sort -k 2) \
			>"$work/$run.sums"
	done
	cmp "$work/graded.csv" "$work/alone.csv" ||
		complain "the hostile ones changed the grades of others"
	cmp "$work/graded.sums" "$work/alone.sums" ||
		complain "the hostile ones changed the feedback of others"
}

# But for the pages of the hostile ones: the compiler's own words name its
# temporary files there, and how much memory it had when it ran out of it.
same_merged()
{
	for run in graded merged; do
		(cd "$work/$run" && find . -type f ! -name 'grades.sqlite*' \
			! -path './feedback/xs*' \
			-exec sha256sum {} + | sort -k 2) >"$work/$run.files"
	done
	cmp "$work/graded.files" "$work/merged.files" ||
		complain "four shards, merged, say something else"
}

# The submissions are as they were; no file has appeared where the attacks try
# to put one; and no process is left. Other graders may work on this machine:
# what is theirs, in the same places, says nothing.
nothing_left()
{
	(cd "$work/class" && find . -type f -exec sha256sum {} + | sort) \
		>"$work/after"
	cmp "$work/before" "$work/after" || complain "submissions changed"
	written=$(find /tmp /var/tmp /dev/shm "$HOME" . "$work" -maxdepth 3 \
		-name '*was-here*' 2>/dev/null)
	[ -z "$written" ] || complain "written outside: $written"
	left=$(pgrep -a -f "$work/")
	[ -z "$left" ] || complain "processes are left: $left"
}

main

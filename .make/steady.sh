#!/bin/sh
# SPDX-License-Identifier: MIT
#
# steady.sh [LESSON [PROGRAM.c]]: judges one program TIMES times (1,000), the
# second half of them on a machine that is kept busy, and compares the verdicts
# (the JSON) and the event logs of all scripts, byte for byte. Lesson 05 and
# its solution by default; SCRIPT=NAME judges one script.
#
# Exit status: 0 one verdict and one log; 1 several; 2 nothing was judged.

set -u
. .make/lesson.sh
export LC_ALL=C
harness=${HARNESS:-build/harness}
times=${TIMES:-1000}
busy=

main()
{
	lesson=$(lesson_name "${1:-05}") || exit 2
	program=${2:-solutions/$lesson/$(lesson_file "$lesson")}
	dir=$(mktemp -d) || exit 2
	trap 'calm; rm -rf "$dir"' EXIT
	trap 'exit 2' INT TERM
	half=$((times / 2))
	rounds $((times - half)) idle
	load
	rounds $half busy
	calm
	report
}

# Judges N times; a line for each, what kind of machine and what came out.
rounds()
{
	n=0
	while [ "$n" -lt "$1" ]; do
		n=$((n + 1))
		sum=$(judged) || exit 2
		echo "$2 $sum" >>"$dir/sums"
		[ -d "$dir/$sum" ] || mv "$dir/logs" "$dir/$sum"
	done
}

# One sum of the verdict and of every log.
judged()
{
	rm -rf "$dir/logs"
	mkdir "$dir/logs"
	"$harness" check "$lesson" "$program" --json "$dir/logs/verdict.json" \
		--log "$dir/logs" ${SCRIPT:+--script "$SCRIPT"} \
		>"$dir/text" 2>&1
	case $? in
	0 | 1)	cat "$dir/logs/"* | sha256sum | cut -c 1-16 ;;
	*)	cat "$dir/text" >&2
		return 2 ;;
	esac
}

# Two processes for each processor that do nothing but compute.
load()
{
	for _ in $(seq $((2 * $(nproc)))); do
		sh -c 'while :; do :; done' &
		busy="$busy $!"
	done
}

calm()
{
	for pid in $busy; do
		kill "$pid"
	done
	busy=
}

report()
{
	kinds=$(cut -d ' ' -f 2 "$dir/sums" | sort -u | wc -l)
	echo "$program: judged $times times, $half of them under load:"
	if [ "$kinds" = 1 ]; then
		echo "one verdict, one log for each script"
		return
	fi
	sort "$dir/sums" | uniq -c
	one=$(cut -d ' ' -f 2 "$dir/sums" | sort -u | sed -n 1p)
	other=$(cut -d ' ' -f 2 "$dir/sums" | sort -u | sed -n 2p)
	(cd "$dir" && diff -r -u "$one" "$other" | head -20)
	return 1
}

main "$@"

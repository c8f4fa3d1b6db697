#!/bin/sh
# SPDX-License-Identifier: MIT
#
# site.sh --runs RUNS [CODE]...: for each mistake the run of the wrong program
# that harness/tests/wording/CODE.txt names, in RUNS/CODE/: case, the source,
# result.json, and what is drawn from its log. What is there and was made from
# the same things stays. JOBS=2 at a time.

set -u

one()
{
	code=$1
	runs=$2
	read -r lesson patch script <"harness/tests/wording/$code.txt"
	from=solutions/$lesson/mistakes/$patch
	dir=$runs/$code
	! is_fresh "$dir/case" "$from" "harness/tests/wording/$code.txt" \
		"lessons/$lesson/scripts"/*.script || return 0
	rm -rf "$dir"
	mkdir -p "$dir/log"
	file=$(sed -n 's/^+++ b\/\([^[:space:]]*\).*/\1/p' "$from")
	source=$dir/$(basename "$file")
	patch -s -p1 -o "$source" -i "$from" || return
	set -- "$lesson" "$source" --json "$dir/result.json" \
		--log "$dir/log"
	[ "$script" = - ] || set -- "$@" --script "$script"
	build/harness check "$@" >"$dir/text" 2>&1
	draw "$dir" "$dir/log/$script.jsonl" "$source" "$lesson"
	echo "$lesson $patch $script" >"$dir/case"
}

is_fresh()
{
	made=$1
	shift
	[ -f "$made" ] || return 1
	for than in "$@" build/harness build/draw .make/site.sh; do
		[ "$made" -nt "$than" ] || return 1
	done
}

draw()
{
	[ -f "$2" ] || return
	build/draw timeline --svg "$2" -o "$1/timeline.svg"
	build/draw replay "$2" --source "$3" --result "$1/result.json" \
		--script "lessons/$4/scripts" -o "$1/replay.html"
	build/draw workflow --result "$1/result.json" --log "$2" \
		-o "$1/workflow.svg" "$4"
}

case $1 in
--one)	one "$3" "$2" ;;
--runs)
	runs=$2
	shift 2
	mkdir -p "$runs"
	[ $# -gt 0 ] || set -- $(cd harness/tests/wording && ls)
	for code; do
		echo "${code%.txt}"
	done | xargs -n 1 -P "${JOBS:-2}" sh .make/site.sh --one "$runs" ;;
esac

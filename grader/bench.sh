#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench.sh: what judging costs beside compiling. The sample class is graded,
# and the same files are only compiled: by the same grader, in the same
# sandbox, with the same number of jobs, by lessons that have no scripts. Both
# are done in turn, RUNS times (5); the medians are compared.

set -u
cd "$(dirname "$0")/.." || exit
runs=${RUNS:-5}
jobs=${JOBS:-$(nproc)}
work=$PWD/build/bench-grader

rm -rf "$work"
mkdir -p "$work/kit/build" || exit
sh grader/sample/make.sh "$work/class" || exit
cp build/grader "$work/kit/build/"
for lesson in lessons/*/; do
	mkdir -p "$work/kit/$lesson/scripts"
	cp "$lesson/lesson.conf" "$work/kit/$lesson"
done

# timed NAME GRADER: its wall clock, in ms, into a list
timed()
{
	rm -rf "$work/out"
	began=$(date +%s%N)
	"$2" grade --submissions "$work/class" --out "$work/out" \
		--jobs "$jobs" --lesson 01 --lesson 02 --lesson 03 \
		--lesson 04 --lesson 05 >"$work/log" 2>&1 || {
		tail -n 5 "$work/log"
		exit 1
	}
	echo $((($(date +%s%N) - began) / 1000000)) >>"$work/$1"
}

median()
{
	sort -n "$work/$1" | sed -n "$(((runs + 1) / 2))p"
}

for run in $(seq "$runs"); do
	timed compiled "$work/kit/build/grader"
	timed graded build/grader
done
compiled=$(median compiled)
graded=$(median graded)
echo "$(find "$work/class" -name '*.c' | wc -l) files, $jobs at a time," \
	"medians of $runs runs"
echo "only compiled  $compiled ms"
echo "graded         $graded ms"
awk -v a="$graded" -v b="$compiled" 'BEGIN { printf "ratio          %.2f\n",
	a / b }'

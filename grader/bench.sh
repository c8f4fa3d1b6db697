#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench.sh: what judging costs beside compiling. The sample class is graded,
# and the same files are only compiled: by the same grader, in the same
# sandbox, with the same number of jobs, by lessons that have no scripts. Both
# are done in turn for each lesson, RUNS times (3); medians are compared.
#
# Then what no grader can save: the processor time that the clients of a crowd
# cost with nobody between them and the model solution, beside compiling it.

set -u
cd "$(dirname "$0")/.." || exit
runs=${RUNS:-3}
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

# timed LIST LESSON GRADER: its wall clock, in ms, into the list
timed()
{
	rm -rf "$work/out"
	began=$(date +%s%N)
	"$3" grade --submissions "$work/class" --out "$work/out" \
		--jobs "$jobs" --lesson "$2" >"$work/log" 2>&1 || {
		tail -n 5 "$work/log"
		exit 1
	}
	echo $((($(date +%s%N) - began) / 1000000)) >>"$work/$1-$2"
}

median()
{
	sort -n "$work/$1" | sed -n "$(((runs + 1) / 2))p"
}

row()
{
	awk -v name="$1" -v a="$2" -v b="$3" 'BEGIN {
		printf "%-10s %8d ms %8d ms %8.2f\n", name, a, b, b / a }'
}

echo "$(find "$work/class" -name '*.c' | wc -l) files, $jobs at a time," \
	"medians of $runs runs"
echo "lesson     only compiled      graded    ratio"
compiled=0
graded=0
for lesson in 01 02 03 04 05; do
	for run in $(seq "$runs"); do
		timed compiled "$lesson" "$work/kit/build/grader"
		timed graded "$lesson" build/grader
	done
	a=$(median "compiled-$lesson")
	b=$(median "graded-$lesson")
	row "$lesson" "$a" "$b"
	compiled=$((compiled + a))
	graded=$((graded + b))
done
row all $compiled $graded

# crowd LESSON CLIENTS
crowd()
{
	model=$(echo solutions/"$1"-*/echo.c)
	sh .make/bench.sh --compile "$model" "$work" || exit
	mv "$work/program" "$work/model-$1" || exit
	{
		echo "compile sh .make/bench.sh --compile $model $work"
		echo "serve build/bench/client $2 1 $work/model-$1 PORT"
	} | build/bench/compare "$runs" | awk -v lesson="$1" -v n="$2" '
	{ processor[$1] = $3 / 1e6 }
	END {
		printf "%-10s %8d ms %8d ms %8.2f  %d clients\n", lesson,
			processor["compile"], processor["serve"],
			processor["serve"] / processor["compile"], n
	}'
}

echo
echo "Processor time of one model, and of its crowd without supervision"
echo "lesson           compiled      serving    ratio"
crowd 04 1500
crowd 05 5000

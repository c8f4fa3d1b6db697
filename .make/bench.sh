#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What supervision costs: every script of a lesson on its solution, ROUNDS
# times (default 20), and for comparison the start of the same program under
# strace. Times are this machine's; they compare, and promise nothing.

set -eu
. .make/lesson.sh
rounds=${ROUNDS:-20}
out=build/bench
mkdir -p $out

now()
{
	date +%s%N
}

# mean NAME COMMAND...: the mean of its wall-clock time
mean()
{
	label=$1
	shift
	i=0
	start=$(now)
	while [ $i -lt "$rounds" ]; do
		"$@" >/dev/null 2>&1 || true
		i=$((i + 1))
	done
	end=$(now)
	awk -v l="$label" -v ns=$((end - start)) -v n="$rounds" \
		'BEGIN { printf "  %-44s %9.2f ms\n", l, ns / n / 1e6 }'
}

echo "mean of $rounds runs"
cc -std=gnu11 -g -O1 -o $out/echo solutions/05-epoll/echo.c

# without arguments it says how it is used, and exits: a start and no more
mean "start alone" $out/echo
mean "start under strace -f --seccomp-bpf" \
	strace -f --seccomp-bpf -e trace=network -o /dev/null $out/echo
for script in lessons/05-epoll/scripts/*.script; do
	[ -f "$script" ] || continue
	mean "$(basename "$script" .script)" \
		build/harness run "$script" -- $out/echo PORT
done
for dir in solutions/[0-9]*; do
	name=$(basename "$dir")
	for model in "$dir"/*.c; do
		[ -f "$model" ] || continue
		mean "check $name $(basename "$model"), all scripts" \
			build/harness check "$name" "$model" --json $out/check.json
	done
done

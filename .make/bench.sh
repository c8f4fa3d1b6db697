#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench.sh: what supervision costs, in ratios. Everything that is compared
# with each other runs in turn, RUNS times over (default 5), and medians are
# told: once by the clock, once as processor time, which a busy machine does
# not spoil. Absolute times are this machine's, of this minute.
#
#   bench.sh --compile FILE DIR   compiles as the harness does, and that is all

set -eu
runs=${RUNS:-5}
out=build/bench
harness=build/harness
trace="strace -f --seccomp-bpf -e trace=network,read,write,epoll_wait"
trace="$trace -o /dev/null"
few=500
many=3500
starts=100

main()
{
	echo "What the harness costs: medians of $runs runs, taken in turn."
	mkdir -p $out/objects
	lessons
	rounds
	begins
	nginx_idle
}

# The flags of harness/compile.c, in its two steps.
compile()
{
	cc -std=gnu11 -g -O1 -fno-inline -fno-omit-frame-pointer -Wall -Wextra \
		-c -o "$2/object.o" "$1"
	cc -o "$2/program" "$2/object.o"
}

models()
{
	for model in solutions/[0-9]*/*.c; do
		name=${model%/*}
		echo "${name##*/} $model"
	done
}

lessons()
{
	models | while read -r name model; do
		id=$name/${model##*/}
		echo "c/$id sh .make/bench.sh --compile $model $out/objects"
		echo "j/$id $harness check $name $model"
	done | $out/compare "$runs" | awk '
	BEGIN {
		print ""
		printf "%-34s %9s %9s %7s %10s\n", "All scripts of a lesson",
			"compile", "check", "ratio", "processor"
	}
	/^c/ { real = $2; processor = $3 }
	/^j/ {
		printf "  %-32s %6.0f ms %6.0f ms %7.1f %10.1f\n",
			substr($1, 3), real / 1e6, $2 / 1e6, $2 / real,
			$3 / processor
	}
	END {
		print "  check compiles and judges the solution;" \
			" ratio: to compiling alone."
	}'
}

# What one more costs: the difference of many and few, so that starting,
# connecting and stopping drop out.
difference()
{
	awk -v few="$1" -v many="$2" -v what="$3" '
	{
		name = $1
		sub(/^(few|many)-/, "", name)
		if ($1 ~ /^few/) {
			order[++n] = name
			real[name] = -$2
			processor[name] = -$3
		} else {
			real[name] += $2
			processor[name] += $3
		}
	}
	function row(name, label) {
		printf "  %-32s %6.0f us %6.0f us %7.2f %10.2f\n", label,
			real[name] / (many - few) / 1e3,
			processor[name] / (many - few) / 1e3,
			real[name] / real[order[1]],
			processor[name] / processor[order[1]]
	}
	BEGIN {
		print ""
		split("harness pinned strace alone", _, " ")
		label["harness"] = "harness"
		label["pinned"] = "strace, on one processor"
		label["strace"] = "strace"
		label["alone"] = "alone"
		printf "%-34s %9s %9s %7s %10s\n", what, "real", "processor",
			"ratio", "processor"
	}
	END {
		for (i = 1; i <= n; i++)
			row(order[i], label[order[i]])
	}'
}

script_of_rounds()
{
	cat >$out/rounds-"$1".script <<-END
	title   An echo, $1 times
	points  0

	alice connects
	repeat $1 times
	  alice sends "x\\n"
	  alice receives "x\\n"
	end
	END
}

# epoll_wait, read, write: in a script's run, and with a client that does the
# same over loopback. The harness keeps to one processor by itself.
rounds()
{
	for n in few:$few many:$many; do
		size=${n%:*}
		n=${n#*:}
		script_of_rounds "$n"
		echo "$size-harness $harness run $out/rounds-$n.script" \
			"-- $out/round PORT"
		echo "$size-pinned taskset -c 0" \
			"$out/client 1 $n $trace $out/round PORT"
		echo "$size-strace $out/client 1 $n $trace $out/round PORT"
		echo "$size-alone $out/client 1 $n $out/round PORT"
	done | $out/compare "$runs" |
		difference $few $many "A round: epoll_wait, read, write"
}

# From fork() to the first wait. Under the harness by restarts in one run;
# the others start once a run, which is what they always do.
begins()
{
	cat >$out/starts.script <<-END
	title   A start, $starts times
	points  0

	repeat $starts times
	  server restarts
	end
	END
	cat >$out/start.script <<-END
	title   A start
	points  0

	server waits
	END
	{
		echo "few $harness run $out/start.script -- $out/round PORT"
		echo "many $harness run $out/starts.script -- $out/round PORT"
		echo "strace $trace $out/round 0 exit"
		echo "alone $out/round 0 exit"
	} | $out/compare "$runs" | awk -v n="$starts" '
	{ real[$1] = $2; processor[$1] = $3 }
	function row(label, a, b) {
		printf "  %-32s %6.1f ms %6.1f ms %7.2f %10.2f\n", label,
			a / 1e6, b / 1e6, a / r, b / p
	}
	END {
		print ""
		printf "%-34s %9s %9s %7s %10s\n", "A start, up to the first wait",
			"real", "processor", "ratio", "processor"
		r = (real["many"] - real["few"]) / n
		p = (processor["many"] - processor["few"]) / n
		row("harness, one more start in a run", r, p)
		row("harness, all of `harness run`", real["few"],
			processor["few"])
		row("strace", real["strace"], processor["strace"])
		row("alone", real["alone"], processor["alone"])
	}'
}

# 75 seconds of a real server's keep-alive, where that server is installed.
nginx_idle()
{
	script=harness/tests/real/nginx/keep-alive.script
	[ -f $script ] && command -v nginx >/dev/null || return 0
	site=$PWD/$out/nginx
	mkdir -p "$site"
	echo hello >"$site/hello.txt"
	cp harness/tests/real/nginx/nginx.conf "$site"
	echo "nginx $harness run $script -- nginx -p $site -c nginx.conf" \
		"-e stderr" | $out/compare "$runs" | awk '{
		print ""
		print "nginx closes an idle connection after 75 seconds"
		printf "  %-32s %6.0f ms %6.0f ms\n", "harness, virtual time",
			$2 / 1e6, $3 / 1e6
		printf "  %-32s %6.0f ms\n", "waiting for it", 75000
	}'
}

if [ "${1-}" = --compile ]; then
	compile "$2" "$3"
else
	main
fi

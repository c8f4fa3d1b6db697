#!/bin/sh
# SPDX-License-Identifier: MIT
#
# library.sh: what the echo server costs with a loop of one's own and with each
# of three libraries: lines of source, and calls that the program makes for a
# message. One client sends 1,000 messages, one after another; or 100 clients
# send one each at the same time, ten times.

set -eu
out=build/library
mkdir -p $out

script()
{
	printf 'title  Messages\npoints 1\n\n%s\n' "$2" >"$out/$1.script"
}

script one 'alice connects
repeat 1000 times
  alice sends "hello\n"
  alice receives "hello\n"
end'
script many '100 clients connect
repeat 10 times
  the clients send "hello\n"
  the clients receive "hello\n"
end'

# Calls of the program from its first read on, for each message.
calls()
{
	build/harness run --log "$out/log" "$out/$1.script" -- \
		"$out/program" PORT >"$out/feedback" || return
	awk '/"who":"server"/ && !/"kind":/ {
		if (/"do":"(read|recvfrom|recvmsg|readv)"/ && /"peer":"(alice|client)/)
			begun = 1
		n += begun
	}
	END { printf "%.1f", n / 1000 }' "$out/log"
}

row()
{
	cc -std=gnu11 -O1 -g -o "$out/program" "$2" $3
	one=$(calls one)
	many=$(calls many)
	printf '| %-26s | %5d | %10s | %11s |\n' "$1" \
		"$(grep -c . "$2")" "$one" "$many"
}

echo '|                            | lines | one client | 100 at once |'
echo '|----------------------------|-------|------------|-------------|'
row 'a loop of its own (07)' solutions/07-edge/echo.c ''
row 'libev' solutions/11-library/echo_libev.c -lev
row 'libevent' solutions/11-library/echo_libevent.c -levent
row 'libuv' solutions/11-library/echo.c -luv

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench.sh: what the replay of 100,000 events weighs, and how long a browser
# takes to show it, three times over. The page says itself when it is open.

set -eu

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

awk 'BEGIN {
	for (n = 0; n < 100000; n++)
		printf "{\"n\":%d,\"t\":0,\"who\":\"server\",\"do\":\"%s\"," \
			"\"fd\":%d,\"peer\":\"client %d\",\"asked\":4096," \
			"\"ret\":6,\"errno\":null,\"at\":\"echo.c:57\"," \
			"\"connection\":%d}\n", n, n < 5000 ? "accept" : "read",
			n % 5000 + 4, n % 5000 + 1, n % 5000 + 1
}' >"$dir/log.jsonl"
build/draw replay -o "$dir/page.html" "$dir/log.jsonl"
printf '100,000 events of 5,000 clients: %d bytes\n' \
	"$(wc -c <"$dir/page.html")"
for i in 1 2 3; do
	chromium --headless --no-sandbox --disable-gpu --no-first-run \
		--disable-background-networking --disable-component-update \
		--disable-sync --user-data-dir="$dir/$i" \
		--dump-dom "file://$dir/page.html" 2>/dev/null |
		sed -n 's/.*data-opened="\([0-9]*\)".*/open after \1 ms/p'
done

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# similar.sh: of three submissions, two are the same but for names.

set -eu
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

for student in ada bob cyd dan; do
	mkdir -p "$place/class/$student/05-epoll"
done
cp solutions/05-epoll/echo.c "$place/class/ada/05-epoll/"
sed 's/client/guest/g; s/listener/door/g' solutions/05-epoll/echo.c \
	>"$place/class/bob/05-epoll/echo.c"
cp solutions/02-setblocking/echo.c "$place/class/cyd/05-epoll/"
ln -s /etc/passwd "$place/class/dan/05-epoll/echo.c"

# one hands in an archive, one bytes that are no text
mkdir -p "$place/eve/05-epoll" "$place/class/fay/05-epoll"
sed 's/client/visitor/g' solutions/05-epoll/echo.c >"$place/eve/05-epoll/echo.c"
tar -C "$place/eve" -czf "$place/class/eve.tar.gz" 05-epoll
printf '\377\376i\0n\0t\0' >"$place/class/fay/05-epoll/echo.c"

# what is in OUT beside it stays
mkdir "$place/out"
echo mine >"$place/out/notes.txt"

for twice in 1 2; do
	SUBMISSIONS=$place/class OUT=$place/out LESSON=05 \
		sh grader/similarity.sh >"$place/said"
done
grep -q "nothing of fay" "$place/said"
for pair in "ada	bob" "bob	eve" "ada	eve"; do
	grep -q -x "05-epoll	\(9[0-9]\|100\)	$pair" \
		"$place/out/similarity.tsv"
done
[ -f "$place/out/05-epoll/base/echo.c" ]
[ "$(ls "$place/out/05-epoll/students" | tr '\n' ' ')" = "ada bob cyd eve " ]
[ -z "$(awk '/cyd/ && $2 > 50' "$place/out/similarity.tsv")" ]
[ "$(cat "$place/out/notes.txt")" = mine ]

# the class itself is no place, and one that is not there is no class
before=$(find "$place/class" | sort)
for wrong in "$place/class" "$place/out"; do
	class=$place/class
	[ "$wrong" = "$class" ] || class=$place/nowhere
	! SUBMISSIONS=$class OUT=$wrong LESSON=05 sh grader/similarity.sh \
		>/dev/null 2>&1
done
[ "$(find "$place/class" | sort)" = "$before" ]
[ -s "$place/out/similarity.tsv" ]

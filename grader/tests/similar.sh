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

SUBMISSIONS=$place/class OUT=$place/out sh grader/similarity.sh
head -n 1 "$place/out/similarity.tsv" |
	grep -x "05-epoll	\(9[0-9]\|100\)	ada	bob"
[ -f "$place/out/05-epoll/base/echo.c" ]
[ "$(ls "$place/out/05-epoll/students" | tr '\n' ' ')" = "ada bob cyd " ]
[ -z "$(awk '/cyd/ && $2 > 50' "$place/out/similarity.tsv")" ]

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# reset.sh LESSON: put the starter back, after keeping a copy of the file.
#
# The starter comes from lessons/NN-name/.starter, so that neither git nor an
# uncommitted state is needed. Copies stand beside the file (echo.c.saved-1,
# -2, ...), are never overwritten, and outlive make clean.

set -eu
. .make/lesson.sh

[ -n "${1-}" ] || die "Which lesson? For example:  make reset LESSON=05"
name=$(lesson_name "$1")
file=$(lesson_file "$name")
yours=lessons/$name/$file
starter=lessons/$name/.starter/$file

if [ ! -e "$yours" ]; then
	cp "$starter" "$yours"
	echo "$yours is back as it was at the start."
	exit
fi
if cmp -s "$starter" "$yours"; then
	echo "$yours is still as it was at the start; nothing to do."
	exit
fi

n=1
while [ -e "$yours.saved-$n" ] || [ -L "$yours.saved-$n" ]; do
	n=$((n + 1))
done
copy=$yours.saved-$n
# noclobber: the copy is created, or this stops before anything is lost
if ! (set -C; cat "$yours" >"$copy") || ! cmp -s "$yours" "$copy"; then
	die "Could not keep a copy as $copy; nothing was changed."
fi

# Beside it and moved over it: a full disk must not cut the starter short.
cp "$starter" "$yours.new"
mv -f "$yours.new" "$yours"
rm -f "build/hints/$name"
echo "$yours is back as it was at the start."
echo "Your version is kept in $copy"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make.sh DIR [CLASS]: puts the submissions of a class into DIR, made from the
# lessons' starters, solutions and mistakes. CLASS is a table like the one
# beside this script, which is the default. DIR is made anew.

set -u
kit=$(cd "$(dirname "$0")/../.." && pwd) || exit
dir=${1:?usage: make.sh DIR [CLASS]}
class=${2:-$kit/grader/sample/class}

# The program of a lesson that is called so, on stdout.
program()
{
	model=$kit/solutions/$1/$3
	case $2 in
	solution) cat "$model" ;;
	starter) cat "$kit/lessons/$1/.starter/$3" ;;
	broken)	# a bracket that was never closed
		sed '$d' "$model" ;;
	*)	patch -s -o - "$model" "$kit/solutions/$1/mistakes/$2.patch" ;;
	esac
}

rm -rf "$dir"
mkdir -p "$dir" || exit
while read -r student lesson what at; do
	case $student in
	'' | '#'*) continue ;;
	esac
	file=$(sed -n 's/^file *//p' "$kit/lessons/$lesson/lesson.conf")
	mkdir -p "$dir/$student/$lesson" || exit
	program "$lesson" "$what" "$file" >"$dir/$student/$lesson/$file" ||
		exit
	touch -d "$at" "$dir/$student/$lesson/$file"
done <"$class"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# similarity.sh: which submissions of the class in SUBMISSIONS are alike, with
# the roster ROSTER if there is one; LESSON names lessons, as for grading. The
# files of each lesson go to OUT/LESSON/students/NAME and OUT/LESSON/base, the
# layout that MOSS and JPlag take, and, with sim_c of Debian's
# similarity-tester, there is OUT/similarity.tsv: lesson, percent, whose file,
# in whose it is found; the most alike first, each pair both ways. Lines that
# stand in the starter were given to all, and are left out for sim_c. No machine
# calls this cheating: look at each pair.

set -u
class=${SUBMISSIONS:?make similarity SUBMISSIONS=DIR}
out=${OUT:-build/similarity}
own=$(mktemp -d) || exit
trap 'rm -rf "$own"' EXIT

# strip LESSON: each one's file as sim_c is to see it
strip()
{
	for source in "$out/$1/students"/*/*.c; do
		[ -f "$source" ] || continue
		student=$(basename "$(dirname "$source")")
		grep -a -v -x -F -f "$out/$1/base/${source##*/}" "$source" \
			>"$own/$student.c"
	done
}

# sim_c's "a consists for N % of b material": it looks from each file at those
# that follow it, so it is asked from both ends
compare()
{
	rm -f "$own"/*.c
	strip "$1"
	(
		cd "$own" && set -- ./*.c && [ -f "$1" ] || exit
		sim_c -e -s -p -t 20 "$@"
		set --
		for file in ./*.c; do
			set -- "$file" "$@"
		done
		sim_c -e -s -p -t 20 "$@"
	) 2>/dev/null |
		sed -n 's/^\.\/\(.*\)\.c consists for \([0-9]*\) % of \.\/\(.*\)\.c material$/\2\t\1\t\3/p' |
		sed "s/^/$1	/"
}

set -- --submissions "$class" --out "$out"
[ -z "${ROSTER-}" ] || set -- "$@" --roster "$ROSTER"
for lesson in ${LESSON-}; do
	set -- "$@" --lesson "$lesson"
done
build/grader sources "$@" || exit
echo "The layout for MOSS and JPlag: $out/LESSON/{base,students}"
if command -v sim_c >/dev/null; then
	for lesson in "$out"/*/students/; do
		[ ! -d "$lesson" ] || compare "$(basename "${lesson%/*/}")"
	done | sort -k 2,2nr -k 1,1 -k 3 >"$own/pairs"
	cp "$own/pairs" "$out/similarity.tsv" || exit
	echo "Pairs, the most alike first: $out/similarity.tsv"
	head -n 5 "$out/similarity.tsv"
else
	echo "No table of pairs: sim_c is not here (similarity-tester)."
fi

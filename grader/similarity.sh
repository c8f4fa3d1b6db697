#!/bin/sh
# SPDX-License-Identifier: MIT
#
# similarity.sh: which submissions of SUBMISSIONS (a directory of students with
# NN-name/FILE.c in it) are alike. For each lesson, OUT/LESSON/students/NAME
# and OUT/LESSON/base, the layout that MOSS and JPlag take, and, with sim_c of
# Debian's similarity-tester, OUT/similarity.tsv: lesson, percent, whose file,
# in whose it is found; the most alike first. Lines that stand in the starter
# were given to all, and are left out for sim_c. No machine calls this
# cheating: look at each pair.

set -u
class=${SUBMISSIONS:?make similarity SUBMISSIONS=DIR}
out=${OUT:-build/similarity}

# lay LESSON FILE: the layout, and beside it what sim_c is to compare
lay()
{
	base=lessons/$1/.starter/$2
	mkdir -p "$out/$1/base" "$out/$1/students" "$out/.own/$1" || exit
	cp "$base" "$out/$1/base/"
	for source in "$class"/*/"$1/$2"; do
		[ -f "$source" ] && [ ! -h "$source" ] || continue
		student=${source#"$class"/}
		student=${student%%/*}
		mkdir -p "$out/$1/students/$student"
		cp "$source" "$out/$1/students/$student/"
		grep -v -x -F -f "$base" "$source" \
			>"$out/.own/$1/$student.c"
	done
}

# sim_c's "a consists for N % of b material", one row a pair
compare()
{
	(cd "$out/.own/$1" && set -- *.c && [ -f "$1" ] && [ $# -gt 1 ] &&
		sim_c -p -t 20 "$@" 2>/dev/null) |
		sed -n 's/^\(.*\)\.c consists for \([0-9]*\) % of \(.*\)\.c material$/\2\t\1\t\3/p' |
		sed "s/^/$1	/"
}

rm -rf "$out"
mkdir -p "$out" || exit
for conf in lessons/*/lesson.conf; do
	lesson=$(basename "$(dirname "$conf")")
	lay "$lesson" "$(sed -n 's/^file *//p' "$conf")"
done
echo "The layout for MOSS and JPlag: $out/LESSON/{base,students}"
if command -v sim_c >/dev/null; then
	for lesson in "$out"/.own/*/; do
		compare "$(basename "$lesson")"
	done | sort -k 2,2nr -k 1,1 -k 3 >"$out/similarity.tsv"
	echo "Pairs, the most alike first: $out/similarity.tsv"
	head -n 5 "$out/similarity.tsv"
else
	echo "No table of pairs: sim_c is not here (similarity-tester)."
fi
rm -rf "$out/.own"

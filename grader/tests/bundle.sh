#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bundle.sh: packs build/gradescope.zip, unpacks it where nothing else of the
# kit is, and grades three submissions as Gradescope would: right, wrong, absent.

set -eu
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
# a make of its own, whoever calls this one
unset MAKEFLAGS MAKELEVEL
trap 'rm -rf "$place"' EXIT

# What would fail for each student is refused before it is packed.
echo "lose all" >"$place/late"
for wrong in "LESSON=99" "LESSON=05 LATE=$place/late"; do
	# shellcheck disable=SC2086 # two words
	! make -s INSTALL=no gradescope-bundle $wrong >"$place/said" 2>&1
	grep -q "Nothing was packed" "$place/said"
	[ ! -f build/gradescope.zip ]
done

mkdir -p "$place/own/05-epoll"
cat >"$place/own/05-epoll/again.script" <<'EOF'
title   Once more
points  3

alice connects
alice sends "x\n"
alice receives "x\n"
EOF
make -s INSTALL=no gradescope-bundle LESSON=05 SCRIPTS="$place/own"
mkdir "$place/source" "$place/results" "$place/submission"
unzip -q build/gradescope.zip -d "$place/source"
make -s -C "$place/source/wouldblock" INSTALL=no build/grader >/dev/null
cat >"$place/submission_metadata.json" <<'EOF'
{"created_at": "2026-03-01T14:22:32.365935-07:00",
 "assignment": {"total_points": "24.0"},
 "users": [{"name": "\"created_at\": \"1970-01-01T00:00:00Z\""}]}
EOF

# graded FILE: what results.json says, as "points of max"
graded()
{
	rm -rf "$place/submission" "$place/results"
	mkdir "$place/submission" "$place/results"
	[ -z "$1" ] || cp "$1" "$place/submission/echo.c"
	AUTOGRADER=$place SECRET_TOKEN=x bash "$place/source/run_autograder" \
		>"$place/said" 2>&1 || { cat "$place/said"; exit 1; }
	/usr/bin/python3 -B -c '
import json, sys
results = json.load(open(sys.argv[1]))
assert "score" not in results
print(sum(test["score"] for test in results["tests"]), "of",
      sum(test["max_score"] for test in results["tests"]))
' "$place/results/results.json"
}

patch -s -o "$place/wrong.c" solutions/05-epoll/echo.c \
	solutions/05-epoll/mistakes/killed-by-sigpipe.patch
right=$(graded solutions/05-epoll/echo.c)
wrong=$(graded "$place/wrong.c")
absent=$(graded "")
echo "bundle: right $right, wrong $wrong, absent $absent"
[ "$right" = "27 of 27" ] && [ "$absent" = "0 of 27" ]
[ "$wrong" != "$right" ]

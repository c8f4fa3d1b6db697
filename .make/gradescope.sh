#!/bin/sh
# SPDX-License-Identifier: MIT
#
# gradescope.sh: packs build/gradescope.zip, to be uploaded as an assignment's
# autograder. LESSON names the lessons of the assignment (all), LATE a policy.
# The kit goes in as it is in this checkout, with what is not committed yet.

set -u
stage=build/gradescope
zip=$PWD/build/gradescope.zip

rm -rf "$stage" "$zip"
mkdir -p "$stage/wouldblock" || exit
{
	if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git ls-files -co --exclude-standard
	else
		find . -type f ! -path './build/*'
	fi
} | while read -r file; do
	[ ! -f "$file" ] || printf '%s\n' "$file"
done | tar -cf - -T - | tar -xf - -C "$stage/wouldblock" || exit
cp grader/gradescope/setup.sh grader/gradescope/run_autograder "$stage/" ||
	exit
echo "${LESSON-}" >"$stage/lessons"
[ -z "${LATE-}" ] || cp "$LATE" "$stage/late" || exit
(cd "$stage" && zip -q -r -X "$zip" .) || exit
rm -rf "$stage"
echo "build/gradescope.zip: upload it as the autograder" \
	"(lessons: ${LESSON:-all})"

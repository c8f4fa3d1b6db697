#!/bin/sh
# SPDX-License-Identifier: MIT
#
# gradescope.sh: packs build/gradescope.zip, to be uploaded as an assignment's
# autograder. LESSON names the lessons of the assignment (all), LATE a policy,
# SCRIPTS a directory of the instructor's own scripts, to be shown as VISIBILITY
# says (hidden). The kit goes in as it is in this checkout, with what is not
# committed yet.

set -u
stage=build/gradescope
zip=$PWD/build/gradescope.zip

rm -rf "$stage" "$zip"

# Would a grader take all this? It is asked with a class that gave nothing.
mkdir -p "$stage/check/class/nobody" || exit
set -- --submissions "$stage/check/class" --out "$stage/check/out"
[ -z "${LATE-}" ] || set -- "$@" --late "$LATE"
[ -z "${SCRIPTS-}" ] || set -- "$@" --scripts "$SCRIPTS" \
	--visibility "${VISIBILITY:-hidden}"
for lesson in ${LESSON-}; do
	set -- "$@" --lesson "$lesson"
done
build/grader grade "$@" >/dev/null || {
	rm -rf "$stage"
	echo "Nothing was packed."
	exit 1
}
rm -rf "$stage/check"
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
[ -z "${SCRIPTS-}" ] || {
	cp -R "$SCRIPTS" "$stage/scripts" &&
		echo "${VISIBILITY:-hidden}" >"$stage/visibility"
} || exit
(cd "$stage" && zip -q -r -X "$zip" .) || exit
rm -rf "$stage"
echo "build/gradescope.zip: upload it as the autograder" \
	"(lessons: ${LESSON:-all})"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grade.sh: grades the class in SUBMISSIONS into OUT, with the roster ROSTER,
# the late policy LATE, the weights WEIGHTS and the instructor's scripts SCRIPTS
# (seen as VISIBILITY says); LESSON, FORMAT (words each) and JOBS as they are
# called in build/grader. OUT is build/grades by default. Without SUBMISSIONS it
# is the sample class, and build/sample-grades.

set -u

# Not every shell turns the ~ of NAME=~/class into a home.
home()
{
	case $1 in
	"~/"*)	printf '%s\n' "$HOME/${1#"~/"}" ;;
	*)	printf '%s\n' "$1" ;;
	esac
}

if [ -n "${SUBMISSIONS-}" ]; then
	out=$(home "${OUT:-build/grades}")
else
	out=$(home "${OUT:-build/sample-grades}")
	SUBMISSIONS=build/sample
	ROSTER=${ROSTER:-grader/sample/roster.csv}
	LATE=${LATE:-grader/sample/late}
	LESSON=${LESSON:-01 02 03 04 05}
	sh grader/sample/make.sh "$SUBMISSIONS" || exit
	echo "No SUBMISSIONS=DIR: this is the sample class, $SUBMISSIONS."
fi

set -- --submissions "$(home "$SUBMISSIONS")" --out "$out"
[ -z "${ROSTER-}" ] || set -- "$@" --roster "$(home "$ROSTER")"
[ -z "${LATE-}" ] || set -- "$@" --late "$(home "$LATE")"
[ -z "${WEIGHTS-}" ] || set -- "$@" --weights "$(home "$WEIGHTS")"
[ -z "${SCRIPTS-}" ] || set -- "$@" --scripts "$(home "$SCRIPTS")" \
	--visibility "${VISIBILITY:-hidden}"
[ -z "${JOBS-}" ] || set -- "$@" --jobs "$JOBS"
for lesson in ${LESSON-}; do
	set -- "$@" --lesson "$lesson"
done
for format in ${FORMAT-}; do
	set -- "$@" --format "$format"
done

build/grader grade "$@"
status=$?
[ $status -gt 1 ] || {
	echo "The grades: $out/grades.csv"
	echo "To hand out: $out/feedback/STUDENT/index.html"
}
exit $status

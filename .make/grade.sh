#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grade.sh: grades the class in SUBMISSIONS into OUT, with the roster ROSTER
# the late policy LATE and the weights WEIGHTS; LESSON, FORMAT (words each) and JOBS as they are
# called in build/grader. Without SUBMISSIONS it is the sample class. OUT is
# build/grades by default.

set -u
out=${OUT:-build/grades}
if [ -z "${SUBMISSIONS-}" ]; then
	SUBMISSIONS=build/sample
	ROSTER=${ROSTER:-grader/sample/roster.csv}
	LATE=${LATE:-grader/sample/late}
	LESSON=${LESSON:-01 02 03 04 05}
	sh grader/sample/make.sh "$SUBMISSIONS" || exit
	echo "No SUBMISSIONS=DIR: this is the sample class, $SUBMISSIONS."
fi

set -- --submissions "$SUBMISSIONS" --out "$out"
[ -z "${ROSTER-}" ] || set -- "$@" --roster "$ROSTER"
[ -z "${LATE-}" ] || set -- "$@" --late "$LATE"
[ -z "${WEIGHTS-}" ] || set -- "$@" --weights "$WEIGHTS"
[ -z "${JOBS-}" ] || set -- "$@" --jobs "$JOBS"
for lesson in ${LESSON-}; do
	set -- "$@" --lesson "$lesson"
done
for format in ${FORMAT-}; do
	set -- "$@" --format "$format"
done

build/grader grade "$@"
status=$?
[ ! -f "$out/index.html" ] || {
	echo "The grades: $out/grades.csv"
	echo "To hand out: $out/feedback/STUDENT/index.html"
}
exit $status

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# matrix.sh [LESSON]...: every wrong program of solutions/NN-name/mistakes has
# to be caught, under its right name and at its line; every right program of
# harness/tests/correct has to pass with all points; and no script of a lesson
# may let all the wrong ones through. All lessons by default.
#
# A mistake is a patch of the solution, CODE[-variant].patch, with a header:
#   # what:     what this program does
#   # feels:    why it seemed right
#   # remedy:   what to do in place of it
#   # function: NAME...       where the line that is shown may stand
#   # also: CODE reason       another diagnosis that is as true; any number
#
# Writes build/matrix.tsv (lesson, patch, caught, script, diagnosis, line,
# function, expected, ok or BAD, what other scripts say) and build/matrix.html.
# ONLY=WORD takes the patches whose path holds it. JOBS=2 at a time.

set -u
. .make/lesson.sh
out=build/matrix
tab=$(printf '\t')

main()
{
	[ $# -gt 0 ] || set -- $(cd lessons && echo [0-9]*)
	mkdir -p $out/rows
	rm -f $out/rows/*
	# its own copy: the kit may be built anew in the meantime
	cp build/harness $out/harness || exit
	for lesson; do
		name=$(lesson_name "$lesson") || exit
		list "$name"
	done >$out/todo
	xargs -r -n 2 -P "${JOBS:-2}" sh .make/matrix.sh --one <$out/todo
	for lesson; do
		[ -n "${ONLY-}" ] || idle "$(lesson_name "$lesson")"
	done >$out/rows/idle
	cat $out/rows/* | sort -t "$tab" -k 1,2 >build/matrix.tsv
	page <build/matrix.tsv >build/matrix.html
	report
}

# What is to be judged: lesson and file, one a line.
list()
{
	for file in "solutions/$1/mistakes/"*.patch \
		"harness/tests/correct/$1/"*.c "solutions/$1/"*.c
	do
		case $file in
		*"${ONLY-}"*)	[ ! -f "$file" ] || echo "$1 $file" ;;
		esac
	done
}

# One program, one row.
one()
{
	key=$1-$(basename "$2")
	case $2 in
	solutions/*/mistakes/*)
		dir=$out/${key%.patch}
		wrong "$1" "$2" ;;
	*)	dir=$out/correct-${key%.c}
		right "$1" "$2" ;;
	esac >"$out/rows/$(echo "$2" | tr / _)"
}

wrong()
{
	rm -rf "$dir"
	mkdir -p "$dir/solutions/$1"
	cp "solutions/$1/"*.c "$dir/solutions/$1/"
	if ! patch -s -d "$dir" -p1 <"$2" >"$dir/patch.log" 2>&1; then
		echo "$1$tab$(basename "$2")${tab}no$tab$tab$tab$tab$tab${tab}BAD${tab}does not apply"
		return
	fi
	file=$(sed -n 's/^+++ b\/\([^[:space:]]*\).*/\1/p' "$2")
	$out/harness check "$1" "$dir/$file" --json "$dir/result.json" \
		>"$dir/feedback.txt" 2>&1
	failures "$dir/result.json" >"$dir/failures"
	judge "$1" "$2" <"$dir/failures"
}

# script, diagnosis, line, function: of each script that failed
failures()
{
	awk '
	function text(s) {
		sub(/^[^:]*: */, "", s)
		sub(/,$/, "", s)
		gsub(/^"|"$/, "", s)
		return s
	}
	/^   "name":/ { name = text($0); line = function_ = "-" }
	/^   "verdict":/ { verdict = text($0) }
	/^   "mistake":/ { mistake = text($0) }
	/^    "line":/ { line = text($0) }
	/^    "function":/ { function_ = text($0) }
	/^   "virtual_ms":/ && verdict != "pass" && verdict != "skipped" {
		print name "\t" mistake "\t" line "\t" function_
	}
	/^ +"ok": false/ { print "compile\tdoes-not-compile\t-\t-" }
	' "$1"
}

# The first failure is what the student reads: it has to be named rightly.
judge()
{
	code=$(code_of "$(basename "$2" .patch)")
	awk -F '\t' -v OFS='\t' -v lesson="$1" -v patch="$(basename "$2")" \
		-v code="$code" \
		-v also="$(sed -n 's/^# also: \([^ ]*\).*/\1/p' "$2" | tr '\n' ' ')" \
		-v functions="$(sed -n 's/^# function: //p' "$2")" '
	NR == 1 { script = $1; mistake = $2; line = $3; in_ = $4 }
	NR > 1 { rest = rest (rest == "" ? "" : ", ") $1 ": " $2 }
	END {
		named = index(" " code " " also " ", " " mistake " ")
		# a function that is handed to a driver has no line in a run
		placed = index(" " functions " ", " " in_ " ")
		if (line == "-")
			placed = script ~ /^(set-blocking|classify)$/
		print lesson, patch, NR ? "yes" : "no", script, mistake, line,
			in_, code, NR && named && placed ? "ok" : "BAD", rest
	}'
}

# descriptor-leak-error -> descriptor-leak: the longest code that fits
code_of()
{
	sed -n 's/^	{ "\([a-z-]*\)",.*/\1/p' harness/judge/mistakes.c |
		awk -v name="$1" '
		(name == $1 || index(name, $1 "-") == 1) &&
			length($1) > length(best) { best = $1 }
		END { print best }'
}

right()
{
	mkdir -p "$dir"
	$out/harness check "$1" "$2" --json "$dir/result.json" \
		>"$dir/feedback.txt" 2>&1
	status=$?
	failures "$dir/result.json" >"$dir/failures"
	awk -F '\t' -v OFS='\t' -v lesson="$1" -v file="$(basename "$2")" \
		-v status=$status '
	NR == 1 { script = $1; mistake = $2; line = $3; in_ = $4 }
	NR > 1 { rest = rest (rest == "" ? "" : ", ") $1 ": " $2 }
	END {
		print lesson, file, NR ? "yes" : "no", script, mistake, line,
			in_, "", status == 0 && NR == 0 ? "ok" : "BAD", rest
	}' "$dir/failures"
}

# Scripts for points that no wrong program fails.
idle()
{
	for script in "lessons/$1/scripts/"*.script; do
		name=$(basename "$script" .script | sed 's/^[0-9]*-//')
		grep -q '^points *0' "$script" && continue
		cat "$out/$1-"*/failures 2>/dev/null | cut -f 1 |
			grep -q -x -e "$name" ||
			echo "$1$tab$name${tab}no$tab$tab$tab$tab$tab${tab}BAD${tab}no wrong program fails this script"
	done
}

page()
{
	awk -F '\t' '
	function cell(s) {
		gsub(/&/, "\\&amp;", s)
		gsub(/</, "\\&lt;", s)
		return "<td>" s "</td>"
	}
	BEGIN {
		print "<!doctype html><meta charset=utf-8>" \
			"<title>The matrix of mistakes</title><style>" \
			"body{font:15px sans-serif;margin:2em}" \
			"table{border-collapse:collapse}" \
			"td,th{padding:.2em .6em;text-align:left;" \
			"border-bottom:1px solid #ccc}" \
			".BAD{background:#fdd}</style>" \
			"<h1>The matrix of mistakes</h1><table><tr><th>lesson" \
			"<th>program<th>caught<th>script<th>diagnosis<th>line" \
			"<th>function<th>expected<th>verdict<th>other scripts"
	}
	{
		printf "<tr class=%s>", $9
		for (i = 1; i <= 10; i++)
			printf "%s", cell($i)
		print "</tr>"
	}
	END { print "</table>" }'
}

report()
{
	bad=$(cut -f 9 build/matrix.tsv | grep -c BAD)
	echo "matrix: $(grep -c patch build/matrix.tsv) wrong programs," \
		"$bad rows are bad; build/matrix.html"
	awk -F '\t' '$9 == "BAD" {
		print "  " $1 " " $2 ": " ($3 == "yes" ? $4 " says " $5 \
			" at " $7 "():" $6 : "nothing fails") " " $10
	}' build/matrix.tsv
	[ "$bad" = 0 ]
}

if [ "${1-}" = --one ]; then
	shift
	one "$@"
else
	main "$@"
fi

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# matrix.sh [LESSON]...: every wrong program of solutions/NN-name/mistakes has
# to be caught, under its right name and at its line; every right program of
# harness/tests/correct has to pass with all points; no script of a lesson may
# let all the wrong ones through; and over all lessons, the default, no rule
# and no check of the harness may be one that never decides.
#
# A mistake is a patch of the solution, CODE[-variant].patch, with a header:
#   # what:     what this program does
#   # feels:    why it seemed right
#   # remedy:   what to do in place of it
#   # function: NAME...       where the line that is shown may stand
#   # also: CODE reason       another diagnosis that is as true; any number
#
# Scripts of no lesson, harness/tests/matrix, name theirs in their first lines.
#
# Writes build/matrix.tsv (lesson, patch, caught, script, diagnosis, line,
# function, expected, ok or BAD, what other scripts say) and build/matrix.html;
# of a part of it, build/matrix-part.tsv and build/matrix-part.html.
# ONLY=WORD takes the programs whose path holds it, EVERY=12 every twelfth:
# then nothing is said about what is idle. JOBS=2 at a time.

set -u
. .make/lesson.sh
out=build/matrix
page=build/matrix
tab=$(printf '\t')

main()
{
	[ -z "$*${ONLY-}${EVERY-}" ] || page=build/matrix-part
	[ $# -gt 0 ] || set -- $(cd lessons && echo [0-9]*)
	mkdir -p $out/rows
	rm -rf $out/rows/* $out/[0-9]* $out/correct-* $out/script-*
	# its own copy: the kit may be built anew in the meantime
	cp build/harness $out/harness || exit
	{
		for lesson; do
			name=$(lesson_name "$lesson") || exit
			list "$name"
		done
		list_others
	} | awk -v every="${EVERY:-1}" 'NR % every == 0' >$out/todo
	xargs -r -n 2 -P "${JOBS:-2}" sh .make/matrix.sh --one <$out/todo
	: >$out/decided
	if [ -z "${ONLY-}${EVERY-}" ]; then
		for lesson; do
			idle_scripts "$(lesson_name "$lesson")"
		done
		[ $# -lt "$(ls -d lessons/[0-9]* | wc -l)" ] || idle_checks
	fi >$out/rows/idle
	cat $out/rows/* | sort -t "$tab" -k 1,2 >$page.tsv
	jq -n -r -R --rawfile decided $out/decided -f .make/matrix.jq \
		<$page.tsv >$page.html
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

# Scripts of no lesson, with the programs that they are tried on.
list_others()
{
	for script in harness/tests/matrix/*.script; do
		sed -n 's/^# \(wrong\|right\): \([^ ]*\).*/\2/p' "$script" |
		while read -r file; do
			case $script$file in
			*"${ONLY-}"*)	echo "$script $file" ;;
			esac
		done
	done
}

# One program, one row.
one()
{
	key=$1-$(basename "$2")
	case $1:$2 in
	*.script:*)
		key=$(basename "$1" .script)-$(echo "$2" | tr / -)
		dir=$out/script-$key
		other "$1" "$2" ;;
	*/mistakes/*)
		dir=$out/${key%.patch}
		wrong "$1" "$2" ;;
	*)	dir=$out/correct-${key%.c}
		right "$1" "$2" ;;
	esac >"$out/rows/$(echo "$1-$2" | tr / _)"
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

# A program that a script of no lesson calls wrong, or right.
other()
{
	mkdir -p "$dir"
	${CC:-cc} -std=gnu11 -g -O1 -o "$dir/program" "$2" || exit
	$out/harness run --json "$dir/result.json" --source "$2" "$1" -- \
		"$dir/program" PORT >"$dir/feedback.txt" 2>&1
	status=$?
	failures "$dir/result.json" >"$dir/failures"
	code=$(sed -n "s,^# wrong: $2 ,,p" "$1")
	awk -F '\t' -v OFS='\t' -v script="$(basename "$1")" -v file="$2" \
		-v code="$code" -v status=$status '
	NR == 1 { mistake = $2; line = $3; in_ = $4 }
	END {
		right = code == "" ? status == 0 : mistake == code
		print "scripts", file, NR ? "yes" : "no", script, mistake,
			line, in_, code, right ? "ok" : "BAD", ""
	}' "$dir/failures"
}

# script, diagnosis, line, function, rule, check: of each script that failed,
# first of the one that the feedback speaks of
failures()
{
	jq -r '
	if .compile.ok then
		.lead as $lead | .scripts |
		map(select(.verdict == ("fail", "inconclusive"))) |
		sort_by(.name != $lead)[] |
		[.name, .mistake, .source.line, .source.function, .rule, .check]
	else
		["compile", "does-not-compile"] + [range(4) | null]
	end | map(. // "-") | @tsv' "$1"
}

# That one is what the student reads: it has to be named rightly.
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
		# what is handed to a driver, or not built, has no line
		placed = index(" " functions " ", " " in_ " ")
		if (line == "-")
			placed = script ~ /^(set-blocking|classify|compile)$/
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
idle_scripts()
{
	for script in "lessons/$1/scripts/"*.script; do
		name=$(basename "$script" .script | sed 's/^[0-9]*-//')
		grep -q '^points *0' "$script" && continue
		cat "$out/$1-"*/failures 2>/dev/null | cut -f 1 |
			grep -q -x -e "$name" ||
			idle "$1" "$name" "no wrong program fails this script"
	done
}

# Rules and checks of the harness that decide about no wrong program at all.
idle_checks()
{
	$out/harness list --checks | while read -r kind name; do
		column=5
		[ "$kind" = rule ] || column=6
		n=$(cat $out/[0-9]*/failures $out/script-*/failures | cut -f $column |
			grep -c -x -e "$name")
		echo "$kind$tab$name$tab$n" >>$out/decided
		[ "$n" -gt 0 ] ||
			idle - "$name" "this $kind decides about no wrong program"
	done
}

idle()
{
	printf '%s\t%s\tno\t\t\t\t\t\tBAD\t%s\n' "$1" "$2" "$3"
}

report()
{
	bad=$(cut -f 9 $page.tsv | grep -c BAD)
	echo "matrix: $(grep -c patch $page.tsv) wrong programs," \
		"$bad rows are bad; $page.html"
	awk -F '\t' '$9 == "BAD" {
		print "  " $1 " " $2 ": " ($3 == "yes" ? $4 " says " $5 \
			" at " $7 "():" $6 : "nothing fails") " " $10
	}' $page.tsv
	[ "$bad" = 0 ]
}

if [ "${1-}" = --one ]; then
	shift
	one "$@"
else
	main "$@"
fi

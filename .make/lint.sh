#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What make lint looks at beside the C compiler's business. Prints what is
# wrong, one line each; fails when there was anything.

set -u
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

complain()
{
	echo "$*" | tee -a "$bad" >&2
}

sources()
{
	find Makefile .make .ci/run harness lessons solutions diagrams grader \
		-name '*.saved-*' -prune -o -type f \
		\( -name '*.[ch]' -o -name '*.sh' -o -name Makefile \
		-o -path .ci/run \) -print 2>/dev/null
}

for file in $(sources); do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
		complain "$file: no line SPDX-License-Identifier: MIT at its top"
	[ "$(wc -l <"$file")" -le 400 ] ||
		complain "$file: more than 400 lines; split it by noun"
	case $(head -n 1 "$file") in
	'#!/bin/sh')	sh -n "$file" || complain "$file: does not parse" ;;
	'#!/bin/bash')	bash -n "$file" || complain "$file: does not parse" ;;
	esac
done

# The starter that students edit and the one that make reset brings back are
# the same. What git holds counts, for a lesson may be in use in this checkout.
for edited in lessons/[0-9]*/*.c; do
	[ -f "$edited" ] || continue
	starter=${edited%/*}/.starter/${edited##*/}
	if git rev-parse -q --verify ":$edited" >/dev/null 2>&1; then
		git show ":$edited" | cmp -s - "$starter" 2>/dev/null
	else
		cmp -s "$edited" "$starter" 2>/dev/null
	fi || complain "$edited is not its starter: see .make/starters.sh"
	[ "$(wc -l <"$edited")" -le 160 ] ||
		complain "$edited: a starter has at most 160 lines"
done

[ ! -s "$bad" ]

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# doctor.sh SETS PURPOSE [SETS PURPOSE]...: which packages are missing for what,
# and the command that installs them. Installs nothing. Fails when the first
# set, without which nothing can be built, is not complete.

set -u
missing=
essential=0
first=yes
while [ $# -ge 2 ]; do
	if names=$(sh .make/packages.sh --list $1); then
		printf '  ok       %s\n' "$2"
	else
		printf '  missing  %s: %s\n' "$2" "$names"
		missing="$missing $names"
		[ $first = no ] || essential=1
	fi
	first=no
	shift 2
done
if [ -n "$missing" ]; then
	printf '\n  To mend that, as root:\n    %s\n' \
		"apt-get install --no-install-recommends$missing"
fi
exit $essential

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# browser.sh [--phone] PAGE [SCRIPT]: opens a page in headless Chromium, with a
# script at its end, and prints what the page has become. On a phone it is 390
# pixels wide, in a frame of another page, and the script is that one's: the
# page is its "phone". Exit status 1: something was said on the console, or the
# page did not load.

set -u
profile=$(mktemp -d) || exit
trap 'rm -rf "$profile"' EXIT

page=$profile/page.html
if [ "$1" = --phone ]; then
	shift
	{
		printf '<!doctype html><iframe width="390" height="900" srcdoc="'
		sed 's/&/\&amp;/g; s/"/\&quot;/g' "$1" || exit
		printf '"></iframe>'
	} >"$page"
	set -- "$1" "onload = () => {
		const phone = document.querySelector('iframe').contentDocument;
		${2-}
	};"
else
	cat "$1" >"$page" || exit
fi
[ -z "${2-}" ] || printf '<script>%s</script>\n' "$2" >>"$page"

chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
	--disable-background-networking --disable-component-update \
	--disable-sync --disable-dev-shm-usage --user-data-dir="$profile/data" \
	--enable-logging=stderr --virtual-time-budget=2000 --dump-dom \
	"file://$page" 2>"$profile/said" || exit
! grep CONSOLE "$profile/said"

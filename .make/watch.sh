#!/bin/bash
# SPDX-License-Identifier: MIT
#
# watch.sh [LESSON|all]: check now, and again on every save, until Ctrl-C.
#
# Without LESSON it is the current lesson, which moves on as lessons are
# passed; a save of another lesson's file checks that one. Folders are watched
# in place of files, because many editors write a new file and move it over the
# old one. Bash, for read -t.

set -u
. .make/lesson.sh

asked=${1-}
if [ -n "$asked" ] && [ "$asked" != all ]; then
	asked=$(lesson_name "$asked") || exit
fi

check()
{
	# a new screen for each verdict, where there is one
	[ -t 1 ] && printf '\033[H\033[2J'
	build/harness check "$1"
	printf '\nWaiting for the next save. Ctrl-C ends.\n'
}

# "lessons/05-epoll/echo.c" -> what to check, or nothing
lesson_of_save()
{
	local name=${1#lessons/} file
	file=${name##*/}
	name=${name%%/*}
	[ -f "lessons/$name/.starter/$file" ] || return
	[ "$1" = "lessons/$name/$file" ] || return
	case $asked in
	''|"$name")	echo "$name" ;;
	all)		echo all ;;
	esac
}

# Watching begins before the first check, so that no save is missed.
exec {saves}< <(exec inotifywait -m -q -e close_write,moved_to \
	--format '%w%f' lessons/[0-9]*)
watcher=$!
trap 'kill "$watcher" 2>/dev/null' EXIT
trap 'echo; exit 0' INT TERM HUP

check "${asked:-next}"
while IFS= read -r -u "$saves" path; do
	lesson=$(lesson_of_save "$path")
	# one save can be several events: let them all arrive
	while IFS= read -r -t 0.1 -u "$saves" path; do
		lesson=${lesson:-$(lesson_of_save "$path")}
	done
	[ -z "$lesson" ] || check "$lesson"
done
die "inotifywait has ended; make check does the same once."

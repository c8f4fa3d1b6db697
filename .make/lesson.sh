# SPDX-License-Identifier: MIT
#
# A lesson by its name, for the scripts beside this one (they source it).

# Messages go to people: what, and what to type instead.
die()
{
	printf '%s\n' "$@" >&2
	exit 64
}

# 5, 05, 05-epoll, lessons/05-epoll/ -> 05-epoll
lesson_name()
{
	name=${1#lessons/}
	name=${name%/}
	case $name in
	''|*/*|.*)	lesson_unknown "$1" ;;
	[0-9])		name=0$name ;;
	esac
	for dir in "lessons/$name" "lessons/$name"-*; do
		[ -d "$dir" ] && basename "$dir" && return
	done
	lesson_unknown "$1"
}

lesson_unknown()
{
	die "There is no lesson '$1'. The lessons are:" \
		"$(ls lessons 2>/dev/null | sed -n 's/^[0-9]/    &/p')"
}

# 05-epoll -> echo.c: the file that the student edits, named by its starter
lesson_file()
{
	for starter in "lessons/$1/.starter/"*.c; do
		[ -f "$starter" ] && basename "$starter" && return
	done
	die "lessons/$1 has no starter." \
		"It is part of the kit; git checkout lessons/$1/.starter brings it back."
}

# What make calls "the current lesson"; nothing when all are passed.
lesson_current()
{
	build/harness list --current
}

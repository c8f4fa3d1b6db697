/* SPDX-License-Identifier: MIT */
/*
 * A lesson on disk: lessons/NN-name with its lesson.conf and its scripts.
 *
 * lesson.conf has one setting a line: `title TEXT`, `file NAME.c`, and
 * `forbids CALL...` for the system calls that the lesson excludes, `libraries
 * NAME...` for those that are linked if the program uses them.
 */
#ifndef LESSON_H
#define LESSON_H

#include "script/script.h"

#define LESSON_MAX_FORBIDDEN 32
#define LESSON_MAX_LIBRARIES 8

struct lesson {
	char *name; /* "05-epoll" */
	char *directory;
	char *title;
	char *file;				 /* "echo.c" */
	char *forbids[LESSON_MAX_FORBIDDEN + 1]; /* NULL-terminated */
	/* Those that it may use, as the linker calls them ("uv"). */
	char *libraries[LESSON_MAX_LIBRARIES + 1];
	struct script **scripts; /* in the order of their names */
	size_t n_scripts;
};

/* The root of the kit: where lessons/ is, from the running executable's
   place upwards. To be freed. NULL: not found. */
char *kit_root(void);

/* The full name for "5", "05" or "05-epoll"; to be freed. NULL: no such
   lesson. */
char *lesson_name(const char *root, const char *given);

/*
 * Loads it, scripts and all. NULL: *error says what is wrong with a script,
 * or with lesson.conf.
 */
struct lesson *lesson_load(const char *root, const char *name,
			   struct script_error *error);
void lesson_free(struct lesson *lesson);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Checking: all scripts of a lesson on one program, or one script on any
 * program. From here everything flows: script, run, log, verdict, result.
 */
#ifndef CHECK_H
#define CHECK_H

#include "lesson.h"
#include "report/result.h"

struct check_options {
	const char *log;      /* a directory, or NULL */
	bool log_is_file;     /* log is one: set for one script */
	const char *failures; /* a directory for the logs of scripts that
				 failed alone; or NULL */
	/* Is shown each run that failed, while it is there; or NULL. */
	void (*failed)(void *argument, const struct trial *trial);
	void *argument;
	char *const *only;    /* names of scripts; NULL-terminated, or NULL */
	size_t memory;	      /* bytes */
	bool killed_once;     /* a program that is killed from outside is not
				 tried again, and scripts that need this one
				 are not played: who started us knows why */
	const uint64_t *seed; /* in place of the scripts' own; or NULL */
};

#define CHECK_MEMORY (512UL << 20)

/* NULL: no verdict is possible, and problem (256 bytes) says why. */
struct lesson_result *check_lesson(const struct lesson *lesson,
				   const char *source,
				   const struct check_options *options,
				   char problem[256]);

/* One script on a program that is there already. */
struct lesson_result *check_program(const struct script *script,
				    const char *program, char *const *arguments,
				    const struct check_options *options,
				    char problem[256]);

#endif

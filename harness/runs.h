/* SPDX-License-Identifier: MIT */
/*
 * The logs of the runs that failed, kept for what draws them.
 *
 * A whole check of a lesson keeps them in build/runs/LESSON/SCRIPT.jsonl until
 * the next one; a check of a program elsewhere, or a single run, has a
 * directory of its own that goes away with it. build/draw makes the pictures:
 * the harness only starts it, because whatever draws reads the event log.
 */
#ifndef RUNS_H
#define RUNS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/result.h"

struct runs {
	char *directory;
	bool own; /* goes away in runs_close() */
};

/* Empties and opens the lesson's directory; lesson NULL: one of its own.
   0, or -1 after saying why. */
int runs_open(struct runs *runs, const char *root, const char *lesson);
void runs_close(struct runs *runs);

/* The path of a script's log; to be freed. NULL when there is none. */
char *runs_log(const struct runs *runs, const char *script);

/* The timeline of a log as text, after an empty line. 0, or -1 after saying why on stderr. */
int runs_print_timeline(const char *root, const char *log, FILE *out);

/* That of the script that leads the verdict; nothing when none failed. */
void runs_print_failure(const struct runs *runs, const char *root,
			const struct lesson_result *result, FILE *out);

#endif

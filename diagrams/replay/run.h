/* SPDX-License-Identifier: MIT */
/*
 * Which run is replayed, and what belongs to it: found in the result that the
 * harness wrote (build/results/LESSON.json), which names the script that leads
 * the verdict, what it says and where it points.
 */
#ifndef REPLAY_RUN_H
#define REPLAY_RUN_H

#include <stdbool.h>
#include <stddef.h>

/* What is known; strings are the run's own, NULL: unknown. */
struct run_found {
	char *script;  /* its name: "silent-client" */
	char *title;   /* the script's */
	char *message; /* the verdict's */
	char *at;      /* "echo.c:57" */
	int line;      /* of the script, where it failed; 0: unknown */
};

/*
 * Reads the result. name: the script that is meant; NULL: the one that leads.
 * 0, or -1 and error (of room bytes) says why; "no script failed" is such a
 * reason. To be cleared with run_clear() in any case.
 */
int run_find(struct run_found *run, const char *result, const char *name,
	     char *error, size_t room);
void run_clear(struct run_found *run);

/* The script's file in a directory, NN-NAME.script; to be freed. NULL: none. */
char *run_script_file(const char *directory, const char *name);

#endif

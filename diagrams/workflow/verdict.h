/* SPDX-License-Identifier: MIT */
/*
 * What the harness said of one script: from the JSON that it writes
 * (harness/README.md has every key).
 */
#ifndef WORKFLOW_VERDICT_H
#define WORKFLOW_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

struct verdict {
	const char *program; /* "echo.c" */
	const char *script;  /* its name */
	const char *title;
	bool failed, passed; /* neither: skipped, or there is no verdict */
	const char *mistake; /* its name; NULL: none */
	const char *message; /* one sentence */
	const char *file;    /* NULL: no place is known */
	int line;
	json_t *json; /* owns the strings */
};

/*
 * Of the script of this name in the file at path; script NULL: the one that
 * the result speaks of first. A script that the file does not have leaves the
 * verdict empty. 0, or -1 after saying why on stderr.
 */
int verdict_read(struct verdict *verdict, const char *path, const char *script);
void verdict_clear(struct verdict *verdict);

#endif

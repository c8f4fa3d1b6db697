/* SPDX-License-Identifier: MIT */
/*
 * Results as JSON, for machines: graders and platforms rely on the fields.
 * They may grow in number; none changes its meaning.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>

#include "report/result.h"

/* One object, to be given up with json_decref(). NULL: no memory. */
json_t *json_report(const struct lesson_result *lesson);

/* The same and a newline. 0, or -1 with errno. */
int json_report_write(const struct lesson_result *lesson, FILE *out);

/* What a file of results says about a lesson. */
struct progress {
	bool known;  /* there is such a file, and it can be read */
	bool passed; /* it compiled, and every script passed */
	int points, max_points;
};

struct progress json_progress_read(const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The feedback: what a student reads after a check.
 *
 * The first screen is enough, and it speaks of one thing at a time: how each
 * script went, then the first one that failed, step by step, what came in
 * place of what was expected, what the program did, its line, and why that
 * matters.
 */
#ifndef REPORT_FEEDBACK_H
#define REPORT_FEEDBACK_H

#include "report/result.h"

/* source_path: the program's source, for quoting; NULL when there is none.
   colour: escape sequences are wanted (a terminal, and no NO_COLOR). */
void feedback_print(const struct lesson_result *lesson, const char *source_path,
		    bool colour, FILE *out);

#endif

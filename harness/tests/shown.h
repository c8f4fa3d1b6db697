/* SPDX-License-Identifier: MIT */
/*
 * What a student is shown, held against a file, word for word.
 *
 * To renew what is expected, after looking at the difference:
 *
 *     GOLDEN=renew make test; git diff harness/tests
 */
#ifndef TESTS_SHOWN_H
#define TESTS_SHOWN_H

#include "lesson.h"

/* The feedback on a program, as a pipe gets it: without colours, and without
   what is not the same every time. script: only this one; NULL: all. To be
   freed. */
char *shown_for(const struct lesson *lesson, const char *source,
		const char *script);

/* The file at path holds head and then text, and no line of text is wider than
   a page. */
void shown_as_expected(const char *path, const char *head, const char *text);

#endif

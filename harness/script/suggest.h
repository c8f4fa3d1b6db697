/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean": which of the known words is nearest to an unknown one.
 */
#ifndef SCRIPT_SUGGEST_H
#define SCRIPT_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *word; /* what was written; not NUL-terminated */
	int len;
	const char *best; /* the nearest so far; NULL: none is near */
	int distance;
	char text[80]; /* for suggest_text() */
};

void suggest_begin(struct suggestion *suggestion, const char *word, int len);

/* Candidates must outlive the suggestion. Of several words, only the first
   is compared. */
void suggest_offer(struct suggestion *suggestion, const char *candidate);

/* `; did you mean "x"?`, or otherwise, which may hold what there is. */
const char *suggest_text(struct suggestion *suggestion, const char *otherwise);

#endif

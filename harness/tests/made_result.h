/* SPDX-License-Identifier: MIT */
/* The result of a trial that was made by hand. */
#ifndef TESTS_MADE_RESULT_H
#define TESTS_MADE_RESULT_H

#include "made_trial.h"
#include "report/page.h"
#include "report/result.h"

static inline struct script_result judged(struct made *made, const char *name)
{
	struct verdict verdict = verdict_of(made->trial);
	struct script_result result = result_of(made->trial, &verdict);

	verdict_clear(&verdict);
	free(result.name);
	result.name = strdup(name);
	return result;
}

/* No line is wider than a terminal, and no byte would be obeyed by one. */
static inline void is_tame(const char *text)
{
	int column = 0;

	for (; *text; text++) {
		column = *text == '\n' ? 0 :
					 column + (((unsigned char)*text &
						    0xc0) != 0x80);
		cr_assert(le(int, column, 80));
		cr_assert(text[0] == '\n' || (unsigned char)text[0] >= ' ');
	}
}

#endif

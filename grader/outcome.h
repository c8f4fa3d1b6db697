/* SPDX-License-Identifier: MIT */
/* What a judge's answer is worth: a result, or a reason to try again. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>

#include "journal.h"

struct outcome {
	bool judged; /* else: note says why not */
	struct unit_result result;
	char *note; /* or NULL */
};

/* Of the text that came through the pipe; late: it was stopped after so many
   seconds (0: it was not); overrun: the limit on its memory struck. Strings of
   result point into text and note. */
struct outcome outcome_of(const char *text, int late, bool overrun);
void outcome_clear(struct outcome *outcome);

#endif

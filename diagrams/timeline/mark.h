/* SPDX-License-Identifier: MIT */
/* Which rows a reader's eye should find first. */
#ifndef TIMELINE_MARK_H
#define TIMELINE_MARK_H

#include "timeline/measure.h"
#include "timeline/timeline.h"

/* The last row: where the program was when the log ended. */
bool row_is_last(const struct timeline *timeline, const struct row *row);

/* For the reader's eye: an error that is none of waiting, what nobody took,
   an end that no program wants, and a last wait while something lies there. */
bool row_is_error(const struct timeline *timeline, const struct row *row);

/* Nothing that it sent was ever taken. */
bool row_is_lost(const struct row *row);

/* "7 bytes from carol were never read": what explains the end, or empty. */
void label_untaken(const struct timeline *timeline, char label[LABEL_MAX]);
void label_unaccepted(const struct timeline *timeline, char label[LABEL_MAX]);

#endif

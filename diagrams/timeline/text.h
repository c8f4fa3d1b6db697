/* SPDX-License-Identifier: MIT */
/*
 * A timeline for a terminal, or for a file that one reads in one: lines of
 * text, the program's lines at the left, a lane for each peer at the right,
 * arrows between them.
 *
 *     :139  │ bob sends 6 bytes      ◀─────────┼────────●
 */
#ifndef TIMELINE_TEXT_H
#define TIMELINE_TEXT_H

#include <stdio.h>

#include "timeline/timeline.h"

struct text_form {
	int width;   /* columns, at least TEXT_WIDTH_MIN */
	bool colour; /* with escapes of ECMA-48 */
	bool ascii;  /* nothing but ASCII drawn; names may be UTF-8 still */
};

#define TEXT_WIDTH_MIN 60
#define TEXT_ROWS      60

/* How many peers' lanes fit. */
size_t text_lanes(int width);

void text_write(const struct timeline *timeline, const struct text_form *form,
		FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The peers' lanes of one line of text, and the arrows across them.
 *
 * A lane is drawn from when its peer first acts until it leaves. The first
 * cell of all is where arrows end, beside the program's words.
 */
#ifndef TIMELINE_LANES_H
#define TIMELINE_LANES_H

#include "report/page.h"
#include "timeline/timeline.h"

/* What is drawn with, in UTF-8 or in ASCII. */
struct glyphs {
	const char *lane, *acts, *gone;
	const char *line, *way, *cross, *to_program, *to_peer, *lost;
	const char *runs, *wait_begins, *waits, *wait_ends;
	const char *loop_begins, *loop, *loop_ends;
	const char *tear, *cut;
};
extern const struct glyphs glyphs_utf8, glyphs_ascii;

struct lanes {
	const struct timeline *timeline;
	const struct glyphs *glyphs;
	int lane;	    /* cells for one */
	bool *alive;	    /* for each column: it is drawn */
	const char **cells; /* in one line */
};

/* lane: cells for each. */
void lanes_open(struct lanes *lanes, const struct timeline *timeline,
		const struct glyphs *glyphs, int lane);
void lanes_close(struct lanes *lanes);

/* Cells of all. */
int lanes_width(const struct lanes *lanes);

/* The cell of a column's lane, from 0. */
int lanes_at(const struct lanes *lanes, int column);

void lanes_draw(struct lanes *lanes, const struct row *row);

/* What was drawn, after so many blanks, without blanks at the end. */
void lanes_put(const struct lanes *lanes, const struct page *page,
	       enum page_style style, int blanks);

#endif

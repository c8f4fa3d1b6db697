/* SPDX-License-Identifier: MIT */
/*
 * The colours of everything that Graphviz draws, each for a light page and for
 * a dark one. They are those of Okabe and Ito, whom the colour-blind can tell
 * apart, lightened to fill and darkened to write. No colour says anything
 * alone: a shape, a line or a word says it too, for those who print in grey.
 */
#ifndef STYLE_PALETTE_H
#define STYLE_PALETTE_H

#include <stdio.h>

enum ink {
	INK_PAGE,
	INK_TEXT,
	INK_NOTE,  /* what is said beside */
	INK_LINE,  /* an edge that says nothing more */
	INK_FAINT, /* what was not reached: lines */
	INK_DIM,   /* ... and words */
	INK_START,
	INK_START_FILL,
	INK_WAIT,
	INK_WAIT_FILL,
	INK_ACT,
	INK_ACT_FILL,
	INK_END,
	INK_END_FILL,
	INK_FAIL,
	INK_FAIL_FILL,
	INK_OTHER, /* another way than the workflow's */
	INK_OTHER_FILL,
	INK_WRONG, /* the mistake */
	INK_WRONG_FILL,
	INKS
};

/* On a light page, "#rrggbb"; good for ever. */
const char *ink_colour(enum ink ink);

/*
 * CSS rules that turn each colour into its dark one where the reader's page is
 * dark. They select by the colour itself, which Graphviz writes into the SVG,
 * so that nothing has to be marked.
 */
void palette_write_css(FILE *out);

#endif

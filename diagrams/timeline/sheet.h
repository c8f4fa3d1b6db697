/* SPDX-License-Identifier: MIT */
/*
 * The sheet that an SVG timeline is drawn on: where rows, lines and words
 * stand, and the arrows between them. For svg.c alone.
 */
#ifndef TIMELINE_SHEET_H
#define TIMELINE_SHEET_H

#include <stdio.h>

#include "timeline/label.h"

/* In pixels, of a text of 13 that is 7.8 wide a character. */
#define LETTER	  7.8
#define ROW	  24
#define GAP_ROW	  40
#define HEAD	  64
#define MARGIN	  16
#define INSET	  10 /* a loop's frame in another's */
#define LANE	  150
#define BAR	  10
#define LABEL_CUT 54 /* characters of a label */

/* An SVG being written. */
struct sheet {
	const struct timeline *timeline;
	FILE *out;
	int *y;	      /* the middle of each row */
	int *row_of;  /* for each entry: the row that is it alone, or -1 */
	bool *leaves; /* for each row: an arrow from it ends further down */
	int place;    /* where places end, at the right */
	int label;    /* where labels begin */
	int program;  /* the program's line */
	int width, height;
	int depth; /* of the deepest loop */
};

/* The timeline's layout; to be closed. */
void sheet_open(struct sheet *sheet, const struct timeline *timeline,
		FILE *out);
void sheet_close(struct sheet *sheet);

/* The line of a column. */
int sheet_lane(const struct sheet *sheet, int column);
int sheet_row_height(const struct row *row);

/* A row's label with its count; returns its characters. */
int sheet_label(const struct sheet *sheet, const struct row *row,
		char cut[LABEL_MAX + 4]);

/* A peer's words beside its line. */
void sheet_words(const struct sheet *sheet, size_t at,
		 char words[2 * LABEL_MAX]);

/* Draw: text (anchor "start", "middle", "end"), a cross, a row's arrow. */
void sheet_text(struct sheet *sheet, const char *class, int x, int y,
		const char *anchor, const char *text);
void sheet_cross(struct sheet *sheet, const char *class, int x, int y);
void sheet_arrow(struct sheet *sheet, size_t at);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A page of text for people: 80 columns, colour where it is wanted, and
 * nothing in it that a terminal would obey.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAGE_WIDTH 80
#define PAGE_RIGHT 72 /* where what stands at the right ends */

enum page_style {
	STYLE_PLAIN,
	STYLE_GOOD,
	STYLE_BAD,
	STYLE_DIM,
	STYLE_STRONG,
};

struct page {
	FILE *out;
	bool colour;
};

/* A terminal that can show it, and nobody has set NO_COLOR (no-color.org). */
bool page_wants_colour(FILE *out);

/* Text in a style; the style adds no columns. */
void page_put(const struct page *page, enum page_style style, const char *text);

/* The same, filled up to so many columns, or cut to them with "...". */
void page_cell(const struct page *page, enum page_style style, const char *text,
	       int columns);

/* The same, to the right of such a cell. */
void page_cell_right(const struct page *page, enum page_style style,
		     const char *text, int columns);

/* A paragraph, wrapped, each line indented. */
void page_paragraph(const struct page *page, int indent, const char *text);

void page_line(const struct page *page, const char *text);

/* Columns that the text takes: one for each character. */
int text_columns(const char *text);

/* Ends the text after so many columns. */
void text_cut(char *text, int columns);

/*
 * A copy, to be freed, that is valid UTF-8 and has no control characters but
 * newline and tab: others are written as C escapes. Cut after max bytes with
 * "...".
 */
char *text_clean(const char *text, size_t max);

/* The same, cut in its middle, between two lines where there are any, with a
   remark in the place of what is not there. */
char *text_clean_ends(const char *text, size_t max);

#endif

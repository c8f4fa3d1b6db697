/* SPDX-License-Identifier: MIT */
#include "report/contrast.h"

#include <stdlib.h>
#include <string.h>

#include "judge/pattern.h"

#define ROOM   (PAGE_WIDTH - 19) /* columns for content */
#define BEFORE 28		 /* of these, before the differing byte */

/* What both rows have in common. */
struct view {
	const struct difference *d;
	size_t begin; /* offset in the windows of the first byte shown */
	bool words;   /* a blank before each word of a pattern */
};

static bool begins_word(const struct view *view, size_t i)
{
	return view->words && (view->d->from + i) % PATTERN_WORD == 0;
}

/* One byte as text, with the blank that may stand before it. */
static int byte_text(const struct view *view, size_t i, uint8_t byte,
		     char *text)
{
	char *plain = printable(&byte, 1, 8);
	bool blank = begins_word(view, i) && i > view->begin;
	int n = sprintf(text, "%s%s", blank ? " " : "", plain);

	free(plain);
	return n;
}

/* The first byte to show, so that the differing one has its place. */
static size_t view_begin(const struct view *view)
{
	size_t i = view->d->differs_at - view->d->from;
	int columns = 0;
	char text[16];

	while (i > 0) {
		columns += byte_text(view, i - 1, view->d->expected.data[i - 1],
				     text);
		if (columns > BEFORE)
			break;
		i--;
	}
	/* A whole word is easier to read than its end. */
	while (i > 0 && view->words && (view->d->from + i) % PATTERN_WORD &&
	       i < view->d->differs_at - view->d->from)
		i++;
	return i;
}

/* Prints one row; returns the column of the differing byte. */
static int print_row(const struct page *page, const struct view *view,
		     const struct blob *window, const char *label, size_t total)
{
	size_t i, at = view->d->differs_at - view->d->from;
	int column = 0, caret = 0, n;
	bool cut_left = view->d->from + view->begin > 0;
	char text[16];

	fprintf(page->out, "         %s  %s", label, cut_left ? "..." : "");
	for (i = view->begin; i < window->len; i++) {
		n = byte_text(view, i, window->data[i], text);
		if (i == at)
			caret = column + (*text == ' ');
		if (column + (begins_word(view, i) ? PATTERN_WORD + 1 : n) >
		    ROOM - 6)
			break;
		page_put(page, i == at ? STYLE_STRONG : STYLE_PLAIN, text);
		column += n;
	}
	if (at >= window->len)
		caret = column;
	fprintf(page->out, "%s\n", view->d->from + i < total ? "..." : "");
	return caret + (cut_left ? 3 : 0);
}

void contrast_print(const struct page *page, const struct script_result *script)
{
	struct view view = { &script->difference, 0, false };
	const struct difference *d = view.d;
	size_t at = d->differs_at - d->from;
	int caret, other;

	if (!script->differs || at > d->expected.len || at > d->received.len)
		return;
	view.words = pattern_is(d->expected.data, d->expected.len, at) &&
		     d->expected_len >= (size_t)2 * PATTERN_WORD;
	view.begin = view_begin(&view);
	caret = print_row(page, &view, &d->expected, "expected",
			  d->expected_len);
	other = print_row(page, &view, &d->received, "received",
			  d->received_len);
	caret = caret > other ? caret : other;
	fprintf(page->out, "%*s", 19 + caret, "");
	page_put(page, STYLE_BAD, "^");
	fputs("\n\n", page->out);
}

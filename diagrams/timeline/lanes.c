/* SPDX-License-Identifier: MIT */
#include "timeline/lanes.h"

#include <string.h>

#include "memory.h"
#include "timeline/mark.h"

const struct glyphs glyphs_utf8 = {
	"│", "●", "╳", "─", "╌", "┼", "◀", "▶", "×",
	"│", "┏", "┃", "┗", "┌", "│", "└", "≈", "⋮",
};

const struct glyphs glyphs_ascii = {
	"|", "o", "X", "-", ".", "+", "<", ">", "x",
	":", "+", "|", "+", ".", "|", "'", "~", ":",
};

int lanes_width(const struct lanes *lanes)
{
	return (int)(lanes->timeline->n_columns - 1) * lanes->lane;
}

int lanes_at(const struct lanes *lanes, int column)
{
	return 1 + (column - 1) * lanes->lane + (lanes->lane - 1) / 2;
}

static void clear_cells(struct lanes *lanes)
{
	for (int i = 0; i <= lanes_width(lanes); i++)
		lanes->cells[i] = " ";
	for (size_t i = 1; i < lanes->timeline->n_columns; i++)
		if (lanes->alive[i])
			lanes->cells[lanes_at(lanes, (int)i)] =
				lanes->glyphs->lane;
}

/* The arrow of a row, across the lanes between. What is on its way, and not
   yet taken, is a broken line. */
static void draw_arrow(struct lanes *lanes, const struct row *row)
{
	const struct glyphs *glyphs = lanes->glyphs;
	int to = lanes_at(lanes, row->column);
	bool peer = row->kind == ROW_PEER;

	for (int i = 0; i < to; i++)
		if (lanes->cells[i] == glyphs->lane)
			lanes->cells[i] = glyphs->cross;
		else
			lanes->cells[i] = peer ? glyphs->way : glyphs->line;
	lanes->cells[to] = glyphs->lane;
	if (row->arrow == ARROW_TO_PEER)
		lanes->cells[to - 1] = row->ends ? glyphs->gone :
						   glyphs->to_peer;
	else
		lanes->cells[0] = row_is_lost(row) ? glyphs->lost :
						     glyphs->to_program;
}

void lanes_draw(struct lanes *lanes, const struct row *row)
{
	const struct glyphs *glyphs = lanes->glyphs;
	bool single = row->column > 0 &&
		      lanes->timeline->columns[row->column].members == 1;
	bool peer = row->kind == ROW_PEER;

	if (row->column > 0 && !row->ends)
		lanes->alive[row->column] = true;
	clear_cells(lanes);
	if (row->column == 0)
		return;
	if (row->arrow != ARROW_NONE && !(peer && row->arrow == ARROW_TO_PEER))
		draw_arrow(lanes, row);
	if (peer)
		lanes->cells[lanes_at(lanes, row->column)] =
			row->ends ? glyphs->gone : glyphs->acts;
	if (peer && row->ends && single && row->entry->act != NULL &&
	    strcmp(row->entry->act, "half-closes") != 0)
		lanes->alive[row->column] = false;
}

void lanes_put(const struct lanes *lanes, const struct page *page,
	       enum page_style style, int blanks)
{
	int n = lanes_width(lanes) + 1;

	while (n > 0 && !strcmp(lanes->cells[n - 1], " "))
		n--;
	while (n > 0 && blanks-- > 0)
		fputc(' ', page->out);
	for (int i = 0; i < n; i++)
		page_put(page,
			 lanes->cells[i] == lanes->glyphs->lane ? STYLE_DIM :
								  style,
			 lanes->cells[i]);
	fputc('\n', page->out);
}

void lanes_open(struct lanes *lanes, const struct timeline *timeline,
		const struct glyphs *glyphs, int lane)
{
	*lanes = (struct lanes){ .timeline = timeline,
				 .glyphs = glyphs,
				 .lane = lane };
	lanes->alive = memory_get(timeline->n_columns * sizeof(*lanes->alive));
	lanes->cells = memory_get(((size_t)lanes_width(lanes) + 1) *
				  sizeof(*lanes->cells));
}

void lanes_close(struct lanes *lanes)
{
	free(lanes->alive);
	free(lanes->cells);
}

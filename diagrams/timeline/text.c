/* SPDX-License-Identifier: MIT */
#include "timeline/text.h"

#include <stdlib.h>
#include <string.h>

#include "report/page.h"
#include "timeline/cells.h"
#include "timeline/label.h"
#include "timeline/lanes.h"
#include "timeline/mark.h"

/* Cells that lanes take, and what the rest needs at least. */
#define LANE_MIN  8
#define LANE_MAX  11
#define LEFT_MIN  46
#define PLACE_MAX 16

/* A timeline being written. */
struct writer {
	const struct timeline *timeline;
	const struct glyphs *glyphs;
	struct page page;
	int gutter; /* cells for the brackets of loops */
	int place;  /* cells for places */
	int text;   /* cells for labels */
	int blanks; /* owed between label and lanes */
	struct lanes lanes;
	bool ended;   /* the program is no more */
	bool waiting; /* the row before was part of a wait */
};

size_t text_lanes(int width)
{
	return width - LEFT_MIN >= LANE_MIN ?
		       (size_t)(width - LEFT_MIN) / LANE_MIN :
		       1;
}

static void put_blanks(struct writer *writer, int n)
{
	while (n-- > 0)
		fputc(' ', writer->page.out);
}

static void put_many(struct writer *writer, enum page_style style,
		     const char *glyph, int n)
{
	while (n-- > 0)
		page_put(&writer->page, style, glyph);
}

/* Text in so many cells, cut or filled up. */
static void put_cell(struct writer *writer, enum page_style style,
		     const char *text, int cells, bool right)
{
	char cut[LABEL_MAX + 4];
	int taken = cells_cut(text, cells, cut, sizeof(cut));

	if (right)
		put_blanks(writer, cells - taken);
	page_put(&writer->page, style, cut);
	if (!right)
		put_blanks(writer, cells - taken);
}

/* How many loops end with this row. */
static int loops_end(const struct writer *writer, size_t at)
{
	const struct timeline *timeline = writer->timeline;
	int next = at + 1 < timeline->n_rows ? timeline->rows[at + 1].depth : 0;
	int depth = timeline->rows[at].depth;

	/* A loop at the same depth begins anew. */
	return depth > next ? depth - next : 0;
}

static void put_gutter(struct writer *writer, size_t at)
{
	const struct row *row = &writer->timeline->rows[at];
	const struct glyphs *glyphs = writer->glyphs;
	int ends = loops_end(writer, at);
	int depth = row->depth;

	for (int i = 0; i < writer->gutter; i++) {
		const char *glyph = " ";

		if (i < depth)
			glyph = i >= depth - ends ? glyphs->loop_ends :
						    glyphs->loop;
		else if (i == depth && row->kind == ROW_LOOP)
			glyph = glyphs->loop_begins;
		page_put(&writer->page, STYLE_STRONG, glyph);
	}
}

/* The program's own line: it runs, waits, or is no more. */
static void put_bar(struct writer *writer, const struct row *row)
{
	const struct glyphs *glyphs = writer->glyphs;
	const char *glyph = glyphs->runs;
	enum page_style style = STYLE_DIM;

	if (row->kind == ROW_WAITS)
		glyph = row->blocked ? glyphs->waits : glyphs->wait_begins;
	else if (row->blocked)
		glyph = glyphs->waits;
	else if (writer->waiting && row->kind == ROW_CALL)
		glyph = glyphs->wait_ends;
	if (glyph != glyphs->runs)
		style = STYLE_STRONG;
	page_put(&writer->page, style, writer->ended ? " " : glyph);
	if (row->kind != ROW_LOOP && row->kind != ROW_CUT)
		writer->waiting = row->blocked || row->kind == ROW_WAITS;
}

static enum page_style style_of(const struct writer *writer,
				const struct row *row)
{
	if (row_is_error(writer->timeline, row))
		return STYLE_BAD;
	if (row_is_last(writer->timeline, row))
		return STYLE_STRONG;
	if (row->kind == ROW_CUT || row->kind == ROW_GAP ||
	    row->kind == ROW_WAITS)
		return STYLE_DIM;
	return row->kind == ROW_LOOP ? STYLE_STRONG : STYLE_PLAIN;
}

/* The label, and how often; the count is never cut. */
static void put_label(struct writer *writer, const struct row *row)
{
	char label[LABEL_MAX], times[LABEL_MAX];
	int room = writer->text, taken;
	char cut[LABEL_MAX + 4];

	label_row(writer->timeline, row, label);
	label_times(row, times);
	if (row->kind == ROW_LOOP)
		times[0] = '\0';
	if (times[0] != '\0')
		room -= cells_of(times) + 2;
	taken = cells_cut(label, room, cut, sizeof(cut));
	page_put(&writer->page, style_of(writer, row), cut);
	if (times[0] != '\0') {
		page_put(&writer->page, style_of(writer, row), ", ");
		page_put(&writer->page, STYLE_STRONG, times);
		taken += cells_of(times) + 2;
	}
	writer->blanks = writer->text - taken + 1;
}

static void put_gap(struct writer *writer, const struct row *row)
{
	char label[LABEL_MAX];
	int rest = writer->text + lanes_width(&writer->lanes) - 2;

	label_row(writer->timeline, row, label);
	put_many(writer, STYLE_DIM, writer->glyphs->tear, 2);
	fprintf(writer->page.out, " %s ", label);
	put_many(writer, STYLE_DIM, writer->glyphs->tear,
		 rest - cells_of(label) - 2);
	fputc('\n', writer->page.out);
}

static void put_row(struct writer *writer, size_t at)
{
	const struct row *row = &writer->timeline->rows[at];
	char place[LABEL_MAX];
	bool last = row_is_last(writer->timeline, row) || row->kind == ROW_END;

	page_put(&writer->page, STYLE_BAD, last ? "> " : "  ");
	put_gutter(writer, at);
	label_place(writer->timeline, row, place);
	put_cell(writer, STYLE_DIM, row->kind == ROW_PEER ? "" : place,
		 writer->place, true);
	fputc(' ', writer->page.out);
	put_bar(writer, row);
	fputc(' ', writer->page.out);
	if (row->kind == ROW_GAP) {
		put_gap(writer, row);
		return;
	}
	if (row->kind == ROW_CUT) {
		page_put(&writer->page, STYLE_DIM, writer->glyphs->cut);
		fputc(' ', writer->page.out);
		writer->text -= 2;
	}
	put_label(writer, row);
	writer->text += row->kind == ROW_CUT ? 2 : 0;
	lanes_draw(&writer->lanes, row);
	lanes_put(&writer->lanes, &writer->page,
		  row_is_lost(row) ? STYLE_BAD : STYLE_PLAIN, writer->blanks);
	if (row->kind == ROW_END && row->entry->kind != ENTRY_SPINS)
		writer->ended = true;
}

static void put_heads(struct writer *writer,
		      void (*head)(const struct writer *, size_t, char *))
{
	const struct timeline *timeline = writer->timeline;
	char label[LABEL_MAX], cut[LABEL_MAX + 4];
	int at = 0;

	for (size_t i = 1; i < timeline->n_columns; i++) {
		int taken, begin;

		head(writer, i, label);
		if (label[0] == '\0')
			continue;
		taken = cells_cut(label, writer->lanes.lane - 1, cut,
				  sizeof(cut));
		begin = lanes_at(&writer->lanes, (int)i) - (taken - 1) / 2;
		put_blanks(writer, begin - at);
		page_put(&writer->page, STYLE_STRONG, cut);
		at = begin + taken;
	}
	fputc('\n', writer->page.out);
}

static void head_name(const struct writer *writer, size_t column, char *label)
{
	label_column(writer->timeline, column, label);
}

static void head_members(const struct writer *writer, size_t column,
			 char *label)
{
	const struct column *one = &writer->timeline->columns[column];

	label[0] = '\0';
	if (one->members > 1)
		label_count(one->members, label);
}

static void put_head(struct writer *writer)
{
	const struct timeline *timeline = writer->timeline;
	char label[LABEL_MAX];
	bool crowds = false;

	put_blanks(writer, 2 + writer->gutter + writer->place + 1);
	label_column(timeline, 0, label);
	put_cell(writer, STYLE_STRONG, label,
		 timeline->n_columns > 1 ? writer->text + 3 : cells_of(label),
		 false);
	put_heads(writer, head_name);
	for (size_t i = 1; i < timeline->n_columns; i++)
		crowds |= timeline->columns[i].members > 1;
	if (crowds) {
		put_blanks(writer, 2 + writer->gutter + writer->place + 4 +
					   writer->text);
		put_heads(writer, head_members);
	}
}

static void put_foot(struct writer *writer)
{
	char label[LABEL_MAX];
	void (*const says[])(const struct timeline *,
			     char *) = { label_untaken, label_unaccepted };

	for (size_t i = 0; i < sizeof(says) / sizeof(*says); i++) {
		says[i](writer->timeline, label);
		if (label[0] == '\0')
			continue;
		put_blanks(writer, 2 + writer->gutter + writer->place + 1);
		page_put(&writer->page, STYLE_BAD, writer->glyphs->lost);
		fputc(' ', writer->page.out);
		page_put(&writer->page, STYLE_BAD, label);
		fputc('\n', writer->page.out);
	}
}

/* Room is shared out: what lanes and places do not need, labels get. */
static void share_out(struct writer *writer, int width)
{
	const struct timeline *timeline = writer->timeline;
	int peers = (int)timeline->n_columns - 1, lane;
	char place[LABEL_MAX];

	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];
		int cells;

		label_place(timeline, row, place);
		cells = cells_of(place);
		if (row->kind != ROW_PEER && cells > writer->place)
			writer->place = cells < PLACE_MAX ? cells : PLACE_MAX;
		if (row->depth > writer->gutter)
			writer->gutter = row->depth;
	}
	lane = peers > 0 ? (width - LEFT_MIN) / peers : 0;
	lane = lane < LANE_MIN ? LANE_MIN : lane > LANE_MAX ? LANE_MAX : lane;
	lanes_open(&writer->lanes, timeline, writer->glyphs, lane);
	writer->text = width - 2 - writer->gutter - writer->place - 4 -
		       (lanes_width(&writer->lanes) + 1);
}

void text_write(const struct timeline *timeline, const struct text_form *form,
		FILE *out)
{
	struct writer writer = {
		.timeline = timeline,
		.glyphs = form->ascii ? &glyphs_ascii : &glyphs_utf8,
		.page = { .out = out, .colour = form->colour },
	};

	share_out(&writer,
		  form->width < TEXT_WIDTH_MIN ? TEXT_WIDTH_MIN : form->width);
	put_head(&writer);
	for (size_t i = 0; i < timeline->n_rows; i++)
		put_row(&writer, i);
	put_foot(&writer);
	lanes_close(&writer.lanes);
}

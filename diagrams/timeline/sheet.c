/* SPDX-License-Identifier: MIT */
#include "timeline/sheet.h"
#include "markup.h"

#include <string.h>

#include "memory.h"
#include "timeline/cells.h"
#include "timeline/mark.h"
#include "timeline/svg.h"

void sheet_text(struct sheet *sheet, const char *class, int x, int y,
		const char *anchor, const char *text)
{
	fprintf(sheet->out,
		"<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">",
		class, x, y, anchor);
	markup_text(sheet->out, text);
	fputs("</text>\n", sheet->out);
}

int sheet_lane(const struct sheet *sheet, int column)
{
	return column == 0 ? sheet->program :
			     sheet->program + 40 + LANE * column - LANE / 2;
}

int sheet_row_height(const struct row *row)
{
	return row->kind == ROW_GAP ? GAP_ROW : ROW;
}

/* The row's words at the program's side: the label, and how often. */
int sheet_label(const struct sheet *sheet, const struct row *row,
		char cut[LABEL_MAX + 4])
{
	char label[LABEL_MAX], times[LABEL_MAX], part[LABEL_MAX + 4];
	int room = LABEL_CUT;

	label_row(sheet->timeline, row, label);
	label_times(row, times);
	if (row->kind == ROW_LOOP || times[0] == '\0')
		return cells_cut(label, room, cut, LABEL_MAX + 4);
	room -= cells_of(times) + 2;
	cells_cut(label, room, part, sizeof(part));
	snprintf(cut, LABEL_MAX + 4, "%.180s, %.60s", part, times);
	return cells_of(cut);
}

/* A peer's words beside its line; the column says who it is. */
void sheet_words(const struct sheet *sheet, size_t at,
		 char words[2 * LABEL_MAX])
{
	const struct row *row = &sheet->timeline->rows[at];
	const char *who = row->entry->who;
	char label[LABEL_MAX + 4];
	size_t n = strlen(who);
	bool own = !row->mixed &&
		   sheet->timeline->columns[row->column].members == 1 &&
		   row->column > 0;

	sheet_label(sheet, row, label);
	snprintf(words, (size_t)2 * LABEL_MAX, "%s%s",
		 own && !strncmp(label, who, n) && label[n] == ' ' ?
			 label + n + 1 :
			 label,
		 row->unaccepted		       ? ", never accepted" :
		 row->untaken > 0 && !row_is_lost(row) ? ", not all read" :
		 row->untaken > 0		       ? ", never read" :
							 "");
}

/* The last lane, or the end of the longest words of a peer. */
static int right_edge(const struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	int edge = sheet_lane(sheet, (int)timeline->n_columns - 1) + LANE / 2;
	char words[2 * LABEL_MAX];

	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];
		int end;

		if (row->kind != ROW_PEER)
			continue;
		sheet_words(sheet, i, words);
		end = sheet_lane(sheet, row->column) + 20 +
		      (int)(cells_of(words) * LETTER);
		if (end > edge)
			edge = end;
	}
	return edge;
}

/* Where everything stands. */
static void lay_out(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	int y = HEAD, cells = 0, place = 4;
	char label[LABEL_MAX + 4];

	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];
		int n = sheet_label(sheet, row, label);

		sheet->y[i] = y + sheet_row_height(row) / 2;
		y += sheet_row_height(row);
		if (row->kind != ROW_PEER && n > cells)
			cells = n;
		label_place(timeline, row, label);
		n = cells_of(label);
		if (n > place)
			place = n < 20 ? n : 20;
		if (row->depth + (row->kind == ROW_LOOP) > sheet->depth)
			sheet->depth = row->depth + (row->kind == ROW_LOOP);
	}
	sheet->place =
		MARGIN + 14 + sheet->depth * INSET + (int)(place * LETTER);
	sheet->label = sheet->place + 12;
	sheet->program = sheet->label + (int)(cells * LETTER) + 24;
	sheet->width = right_edge(sheet) + sheet->depth * INSET + MARGIN;
	sheet->height = y + 28 + (timeline->untaken > 0 ? ROW : 0) +
			(timeline->unaccepted > 0 ? ROW : 0);
}

/* Arrows go from row to row where both ends are rows of their own. */
static void find_arrows(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	const struct record *record = timeline->record;

	for (size_t i = 0; i < record->n; i++)
		sheet->row_of[i] = -1;
	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];

		if (row->entry != NULL && row->entries == 1)
			sheet->row_of[row->entry - record->entries] = (int)i;
	}
	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];

		if (row->entry != NULL && row->entries == 1 &&
		    sheet->row_of[row->from] >= 0 &&
		    sheet->row_of[row->from] != (int)i)
			sheet->leaves[sheet->row_of[row->from]] = true;
	}
}

void sheet_open(struct sheet *sheet, const struct timeline *timeline, FILE *out)
{
	*sheet = (struct sheet){ .timeline = timeline, .out = out };
	sheet->y = memory_get(timeline->n_rows * sizeof(*sheet->y));
	sheet->row_of =
		memory_get(timeline->record->n * sizeof(*sheet->row_of));
	sheet->leaves = memory_get(timeline->n_rows * sizeof(*sheet->leaves));
	find_arrows(sheet);
	lay_out(sheet);
}

void sheet_close(struct sheet *sheet)
{
	free(sheet->y);
	free(sheet->row_of);
	free(sheet->leaves);
}

/* SPDX-License-Identifier: MIT */
#include "timeline/mark.h"
#include "timeline/sheet.h"

static void put_tip(struct sheet *sheet, const char *class, int x, int y,
		    bool left)
{
	int back = left ? 9 : -9;

	fprintf(sheet->out,
		"<path class=\"tip-%s\" d=\"M%d %dl%d -4.5v9z\"/>\n", class, x,
		y, back);
}

void sheet_cross(struct sheet *sheet, const char *class, int x, int y)
{
	fprintf(sheet->out,
		"<path class=\"%s\" style=\"stroke-dasharray:none\" "
		"d=\"M%d %dl10 10m0 -10l-10 10\"/>\n",
		class, x - 5, y - 5);
}

static void put_arrow(struct sheet *sheet, const char *class, int x1, int y1,
		      int x2, int y2)
{
	bool left = x2 < x1;
	int tip = x2 == sheet->program ? BAR / 2 : -4;

	fprintf(sheet->out, "<path class=\"%s\" d=\"M%d %dL%d %d\"/>\n", class,
		x1, y1, x2 + tip + (left ? 7 : -7), y2);
	put_tip(sheet, class, x2 + tip, y2, left);
}

static const char *arrow_class(const struct row *row)
{
	return row->opens		  ? "open" :
	       row->ends || row->sees_end ? "close" :
					    "data";
}

/* What never arrived ends on its way. */
static void put_lost(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	int x = sheet_lane(sheet, row->column), y = sheet->y[at];
	int end = sheet->program + 34;

	fprintf(sheet->out, "<path class=\"lost\" d=\"M%d %dH%d\"/>\n", x, y,
		end);
	sheet_cross(sheet, "lost", end, y);
}

void sheet_arrow(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	int from = row->entries == 1 && row->entry != NULL ?
			   sheet->row_of[row->from] :
			   -1;
	int lane = sheet_lane(sheet, row->column);
	bool in = row->arrow == ARROW_TO_PROGRAM;
	int y = sheet->y[at];

	if (row->column == 0 || (row->arrow == ARROW_NONE && !row->sees_end))
		return;
	if (row_is_lost(row))
		put_lost(sheet, at);
	else if (from >= 0 && from != (int)at)
		put_arrow(sheet, arrow_class(row), in ? lane : sheet->program,
			  sheet->y[from], in ? sheet->program : lane, y);
	else if (!sheet->leaves[at] && row->kind != ROW_PEER)
		put_arrow(sheet, arrow_class(row), in ? lane : sheet->program,
			  y, in ? sheet->program : lane, y);
	else if (!sheet->leaves[at] && row->kind == ROW_PEER && in && row->ends)
		put_arrow(sheet, arrow_class(row), lane, y, sheet->program, y);
}

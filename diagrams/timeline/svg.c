/* SPDX-License-Identifier: MIT */
#include "timeline/svg.h"

#include "markup.h"
#include "timeline/cells.h"
#include "timeline/label.h"
#include "timeline/mark.h"
#include "timeline/sheet.h"

const char svg_style[] =
	"<style>\n"
	".tl{--page:#fff;--text:#1b1f24;--dim:#6a737d;--line:#c4cad1;"
	"--wait:#e69f00;--data:#0072b2;--bad:#c23b00;--open:#00795c;"
	"--loop:#f2f5f8;--end:#fdeee6;--rest:#e9eef3;font:13px ui-monospace,Menlo,Consolas,"
	"'DejaVu Sans Mono',monospace}\n"
	"@media (prefers-color-scheme:dark){.tl{--page:#14181d;--text:#e3e7ec;"
	"--dim:#9aa4af;--line:#4a535d;--wait:#e69f00;--data:#56b4e9;"
	"--bad:#ff8f5e;--open:#2ed3a4;--loop:#1d242c;--end:#3a2116;--rest:#2a323b}}\n"
	".tl .page{fill:var(--page)}\n"
	".tl text{fill:var(--text);white-space:pre}\n"
	".tl .halo{paint-order:stroke;stroke:var(--page);stroke-width:4px;"
	"stroke-linejoin:round}\n"
	".tl .head{font-weight:bold}\n"
	".tl .dim{fill:var(--dim)}\n"
	".tl .bad{fill:var(--bad);font-weight:bold}\n"
	".tl .life{stroke:var(--line);stroke-width:1.5}\n"
	".tl .wait{fill:var(--wait)}\n"
	".tl .data{stroke:var(--data);stroke-width:1.8;fill:none}\n"
	".tl .open{stroke:var(--open);stroke-width:1.8;fill:none;"
	"stroke-dasharray:6 3}\n"
	".tl .close{stroke:var(--dim);stroke-width:1.8;fill:none;"
	"stroke-dasharray:2 3}\n"
	".tl .lost{stroke:var(--bad);stroke-width:2.2;fill:none}\n"
	".tl .tip-data{fill:var(--data)}.tl .tip-open{fill:var(--open)}\n"
	".tl .tip-close{fill:var(--dim)}.tl .tip-lost{fill:var(--bad)}\n"
	".tl .loop{fill:var(--loop);stroke:var(--line)}\n"
	".tl .last{fill:var(--rest)}.tl .wrong{fill:var(--end)}\n"
	".tl .tear{fill:var(--page);stroke:var(--dim);stroke-width:1.2}\n"
	"</style>\n";

static void put_loop(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	int x = MARGIN / 2 + row->depth * INSET;
	size_t end = at + row->loop;

	if (end >= sheet->timeline->n_rows)
		end = sheet->timeline->n_rows - 1;
	fprintf(sheet->out,
		"<rect class=\"loop\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\" rx=\"6\"/>\n",
		x, sheet->y[at] - ROW / 2 + 2, sheet->width - 2 * x,
		sheet->y[end] +
			sheet_row_height(&sheet->timeline->rows[end]) / 2 -
			sheet->y[at] + ROW / 2 - 4);
}

static void put_lives(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	char label[LABEL_MAX], cut[LABEL_MAX + 4];
	int end = sheet->y[timeline->n_rows - 1] + ROW / 2;

	for (size_t i = 0; i < timeline->n_columns; i++) {
		int x = sheet_lane(sheet, (int)i);

		fprintf(sheet->out,
			"<line class=\"life\" x1=\"%d\" y1=\"%d\" x2=\"%d\" "
			"y2=\"%d\"/>\n",
			x, HEAD - 12, x, end);
		label_column(timeline, i, label);
		cells_cut(label, LANE / 8 - 1, cut, sizeof(cut));
		sheet_text(sheet, "head", x, HEAD - 36, "middle", cut);
		label_members(&timeline->columns[i], label);
		if (label[0] != '\0')
			sheet_text(sheet, "dim", x, HEAD - 20, "middle", label);
	}
}

/* From where it began to wait to where it came back. */
static void put_waits(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;

	for (size_t i = 0; i < timeline->n_rows; i++) {
		size_t end = i + 1;
		bool stuck;

		if (timeline->rows[i].kind != ROW_WAITS ||
		    timeline->rows[i].blocked)
			continue;
		while (end < timeline->n_rows &&
		       (timeline->rows[end].blocked ||
			timeline->rows[end].kind == ROW_LOOP))
			end++;
		if (end == timeline->n_rows ||
		    timeline->rows[end].kind != ROW_CALL)
			end--;
		stuck = end + 1 >= timeline->n_rows &&
			(timeline->untaken > 0 || timeline->unaccepted > 0);
		fprintf(sheet->out,
			"<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
			"height=\"%d\" rx=\"2\"><title>waits</title></rect>\n",
			stuck ? "tip-lost" : "wait", sheet->program - BAR / 2,
			sheet->y[i] - 4, BAR, sheet->y[end] - sheet->y[i] + 8);
	}
}

/* It does not wait where it should: the last call, over and over. */
static void put_spin(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	size_t end = timeline->n_rows - 1, begin = end;
	const struct row *last = &timeline->rows[end];

	if (last->kind != ROW_END || last->entry->kind != ENTRY_SPINS)
		return;
	if (begin > 0 && timeline->rows[begin - 1].times_max > 1)
		begin--;
	fprintf(sheet->out,
		"<rect class=\"tip-lost\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\" rx=\"2\"><title>spins</title></rect>\n",
		sheet->program - BAR / 2, sheet->y[begin] - 6, BAR,
		sheet->y[end] - sheet->y[begin] + 12);
}

/* The peer's deed: a dot, or a cross where it leaves, and its words. */
static void put_peer(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	char words[2 * LABEL_MAX];
	int x = sheet_lane(sheet, row->column), y = sheet->y[at];
	bool bad = row->untaken > 0 || row->unaccepted;

	sheet_words(sheet, at, words);
	if (row->ends)
		sheet_cross(sheet, "close", x, y);
	else
		fprintf(sheet->out,
			"<circle class=\"tip-%s\" cx=\"%d\" cy=\"%d\" "
			"r=\"4.5\"/>\n",
			bad	       ? "lost" :
			row->opens     ? "open" :
			row->bytes > 0 ? "data" :
					 "close",
			x, y);
	sheet_text(sheet, bad ? "halo bad" : "halo", x + 11, y + 4, "start",
		   words);
}

static void put_program(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	char label[LABEL_MAX + 4];
	int y = sheet->y[at] + 4;
	const char *class = row_is_error(sheet->timeline, row) ? "bad" :
			    row_is_last(sheet->timeline, row)  ? "head" :
			    row->kind == ROW_WAITS	       ? "dim" :
			    row->kind == ROW_LOOP	       ? "head" :
								 "";

	label_place(sheet->timeline, row, label);
	sheet_text(sheet, "dim", sheet->place, y, "end", label);
	sheet_label(sheet, row, label);
	sheet_text(sheet, class, sheet->label, y, "start", label);
}

/* A strip of the page over all lines, with torn edges. */
static void put_gap(struct sheet *sheet, size_t at)
{
	const struct row *row = &sheet->timeline->rows[at];
	char label[LABEL_MAX];
	int top = sheet->y[at] - 13;

	fprintf(sheet->out, "<path class=\"tear\" d=\"M-4 %d", top);
	for (int x = 0; x < sheet->width + 12; x += 12)
		fputs("l6 4l6 -4", sheet->out);
	fputs("v26", sheet->out);
	for (int x = 0; x < sheet->width + 12; x += 12)
		fputs("l-6 4l-6 -4", sheet->out);
	fputs("z\"/>\n", sheet->out);
	label_row(sheet->timeline, row, label);
	sheet_text(sheet, "head", sheet->label, sheet->y[at] + 6, "start",
		   label);
}

static void put_cut(struct sheet *sheet, size_t at)
{
	char label[LABEL_MAX];

	label_row(sheet->timeline, &sheet->timeline->rows[at], label);
	fprintf(sheet->out,
		"<rect class=\"page\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\"/>\n",
		sheet->program - 8, sheet->y[at] - 5,
		sheet->width - sheet->program, 10);
	sheet_text(sheet, "dim", sheet->label, sheet->y[at] + 4, "start",
		   label);
}

/* Each row is a group that a page can find by its event. */
static void put_row(struct sheet *sheet, size_t at)
{
	const struct timeline *timeline = sheet->timeline;
	const struct row *row = &timeline->rows[at];
	char label[LABEL_MAX], times[LABEL_MAX];

	fputs("<g", sheet->out);
	if (row->entry != NULL)
		fprintf(sheet->out, " data-n=\"%td\"",
			row->entry - timeline->record->entries);
	fputs("><title>", sheet->out);
	label_row(timeline, row, label);
	markup_text(sheet->out, label);
	label_times(row, times);
	if (times[0] != '\0' && row->kind != ROW_LOOP)
		fprintf(sheet->out, ", %s", times);
	fputs("</title>\n", sheet->out);
	if (row->kind == ROW_GAP) {
		put_gap(sheet, at);
	} else if (row->kind == ROW_CUT) {
		put_cut(sheet, at);
	} else if (row->kind == ROW_PEER) {
		sheet_arrow(sheet, at);
		put_peer(sheet, at);
	} else {
		sheet_arrow(sheet, at);
		put_program(sheet, at);
	}
	fputs("</g>\n", sheet->out);
}

/* What a screen reader says before, or in place of, the rows. */
static void put_words(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	char label[LABEL_MAX];

	fputs("<title>Timeline of ", sheet->out);
	label_column(timeline, 0, label);
	markup_text(sheet->out, label);
	for (size_t i = 1; i < timeline->n_columns; i++) {
		label_column(timeline, i, label);
		fputs(i > 1 ? ", " : " with ", sheet->out);
		markup_text(sheet->out, label);
	}
	label_count(timeline->record->n, label);
	fprintf(sheet->out, "</title>\n<desc>%s events.", label);
	if (timeline->n_rows > 0) {
		label_row(timeline, &timeline->rows[timeline->n_rows - 1],
			  label);
		fputs(" The last: ", sheet->out);
		markup_text(sheet->out, label);
		fputc('.', sheet->out);
	}
	label_untaken(timeline, label);
	fprintf(sheet->out, "%s", label[0] != '\0' ? " " : "");
	markup_text(sheet->out, label);
	fputs("</desc>\n", sheet->out);
}

static void put_foot(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	int y = sheet->y[timeline->n_rows - 1] + ROW + 8;
	char label[LABEL_MAX];

	label_untaken(timeline, label);
	if (label[0] != '\0') {
		sheet_text(sheet, "bad", sheet->label, y, "start", label);
		y += ROW;
	}
	label_unaccepted(timeline, label);
	if (label[0] != '\0')
		sheet_text(sheet, "bad", sheet->label, y, "start", label);
}

static void put_rows(struct sheet *sheet)
{
	const struct timeline *timeline = sheet->timeline;
	size_t last = timeline->n_rows - 1;

	for (size_t i = 0; i < timeline->n_rows; i++)
		if (timeline->rows[i].kind == ROW_LOOP)
			put_loop(sheet, i);
	fprintf(sheet->out,
		"<rect class=\"%s\" x=\"0\" y=\"%d\" width=\"%d\" "
		"height=\"%d\"/>\n",
		row_is_error(timeline, &timeline->rows[last]) ? "wrong" :
								"last",
		sheet->y[last] - ROW / 2, sheet->width, ROW);
	put_lives(sheet);
	put_waits(sheet);
	put_spin(sheet);
	for (size_t i = 0; i < timeline->n_rows; i++)
		put_row(sheet, i);
	put_foot(sheet);
}

static void put(const struct timeline *timeline, const char *style, FILE *out)
{
	struct sheet sheet;

	sheet_open(&sheet, timeline, out);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tl\" "
		"role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\">\n",
		sheet.width, sheet.height, sheet.width, sheet.height);
	put_words(&sheet);
	fputs(style, out);
	fprintf(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n",
		sheet.width, sheet.height);
	if (timeline->n_rows > 0)
		put_rows(&sheet);
	fputs("</svg>\n", out);
	sheet_close(&sheet);
}

void svg_write(const struct timeline *timeline, FILE *out)
{
	put(timeline, svg_style, out);
}

void svg_put(const struct timeline *timeline, FILE *out)
{
	put(timeline, "", out);
}

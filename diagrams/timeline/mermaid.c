/* SPDX-License-Identifier: MIT */
#include "timeline/mermaid.h"

#include <ctype.h>
#include <string.h>

#include "timeline/label.h"

/*
 * ASCII that means nothing to Mermaid stands for itself, and so does what is
 * not ASCII; the rest is written as #NN; (https://mermaid.js.org/syntax/
 * sequenceDiagram.html, "Entity codes").
 */
static void put_text(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80 || isalnum(c) || strchr(" ()=.,:_/+-", c))
			fputc(c, out);
		else
			fprintf(out, "#%d;", c);
	}
}

/* "end" alone would end a loop; no text begins with a word of the syntax. */
static void put_name(FILE *out, const char *name)
{
	static const char *const words[] = { "end", "loop", "as", "note" };
	bool word = name[0] == '\0';

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		word |= !strcasecmp(name, words[i]);
	fputs(word ? "(" : "", out);
	put_text(out, name);
	fputs(word ? ")" : "", out);
}

static void put_participants(const struct timeline *timeline, FILE *out)
{
	char label[LABEL_MAX], members[LABEL_MAX];

	for (size_t i = 0; i < timeline->n_columns; i++) {
		label_column(timeline, i, label);
		label_members(&timeline->columns[i], members);
		fprintf(out, "    participant p%zu as ", i);
		put_name(out, label);
		if (members[0] != '\0') {
			fputs(" (", out);
			put_text(out, members);
			fputc(')', out);
		}
		fputc('\n', out);
	}
}

static void put_indent(const struct row *row, FILE *out)
{
	fprintf(out, "%*s", 4 * (row->depth + 1), "");
}

/* What is sent, or a note when nothing goes anywhere. */
static void put_head(const struct timeline *timeline, const struct row *row,
		     FILE *out)
{
	bool peer = row->kind == ROW_PEER;

	put_indent(row, out);
	if (row->kind == ROW_GAP || row->kind == ROW_CUT)
		fprintf(out,
			timeline->n_columns > 1 ? "Note over p0,p%zu: " :
						  "Note over p%zu: ",
			timeline->n_columns - 1);
	else if (row->arrow == ARROW_NONE ||
		 (peer && row->bytes > 0 && row->arrow == ARROW_TO_PEER))
		fprintf(out, "Note over p%d: ", peer ? row->column : 0);
	else if (peer)
		fprintf(out, "p%d%sp0: ", row->column,
			row->untaken > 0 || row->unaccepted ? "-x" :
			row->ends			    ? "--x" :
							      "-)");
	else if (row->arrow == ARROW_TO_PROGRAM)
		fprintf(out, "p%d-->>p0: ", row->column);
	else
		fprintf(out, "p0%sp%d: ", row->ends ? "-x" : "->>",
			row->column);
}

static void put_row(const struct timeline *timeline, const struct row *row,
		    FILE *out)
{
	char label[LABEL_MAX], times[LABEL_MAX], place[LABEL_MAX];

	put_head(timeline, row, out);
	label_row(timeline, row, label);
	label_times(row, times);
	label_place(timeline, row, place);
	put_text(out, label);
	if (times[0] != '\0') {
		fputs(", ", out);
		put_text(out, times);
	}
	if (row->kind != ROW_PEER && place[0] != '\0') {
		fputs("  ", out);
		put_text(out, place);
	}
	if (row->untaken > 0 || row->unaccepted)
		fputs(row->unaccepted ? ", never accepted" : ", never read",
		      out);
	fputc('\n', out);
}

static void put_ends(const struct timeline *timeline, size_t at, FILE *out)
{
	int next = at + 1 < timeline->n_rows ? timeline->rows[at + 1].depth : 0;

	for (int i = timeline->rows[at].depth; i > next; i--)
		fprintf(out, "%*send\n", 4 * i, "");
}

void mermaid_write(const struct timeline *timeline, FILE *out)
{
	char label[LABEL_MAX];

	fputs("sequenceDiagram\n", out);
	put_participants(timeline, out);
	for (size_t i = 0; i < timeline->n_rows; i++) {
		const struct row *row = &timeline->rows[i];

		if (row->kind == ROW_LOOP) {
			put_indent(row, out);
			label_times(row, label);
			fputs("loop ", out);
			put_text(out, label);
			fputc('\n', out);
		} else {
			put_row(timeline, row, out);
			put_ends(timeline, i, out);
		}
	}
}

/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <errno.h>
#include <strings.h>

#include "judge/wording.h"
#include "memory.h"

#define CSV_MAX (64u << 20)

struct reader {
	const char *at, *end;
	size_t line;
	struct csv_table *table;
	char *error;
};

/* A quoted field, the opening quote taken; the quotes within come double. */
static char *read_quoted(struct reader *reader)
{
	char *field = memory_get((size_t)(reader->end - reader->at) + 1);
	char *to = field;
	size_t began = reader->line;

	for (; reader->at < reader->end; reader->at++) {
		if (*reader->at == '\n')
			reader->line++;
		if (*reader->at == '"') {
			if (reader->at + 1 == reader->end ||
			    reader->at[1] != '"')
				break;
			reader->at++;
		}
		*to++ = *reader->at;
	}
	if (reader->at == reader->end) {
		free(field);
		reader->error =
			wording("line %zu: a quote is not closed", began);
		return NULL;
	}
	reader->at++;
	return field;
}

static char *read_field(struct reader *reader)
{
	const char *from = reader->at;

	if (from < reader->end && *from == '"') {
		reader->at++;
		return read_quoted(reader);
	}
	while (reader->at < reader->end && *reader->at != ',' &&
	       *reader->at != '\n' && *reader->at != '\r')
		reader->at++;
	return memory_copy(from, (size_t)(reader->at - from));
}

static void row_clear(struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		free(row->cells[i]);
	free(row->cells);
}

static void read_row(struct reader *reader)
{
	struct csv_row row = { NULL, 0, reader->line };
	struct csv_table *table = reader->table;
	char *field;

	while ((field = read_field(reader))) {
		row.cells = memory_grow(row.cells, row.n, sizeof *row.cells);
		row.cells[row.n++] = field;
		if (reader->at < reader->end && *reader->at == ',') {
			reader->at++;
			continue;
		}
		if (reader->at < reader->end && *reader->at == '\r')
			reader->at++;
		if (reader->at < reader->end && *reader->at == '\n') {
			reader->at++;
			reader->line++;
		} else if (reader->at < reader->end && reader->at[-1] != '\r') {
			reader->error = wording("line %zu: text behind a"
						" closing quote",
						reader->line);
		}
		break;
	}
	if (row.n == 0 || (row.n == 1 && !*row.cells[0])) {
		row_clear(&row);
		return;
	}
	table->rows = memory_grow(table->rows, table->n, sizeof row);
	table->rows[table->n++] = row;
}

struct csv_table *csv_parse(const char *bytes, size_t len, char **error)
{
	struct reader reader = { bytes, bytes + len, 1, NULL, NULL };

	reader.table = memory_get(sizeof *reader.table);
	if (memchr(bytes, 0, len))
		reader.error = wording("a NUL byte: is this UTF-16? UTF-8 is"
				       " what is read");
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		reader.at += 3;
	while (!reader.error && reader.at < reader.end)
		read_row(&reader);
	if (!reader.error)
		return reader.table;
	*error = reader.error;
	csv_free(reader.table);
	return NULL;
}

struct csv_table *csv_read(const char *path, char **error)
{
	FILE *in = fopen(path, "r");
	struct csv_table *table = NULL;
	char *bytes;
	size_t n;

	if (!in) {
		*error = wording("%s", strerror(errno));
		return NULL;
	}
	bytes = memory_get(CSV_MAX);
	n = fread(bytes, 1, CSV_MAX, in);
	if (ferror(in))
		*error = wording("%s", strerror(errno));
	else if (n == CSV_MAX)
		*error = wording("larger than 64 MiB");
	else
		table = csv_parse(bytes, n, error);
	free(bytes);
	fclose(in);
	return table;
}

void csv_free(struct csv_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->n; i++)
		row_clear(&table->rows[i]);
	free(table->rows);
	free(table);
}

int csv_column(const struct csv_table *table, const char *name)
{
	if (!table || table->n == 0)
		return -1;
	for (size_t i = 0; i < table->rows[0].n; i++) {
		if (strcasecmp(table->rows[0].cells[i], name) == 0)
			return (int)i;
	}
	return -1;
}

const char *csv_cell(const struct csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? row->cells[column] : "";
}

void csv_put(FILE *out, const char *text, enum csv_trust trust)
{
	bool formula = trust == CSV_FOREIGN && *text &&
		       strchr("=+-@\t\r", *text);

	if (!formula && !text[strcspn(text, ",\"\r\n")] && *text != ' ') {
		fputs(text, out);
		return;
	}
	fputs(formula ? "\"'" : "\"", out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <ctype.h>
#include <strings.h>

#include "judge/wording.h"
#include "memory.h"

struct reader {
	const char *at, *end;
	char separator;
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
	while (reader->at < reader->end && *reader->at != reader->separator &&
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
		if (reader->at < reader->end &&
		    *reader->at == reader->separator) {
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

/* "sep=;" in front is a word to spreadsheets, and no row. */
static bool take_separator(struct reader *reader)
{
	const char *at = reader->at;

	if (reader->end - at < 5 || strncasecmp(at, "sep=", 4) != 0)
		return false;
	at += 5;
	if (at < reader->end && *at != '\r' && *at != '\n')
		return false;
	reader->separator = at[-1];
	at += at < reader->end && *at == '\r';
	at += at < reader->end && *at == '\n';
	reader->at = at;
	reader->line++;
	return true;
}

/* Half of Europe's spreadsheets write ; where the others have a comma. What the
   header has most of, outside quotes, parts the columns. */
static char guess_separator(const char *at, const char *end)
{
	static const char separators[] = ",;\t";
	size_t counts[3] = { 0 };
	bool quoted = false;
	int best = 0;

	for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
		const char *found = *at ? strchr(separators, *at) : NULL;

		if (*at == '"')
			quoted = !quoted;
		if (found && !quoted)
			counts[found - separators]++;
	}
	for (int i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return separators[best];
}

/* NULL, or why these bytes are no table at all. */
static const char *not_a_table(const char *bytes, size_t len)
{
	if (len >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
			 memcmp(bytes, "\xfe\xff", 2) == 0))
		return "this is UTF-16; UTF-8 is what is read";
	if (len && memchr(bytes, 0, len))
		return "a NUL byte: is this UTF-16? UTF-8 is what is read";
	return NULL;
}

struct csv_table *csv_parse(const char *bytes, size_t len, char **error)
{
	struct reader reader = { .at = bytes, .end = bytes + len, .line = 1 };
	const char *why = not_a_table(bytes, len);

	reader.table = memory_get(sizeof *reader.table);
	if (why)
		reader.error = memory_text(why);
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		reader.at += 3;
	if (!take_separator(&reader))
		reader.separator = guess_separator(reader.at, reader.end);
	while (!reader.error && reader.at < reader.end)
		read_row(&reader);
	if (!reader.error)
		return reader.table;
	*error = reader.error;
	csv_free(reader.table);
	return NULL;
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

/* The same word, with blanks around it or in capitals. */
static bool same_title(const char *cell, const char *name)
{
	size_t len = strlen(name);

	while (isspace((unsigned char)*cell))
		cell++;
	if (strncasecmp(cell, name, len) != 0)
		return false;
	for (cell += len; isspace((unsigned char)*cell);)
		cell++;
	return !*cell;
}

int csv_column(const struct csv_table *table, const char *name)
{
	if (!table || table->n == 0)
		return -1;
	for (size_t i = 0; i < table->rows[0].n; i++) {
		if (same_title(table->rows[0].cells[i], name))
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

/* SPDX-License-Identifier: MIT */
/*
 * Tables of text as RFC 4180 has them: read with quotes, CRLF and a byte order
 * mark as they come, written so that no spreadsheet takes a text for a formula.
 * Read, semicolons and tabs part columns too: "sep=;" in the first line says so,
 * or else the header does.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct csv_row {
	char **cells;
	size_t n;
	size_t line; /* where it begins, from 1 */
};

/* Row 0 is the header. Empty lines are no rows. */
struct csv_table {
	struct csv_row *rows;
	size_t n;
};

/* NULL: *error, to be freed, says what is wrong, and where a line can be named,
   in which. */
struct csv_table *csv_parse(const char *bytes, size_t len, char **error);
void csv_free(struct csv_table *table);

/* The index of a column by its header, whatever its case and the blanks around it;
   -1: none. */
int csv_column(const struct csv_table *table, const char *name);

/* "" where the row is too short, or column is -1. */
const char *csv_cell(const struct csv_row *row, int column);

enum csv_trust {
	CSV_OURS,   /* ours or the instructor's: as it is */
	CSV_FOREIGN /* an apostrophe before what would be a formula */
};

/* A field, quoted where needed; no separator. */
void csv_put(FILE *out, const char *text, enum csv_trust trust);

#endif

/* SPDX-License-Identifier: MIT */
/* The roster: nobody on it may get lost, so what is not clear is refused. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "intake/class.h"
#include "judge/wording.h"
#include "memory.h"
#include "name.h"

#define ROSTER_MAX (16U << 20)

/* What a column is called in a roster, and in what platforms export: ids first,
   then name, email and section. */
static const char *const titles[4][5] = {
	{ "id", "Username", "ID number", "Identifier", "SID" },
	{ "name", "Student", "Full name" },
	{ "email", "Email address", "SIS Login ID" },
	{ "section", "Department", "Sections" },
};

static int column_of(const struct csv_table *roster, int which)
{
	for (int i = 0; i < 5 && titles[which][i]; i++) {
		int column = csv_column(roster, titles[which][i]);

		if (column >= 0)
			return column;
	}
	return -1;
}

static bool is_blank(const char *at, size_t *len)
{
	*len = strncmp(at, "\xc2\xa0", 2) == 0 ? 2 : 1;
	return *len == 2 || isspace((unsigned char)*at);
}

/* Blanks around a cell are the spreadsheet's; also those that do not break. */
static char *trimmed(const char *cell)
{
	const char *end = cell;
	size_t len;

	while (is_blank(cell, &len))
		cell += len;
	for (const char *at = cell; *at; at += len)
		if (!is_blank(at, &len))
			end = at + len;
	return memory_copy(cell, end > cell ? (size_t)(end - cell) : 0);
}

/* Some platforms have a name in two columns. */
static char *name_of_two(const struct csv_row *row,
			 const struct csv_table *roster)
{
	int last = csv_column(roster, "Last name");
	char *first, *second, *name;

	if (last < 0)
		last = csv_column(roster, "Surname");
	first = trimmed(csv_cell(row, csv_column(roster, "First name")));
	second = trimmed(csv_cell(row, last));
	name = wording("%s%s%s", first, *first && *second ? " " : "", second);
	free(first);
	free(second);
	return name;
}

static char *cell_of(const struct csv_row *row, const struct csv_table *roster,
		     int which)
{
	int column = column_of(roster, which);

	if (which == 1 && column < 0)
		return name_of_two(row, roster);
	return trimmed(csv_cell(row, column));
}

/* Canvas puts the most that can be had, and how it posts, above its students. */
static bool is_canvas_row(const struct csv_table *roster, const char *name)
{
	return csv_column(roster, "SIS Login ID") >= 0 &&
	       (!*name || strcmp(name, "Points Possible") == 0);
}

static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		char *text = trimmed(row->cells[i]);
		bool empty = !*text;

		free(text);
		if (!empty)
			return false;
	}
	return true;
}

/* A row without an id; *error stays NULL where nobody is meant. */
static void refuse_nameless(const struct csv_table *roster,
			    const struct csv_row *row, char **error)
{
	const char *title = roster->rows[0].cells[column_of(roster, 0)];
	char *name = cell_of(row, roster, 1), *email = cell_of(row, roster, 2);

	if (!is_empty(row) && !is_canvas_row(roster, name))
		*error = wording("line %zu: %s%shas nothing in the column %s, "
				 "which says who is who",
				 row->line, *name ? name : email,
				 *name || *email ? " " : "a row that ", title);
	free(name);
	free(email);
}

static bool differ(const char *a, const char *b)
{
	return *a && *b && strcmp(a, b) != 0;
}

/* The same person twice, as in two sections, is one; two of one id are not. */
static void refuse_second(const struct csv_table *roster,
			  const struct book_student *first,
			  char *const fields[4], size_t line, char **error)
{
	if (differ(first->name, fields[1]) || differ(first->email, fields[2]))
		*error = wording("lines %zu and %zu: two people have the id "
				 "%s: %s and %s",
				 roster->rows[first->row].line, line, fields[0],
				 *first->name ? first->name : first->email,
				 *fields[1] ? fields[1] : fields[2]);
}

static void add_row(struct class *class, size_t row, char **error)
{
	const struct csv_table *roster = class->roster;
	size_t before = class->n_students, at;
	struct book_student *student;
	char *fields[4];

	for (int i = 0; i < 4; i++)
		fields[i] = cell_of(&roster->rows[row], roster, i);
	if (!*fields[0]) {
		refuse_nameless(roster, &roster->rows[row], error);
	} else {
		at = class_student(class, fields[0]);
		student = &class->students[at];
		if (before == class->n_students) {
			refuse_second(roster, student, fields,
				      roster->rows[row].line, error);
		} else {
			class_describe(student, fields[1], fields[2],
				       fields[3]);
			student->row = row;
		}
	}
	for (int i = 0; i < 4; i++)
		free(fields[i]);
}

static char *columns_found(const struct csv_table *roster)
{
	char *text = memory_text(""), *more;

	for (size_t i = 0; i < roster->rows[0].n; i++) {
		more = wording("%s%s%s", text, i ? ", " : "",
			       roster->rows[0].cells[i]);
		free(text);
		text = more;
	}
	return text;
}

static void read_rows(struct class *class, char **error)
{
	const struct csv_table *roster = class->roster;
	char *columns;

	if (roster->n == 0) {
		*error = memory_text("the file is empty");
	} else if (column_of(roster, 0) < 0) {
		columns = columns_found(roster);
		*error = wording("no column is called id; its columns are: %s",
				 columns);
		free(columns);
	}
	for (size_t i = 1; !*error && i < roster->n; i++)
		add_row(class, i, error);
}

/* What is no UTF-8 cannot be told: no two code pages agree on it. */
static char *not_utf8(const char *text, size_t len)
{
	size_t good = name_utf8(text, len), line = 1;

	if (good == len)
		return NULL;
	for (size_t i = 0; i < good; i++)
		line += text[i] == '\n';
	return wording(
		"line %zu: the byte 0x%02x is no UTF-8; save the file as "
		"UTF-8 (spreadsheets: \"CSV UTF-8\")",
		line, (unsigned char)text[good]);
}

static char *slurp(const char *path, size_t *len, char **error)
{
	FILE *file = fopen(path, "re");
	char *text = file ? memory_get(ROSTER_MAX + 1) : NULL;

	if (!file) {
		*error = memory_text(strerror(errno));
		return NULL;
	}
	*len = fread(text, 1, ROSTER_MAX, file);
	if (ferror(file))
		*error = memory_text(strerror(errno));
	else if (*len == ROSTER_MAX)
		*error = memory_text("larger than 16 MiB");
	fclose(file);
	return text;
}

int class_roster(struct class *class, const char *path, char **error)
{
	char *problem = NULL;
	size_t len = 0;

	class->roster_text = slurp(path, &len, &problem);
	if (!problem)
		class->roster = csv_parse(class->roster_text, len, &problem);
	if (!problem)
		problem = not_utf8(class->roster_text, len);
	if (!problem)
		read_rows(class, &problem);
	if (!problem)
		return 0;
	*error = wording("%s: %s", path, problem);
	free(problem);
	return -1;
}

/* SPDX-License-Identifier: MIT */
#include "intake/roster.h"

#include <errno.h>
#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "name.h"

#define ROSTER_MAX (16U << 20)

static char *slurp(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file ? memory_get(ROSTER_MAX + 1) : NULL;

	if (!file)
		return NULL;
	text[fread(text, 1, ROSTER_MAX, file)] = '\0';
	fclose(file);
	return text;
}

static char **field(struct book_student *student, int which)
{
	char **fields[] = { &student->name, &student->email,
			    &student->section };

	return fields[which];
}

/* What a column is called in a roster, and in what Canvas and Moodle export:
   ids first, then name, email and section. */
static const char *const titles[4][4] = {
	{ "id", "Username", "ID number", "Identifier" },
	{ "name", "Student", "Full name" },
	{ "email", "Email address", "SIS Login ID" },
	{ "section", "Department" },
};

static int column_of(const struct csv_table *roster, int which)
{
	for (int i = 0; i < 4 && titles[which][i]; i++) {
		int column = csv_column(roster, titles[which][i]);

		if (column >= 0)
			return column;
	}
	return -1;
}

static void add_row(struct class *class, size_t row)
{
	const struct csv_row *cells = &class->roster->rows[row];
	const char *id = csv_cell(cells, column_of(class->roster, 0));
	size_t before = class->n_students, at;
	struct book_student *student;

	if (!*id)
		return;
	at = class_student(class, id); /* it may move them all */
	student = &class->students[at];
	if (before == class->n_students) /* twice on the roster: the first */
		return;
	student->row = row;
	for (int i = 0; i < 3; i++) {
		free(*field(student, i));
		*field(student, i) = memory_text(
			csv_cell(cells, column_of(class->roster, i + 1)));
	}
}

int class_roster(struct class *class, const char *path, char **error)
{
	class->roster_text = slurp(path);
	if (!class->roster_text) {
		*error = wording("%s: %s", path, strerror(errno));
		return -1;
	}
	class->roster = csv_parse(class->roster_text,
				  strlen(class->roster_text), error);
	if (!class->roster)
		return -1;
	if (class->roster->n == 0 || column_of(class->roster, 0) < 0) {
		*error = wording("%s: no column is called id", path);
		return -1;
	}
	for (size_t i = 1; i < class->roster->n; i++)
		add_row(class, i);
	return 0;
}

/* "Ann B. Example" as "exampleannb": the last word first. */
static char *last_first(const char *name)
{
	const char *space = strrchr(name, ' ');
	char *turned, *plain;

	if (!space)
		return layout_plain(name);
	turned = wording("%s%.*s", space + 1, (int)(space - name), name);
	plain = layout_plain(turned);
	free(turned);
	return plain;
}

static bool same_name(const char *given, const char *name)
{
	char *a = layout_plain(given), *b = layout_plain(name),
	     *c = last_first(name);
	bool same = *a && (strcmp(a, b) == 0 || strcmp(a, c) == 0);

	free(a);
	free(b);
	free(c);
	return same;
}

/* GitHub Classroom: the assignment's name, a dash, the login. */
static bool ends_with(const char *name, const char *id)
{
	size_t len = strlen(name), end = strlen(id);

	return end && len > end + 1 && name[len - end - 1] == '-' &&
	       strcasecmp(name + len - end, id) == 0;
}

static bool fits(const struct book_student *student,
		 const struct layout *layout, int how)
{
	switch (how) {
	case 0:
		return layout->name && strcmp(layout->name, student->id) == 0;
	case 1:
		return layout->name &&
		       (strcasecmp(layout->name, student->id) == 0 ||
			strcasecmp(layout->name, student->email) == 0);
	case 2:
		return layout->number &&
		       strcmp(layout->number, student->id) == 0;
	case 3:
		return layout->platform && layout->name &&
		       same_name(layout->name, student->name);
	case 4:
		return !layout->platform && layout->name &&
		       ends_with(layout->name, student->id);
	default:
		return false;
	}
}

size_t roster_match(struct class *class, const struct layout *layout)
{
	const char *name = layout->name ? layout->name : layout->number;
	size_t found = 0, n;
	char *id;

	for (int how = 0; class->roster && how <= 4; how++) {
		n = 0;
		for (size_t i = 0; i < class->n_students; i++)
			if (class->students[i].row &&
			    fits(&class->students[i], layout, how) && !n++)
				found = i;
		/* A name that two have is nobody's. */
		if (n == 1)
			return found;
	}
	id = name_printable(name, strlen(name));
	found = class_student(class, id);
	free(id);
	return found;
}

/* SPDX-License-Identifier: MIT */
#include "intake/match.h"

#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "name.h"

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

static const char *cell_of(const struct class *class,
			   const struct book_student *student,
			   const char *title)
{
	return csv_cell(&class->roster->rows[student->row],
			csv_column(class->roster, title));
}

/* Moodle's worksheet calls number 123 "Participant 123". */
static bool is_participant(const char *cell, const char *number)
{
	return strncasecmp(cell, "Participant ", 12) == 0 &&
	       strcmp(cell + 12 + strspn(cell + 12, " "), number) == 0;
}

static bool has_number(const struct class *class,
		       const struct book_student *student, const char *number)
{
	return strcmp(number, student->id) == 0 ||
	       is_participant(student->id, number) ||
	       is_participant(cell_of(class, student, "Identifier"), number);
}

/* How well, 0: not at all. The better the longer the login: of bob and jim-bob,
   hw1-jim-bob is the second one's. GitHub Classroom's own list has logins in a
   column beside the ids. */
static size_t login_fits(const struct class *class,
			 const struct book_student *student, const char *name)
{
	const char *login = cell_of(class, student, "github_username");

	if (!*login)
		login = student->id;
	return ends_with(name, login) ? strlen(login) : 0;
}

/* The same: the highest number fits best. */
static size_t fits(const struct class *class,
		   const struct book_student *student,
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
		       has_number(class, student, layout->number);
	case 3:
		return layout->name && same_name(layout->name, student->name);
	case 4:
		return !layout->platform && layout->name ?
			       login_fits(class, student, layout->name) :
			       0;
	default:
		return 0;
	}
}

bool match_known(const struct class *class, const struct layout *layout,
		 size_t *found)
{
	for (int how = 0; class->roster && how <= 4; how++) {
		size_t best = 0, n = 0;

		for (size_t i = 0; i < class->n_students; i++) {
			const struct book_student *student =
				&class->students[i];
			size_t now = student->row ?
					     fits(class, student, layout, how) :
					     0;

			n = now > best ? 1 : n + (now && now == best);
			if (now > best)
				*found = i;
			best = now > best ? now : best;
		}
		/* A name that two have is nobody's. */
		if (n == 1)
			return true;
	}
	return false;
}

size_t match_student(struct class *class, const struct layout *layout)
{
	const char *name = layout->name ? layout->name : layout->number;
	size_t found;
	char *id;

	if (match_known(class, layout, &found))
		return found;
	id = name_printable(name, strlen(name));
	found = class_student(class, id);
	free(id);
	return found;
}

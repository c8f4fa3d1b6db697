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

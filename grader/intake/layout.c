/* SPDX-License-Identifier: MIT */
#include "intake/layout.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

#define MOODLE "_assignsubmission_"

/* Behind the mark stands what kind it is; "file_" and a name where files were
   not put into folders. */
static struct layout moodle(const char *name, const char *mark)
{
	struct layout layout = { .platform = "Moodle" };
	const char *end = mark, *number = mark, *kind = mark + strlen(MOODLE);

	layout.aside = strncmp(kind, "file", 4) != 0;
	if (strncmp(kind, "file_", 5) == 0 && kind[5])
		layout.file = memory_text(kind + 5);

	while (number > name && isdigit((unsigned char)number[-1]))
		number--;
	layout.number = memory_copy(number, (size_t)(end - number));
	if (number > name && number[-1] == '_')
		number--;
	layout.name = memory_copy(name, (size_t)(number - name));
	return layout;
}

/* "name_12345_678901_rest", or "name_LATE_12345_678901_rest". */
static bool canvas(const char *name, struct layout *layout)
{
	const char *first = strchr(name, '_'), *at, *second;

	if (!first || first == name)
		return false;
	at = first + 1;
	if (strncmp(at, "LATE_", 5) == 0)
		at += 5;
	if (!digits(at) || at[digits(at)] != '_')
		return false;
	second = at + digits(at) + 1;
	if (!digits(second) || second[digits(second)] != '_' ||
	    !second[digits(second) + 1])
		return false;
	layout->platform = "Canvas";
	layout->name = memory_copy(name, (size_t)(first - name));
	layout->number = memory_copy(at, digits(at));
	layout->file = memory_text(second + digits(second) + 1);
	return true;
}

struct layout layout_of(const char *name)
{
	const char *mark = strstr(name, MOODLE);
	struct layout layout = { 0 };

	if (mark && mark > name)
		return moodle(name, mark);
	if (strncmp(name, "submission_", 11) == 0 && name[11] &&
	    !name[11 + digits(name + 11)]) {
		layout.platform = "Gradescope";
		layout.number = memory_text(name + 11);
	} else if (canvas(name, &layout)) {
		return layout;
	}
	layout.name = memory_text(name);
	return layout;
}

void layout_clear(struct layout *layout)
{
	free(layout->name);
	free(layout->number);
	free(layout->file);
	*layout = (struct layout){ 0 };
}

char *layout_plain(const char *name)
{
	char *plain = memory_get(strlen(name) + 1), *to = plain;

	for (; *name; name++)
		if (isalnum((unsigned char)*name) || *name & 0x80)
			*to++ = (char)tolower((unsigned char)*name);
	return plain;
}

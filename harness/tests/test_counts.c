/* SPDX-License-Identifier: MIT */
/* The table of README.md says how many programs stand behind the verdicts. */
#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/play.h"

static size_t count(const char *format, const char *lesson)
{
	char pattern[300];
	glob_t found;
	size_t n = 0;

	snprintf(pattern, sizeof(pattern), format, lesson);
	if (glob(pattern, 0, NULL, &found) == 0)
		n = found.gl_pathc;
	globfree(&found);
	return n;
}

Test(counts, the_table_is_true)
{
	char *page = file_text(KIT_ROOT "/harness/README.md"), row[100];

	cr_assert(page);
	for (int i = 0; lesson_names[i]; i++) {
		const char *name = lesson_names[i];
		size_t right =
			count(KIT_ROOT "/solutions/%s/*.c", name) +
			count(KIT_ROOT "/harness/tests/correct/%s/*.c", name);

		snprintf(row, sizeof(row), "| %s | %zu | %zu | %zu |\n", name,
			 count(KIT_ROOT "/lessons/%s/scripts/*.script", name),
			 count(KIT_ROOT "/solutions/%s/mistakes/*.patch", name),
			 right);
		cr_expect(strstr(page, row), "not in harness/README.md: %s",
			  row);
	}
	free(page);
}

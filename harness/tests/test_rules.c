/* SPDX-License-Identifier: MIT */
/* judge/README.md: each rule and each check has a row with its effect, in the
   order in which rules are asked. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/diagnosis.h"
#include "judge/verdict.h"
#include "tests/play.h"

/* The row whose first cell has `name`, alone or in a list; NULL: none. */
static const char *row_of(const char *table, const char *name)
{
	char quoted[80];
	const char *at = table, *line;

	snprintf(quoted, sizeof(quoted), "`%s`", name);
	for (; (at = strstr(at, quoted)); at++) {
		for (line = at; line > table && line[-1] != '\n'; line--)
			;
		if (line[0] == '|' &&
		    !memchr(line + 1, '|', (size_t)(at - line - 1)))
			return line;
	}
	return NULL;
}

Test(rules, each_has_a_row_in_the_order_of_asking)
{
	char *page = file_text(KIT_ROOT "/harness/judge/README.md");
	const char *table = page ? strstr(page, "\n## Rules") : NULL;
	const char *name, *row, *before = table;

	cr_assert(table);
	for (size_t i = 0; (name = diagnosis_rule(i)); i++) {
		row = row_of(table, name);
		cr_expect(row, "no row for the rule %s", name);
		cr_expect(!row || row > before, "%s stands too early", name);
		before = row ? row : before;
	}
	free(page);
}

Test(rules, each_check_has_a_row)
{
	char *page = file_text(KIT_ROOT "/harness/judge/README.md");
	char *end = page ? strstr(page, "\n## Rules") : NULL;
	const char *name;

	cr_assert(end);
	*end = '\0';
	for (size_t i = 0; (name = check_name(i)); i++)
		cr_expect(row_of(page, name), "no row for the check %s", name);
	free(page);
}

/* Which call it waits in, and which it makes, is style: scripts of lessons do
   not ask. What a lesson leaves out stands in its lesson.conf. */
Test(rules, no_lesson_asks_for_a_way_of_writing)
{
	static const char *const style[] = { "server waits in",
					     "has not called" };
	glob_t found;

	cr_assert_eq(glob(KIT_ROOT "/lessons/*/scripts/*.script", 0, NULL,
			  &found),
		     0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *script = file_text(found.gl_pathv[i]);

		cr_assert(script);
		for (size_t s = 0; s < sizeof style / sizeof *style; s++)
			cr_expect(!strstr(script, style[s]), "%s: %s",
				  found.gl_pathv[i], style[s]);
		free(script);
	}
	globfree(&found);
}

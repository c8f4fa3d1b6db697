/* SPDX-License-Identifier: MIT */
/* The workflows of the lessons: what a node names, the solution has. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/play.h"

/* A line that is not indented and holds NAME(: its definition. */
static bool defines(const char *source, const char *name, int len)
{
	char call[80];

	snprintf(call, sizeof(call), "%.*s(", len, name);
	for (const char *at = source; (at = strstr(at, call)); at++) {
		const char *line = at;

		while (line > source && line[-1] != '\n')
			line--;
		if (*line != '\t' && *line != ' ' && *line != '/' &&
		    (at == line || at[-1] == ' ' || at[-1] == '*'))
			return true;
	}
	return false;
}

/* How many functions the nodes of this lesson name. */
static int hold_nodes(const char *lesson)
{
	static const char key[] = "function=\"";
	struct lesson *known = lesson_of(lesson);
	char *solution = solution_of(known), path[300];
	char *source = file_text(solution), *workflow;
	int n = 0;

	snprintf(path, sizeof(path), KIT_ROOT "/lessons/%s/workflow.dot",
		 lesson);
	workflow = file_text(path);
	cr_assert(workflow, "%s: cannot be read", path);
	cr_assert(source, "%s: cannot be read", solution);
	for (char *at = workflow; (at = strstr(at, key)); n++) {
		int len;

		at += sizeof(key) - 1;
		len = (int)strcspn(at, "\"");
		cr_expect(defines(source, at, len),
			  "%s: a node names %.*s(), and %s has no such "
			  "function",
			  path, len, at, solution);
	}
	free(workflow);
	free(source);
	free(solution);
	lesson_free(known);
	return n;
}

Test(workflow, names_functions_that_the_solution_has)
{
	int n = 0;

	for (int i = 0; lesson_names[i]; i++)
		n += hold_nodes(lesson_names[i]);
	cr_expect_gt(n, 20, "few nodes name a function: %d", n);
}

Test(workflow, a_call_is_no_definition)
{
	static const char source[] = "static int other(void)\n{\n"
				     "\treturn tick();\n}\n"
				     "static void *make(int n)\n{\n}\n";

	cr_expect(defines(source, "other", 5));
	cr_expect(defines(source, "make", 4));
	cr_expect_not(defines(source, "tick", 4));
	cr_expect_not(defines(source, "ake", 3));
}

/* SPDX-License-Identifier: MIT */
#include "tests/shown.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "report/feedback.h"
#include "report/page.h"
#include "run/run.h"
#include "tests/play.h"

char *shown_for(const struct lesson *lesson, const char *source,
		const char *script)
{
	char *const only[] = { (char *)(uintptr_t)script, NULL };
	const struct check_options options = { .memory = CHECK_MEMORY,
					       .only = script ? only : NULL };
	struct lesson_result *result;
	char problem[256] = "", *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	result = check_lesson(lesson, source, &options, problem);
	cr_assert_not_null(result, "%s: %s", source, problem);
	result->seconds = 0;
	feedback_print(result, source, false, out);
	fclose(out);
	lesson_result_free(result);
	return text;
}

/* A port is always the same in a network of the run's own, and only there. */
static bool depends_on_port(const char *text)
{
	struct network network;

	if (!strstr(text, " with port "))
		return false;
	cr_assert_eq(network_open(&network), 0);
	network_close(&network);
	return !network.own;
}

static void expect_width(const char *path, const char *text)
{
	char *copy = strdup(text), *line, *rest = copy;

	while ((line = strsep(&rest, "\n")))
		cr_expect_leq(text_columns(line), PAGE_WIDTH, "%s: %s", path,
			      line);
	free(copy);
}

static void renew(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	cr_assert_not_null(out, "%s", path);
	fputs(text, out);
	fclose(out);
}

void shown_as_expected(const char *path, const char *head, const char *text)
{
	const char *wish = getenv("GOLDEN");
	char *expected, *got;

	cr_assert_geq(asprintf(&got, "%s%s", head, text), 0);
	if (wish && !strcmp(wish, "renew"))
		renew(path, got);
	if (depends_on_port(text))
		cr_skip_test("no network of its own on this machine");
	expected = file_text(path);
	cr_assert_not_null(expected, "%s", path);
	if (strcmp(got, expected) != 0)
		fprintf(stderr, "---- %s, expected:\n%s---- and got:\n%s----\n",
			path, expected, got);
	cr_expect(strcmp(got, expected) == 0, "%s", path);
	expect_width(path, text);
	free(expected);
	free(got);
}

/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

static struct options parsed;

/* Words are separated by blanks. */
static int parse(const char *line)
{
	static char text[1024];
	static char *words[64];
	int n = 0;

	snprintf(text, sizeof(text), "%s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		words[n++] = word;
	return options_parse(&parsed, n, words);
}

Test(options, words_and_options_in_any_order)
{
	cr_assert_eq(parse("05 --json - echo.c --script a --script b "
			   "--log dir --memory 64"),
		     0);
	cr_expect_eq(parsed.n_words, 2);
	cr_expect_str_eq(parsed.words[1], "echo.c");
	cr_expect_str_eq(parsed.json, "-");
	cr_expect_eq(parsed.n_scripts, 2);
	cr_expect_str_eq(parsed.scripts[1], "b");
	cr_expect_null(parsed.scripts[2]);
	cr_expect_str_eq(parsed.log, "dir");
	cr_expect_eq(parsed.memory, 64UL << 20);
	cr_expect_null(parsed.rest);
}

Test(options, the_rest_is_left_alone)
{
	cr_assert_eq(parse("x.script -- prog --json PORT"), 0);
	cr_expect_eq(parsed.n_words, 1);
	cr_expect_null(parsed.json);
	cr_assert_not_null(parsed.rest);
	cr_expect_str_eq(parsed.rest[0], "prog");
	cr_expect_str_eq(parsed.rest[1], "--json");
}

Test(options, mistakes_are_refused)
{
	cr_redirect_stderr();
	cr_expect_eq(parse("--nonsense x"), -1);
	cr_expect_eq(parse("05 --json"), -1);
	cr_expect_eq(parse("--memory lots"), -1);
	cr_expect_eq(parse("--memory 0"), -1);
}

Test(options, a_timeline_is_asked_for)
{
	cr_assert_eq(parse("05 --timeline echo.c"), 0);
	cr_expect(parsed.timeline);
	cr_expect_eq(parsed.n_words, 2);
	cr_assert_eq(parse("05 echo.c"), 0);
	cr_expect_not(parsed.timeline);
}

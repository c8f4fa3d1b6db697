/* SPDX-License-Identifier: MIT */
/* The instructor's own scripts: what is taken for one, and who sees it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "tests/made_class.h"

#define GRADE	 "grade --submissions {}/class --out {}/out --lesson 01 "
#define OWN	 GRADE "--scripts {}/own --format vpl "
#define SOLUTION "solutions/01-blocking/echo.c"

static const char secret[] = "title   A well-kept secret\n"
			     "points  1\n"
			     "why     Nobody is told.\n\n"
			     "alice connects\n"
			     "alice sends \"hidden bytes\\n\"\n"
			     "alice receives \"hidden bytes\\n\"\n";

static void expect(const struct made_class *made, const char *arguments,
		   int status, const char *saying)
{
	int is = made_grade(made, arguments);
	char *said = made_read(made, "said");

	cr_expect(eq(int, is, status), "%s", said);
	cr_expect(strstr(said, saying) != NULL, "no \"%s\" in\n%s", saying,
		  said);
	free(said);
}

/* In what students get. */
static void expect_title(const struct made_class *made, bool shown)
{
	static const char *const files[] = { "out/feedback/ann/index.html",
					     "out/vpl/ann/output.txt" };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *text = made_read(made, files[i]);

		cr_expect(eq(int, strstr(text, "well-kept") != NULL, shown),
			  "%s: %s", files[i], text);
		free(text);
	}
}

/* What was judged while they were visible is hidden by the next run, too. */
Test(own_scripts, are_as_visible_as_the_run_says)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/90-secret.script", secret);
	expect(&made, OWN "--visibility visible", 0, "1 scored");
	expect_title(&made, true);
	expect(&made, OWN "--visibility hidden", 0, "1 scored");
	expect_title(&made, false);
	expect(&made, OWN "--visibility visible", 0, "1 scored");
	expect_title(&made, true);
	made_class_end(&made);
}

/* An export knows the run's, and may be given another one. */
Test(own_scripts, are_as_visible_in_an_export)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/90-secret.script", secret);
	expect(&made, OWN "--visibility visible", 0, "1 scored");
	expect(&made, OWN, 0, "1 scored");
	expect(&made, "export --out {}/out --format vpl", 0, "1 scored");
	expect_title(&made, false);
	expect(&made, "export --out {}/out --format vpl --visibility visible",
	       0, "1 scored");
	expect_title(&made, true);
	made_class_end(&made);
}

/* SPDX-License-Identifier: MIT */
/* The instructor's own scripts: what is taken for one, and who sees it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "judge/wording.h"
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
	made_expect(&made, OWN "--visibility visible", 0, "1 scored");
	expect_title(&made, true);
	made_expect(&made, OWN "--visibility hidden", 0, "1 scored");
	expect_title(&made, false);
	made_expect(&made, OWN "--visibility visible", 0, "1 scored");
	expect_title(&made, true);
	made_class_end(&made);
}

/* An export knows the run's, and may be given another one. */
Test(own_scripts, are_as_visible_in_an_export)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/90-secret.script", secret);
	made_expect(&made, OWN "--visibility visible", 0, "1 scored");
	made_expect(&made, OWN, 0, "1 scored");
	made_expect(&made, "export --out {}/out --format vpl", 0, "1 scored");
	expect_title(&made, false);
	made_expect(&made,
		    "export --out {}/out --format vpl --visibility visible", 0,
		    "1 scored");
	expect_title(&made, true);
	made_class_end(&made);
}

/* Of one folder own/, with this file in it. */
static void expect_refused(const char *file, const char *text, const char *more,
			   const char *why)
{
	struct made_class made = made_class();
	char *path = wording("../own/%s", file);
	char *words = wording(GRADE "--scripts {}/own %s", more);
	char *full = wording("grader: %s/%s", made.root, why), *grades;

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, path, text);
	made_expect(&made, words, 2, full);
	grades = made_path(&made, "out/grades.csv");
	cr_expect(ne(int, access(grades, F_OK), 0));
	free(grades);
	free(full);
	free(words);
	free(path);
	made_class_end(&made);
}

Test(own_scripts, are_nowhere)
{
	expect_refused("01-blocking/x.script", secret, "--scripts {}/nodir",
		       "nodir: No such file or directory\n");
	expect_refused("x.script", secret, "",
		       "own/x.script: a script lies in the folder of its "
		       "lesson, as in 01-blocking/x.script\n");
	expect_refused("01-blocking/scripts/x.script", secret, "",
		       "own/01-blocking: no script is in it\n");
	expect_refused("03-select/x.script", secret, "",
		       "own: no script in it is for a lesson of this run\n");
}

Test(own_scripts, are_for_no_lesson)
{
	expect_refused("01/x.script", secret, "",
		       "own/01: there is no such lesson; did you mean "
		       "\"01-blocking\"?\n");
	expect_refused("01-bloking/x.script", secret, "",
		       "own/01-bloking: there is no such lesson; did you mean "
		       "\"01-blocking\"?\n");
	expect_refused("blocking/x.script", secret, "",
		       "own/blocking: there is no such lesson; did you mean "
		       "\"01-blocking\"?\n");
	expect_refused("hidden/x.script", secret, "",
		       "own/hidden: there is no such lesson\n");
}

/* A name is what results have, not the file's. */
Test(own_scripts, have_a_name_of_the_kits)
{
	expect_refused("01-blocking/echo.script", secret, "",
		       "own/01-blocking/echo.script: the kit has a script of "
		       "this name, 02-echo.script\n");
	expect_refused("01-blocking/77-echo.script", secret, "",
		       "own/01-blocking/77-echo.script: the kit has a script "
		       "of this name, 02-echo.script\n");
}

Test(own_scripts, of_one_name_are_two)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/80-more.script", secret);
	made_file(&made, "../own/01-blocking/90-more.script", secret);
	made_expect(
		&made, OWN, 2,
		"own/01-blocking/90-more.script: 80-more.script has this name "
		"already\n");
	made_class_end(&made);
}

/* The file that is named is the instructor's, not a copy that is gone. */
Test(own_scripts, are_wrong)
{
	expect_refused("01-blocking/x.script",
		       "title   A slip\npoints  1\nwhy     So.\n\n"
		       "alice connekts\n",
		       "", "own/01-blocking/x.script:5: ");
	expect_refused("01-blocking/x.script",
		       "title   Held back\npoints  1\nneeds   nothere\n"
		       "why     So.\n\nalice connects\n",
		       "",
		       "own/01-blocking/x.script: it needs \"nothere\", and no "
		       "script before it has this name\n");
}

Test(own_scripts, may_need_one_of_the_kits)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/90-x.script",
		  "title   After it\npoints  1\nneeds   echo\n"
		  "why     So.\n\nalice connects\n");
	made_file(&made, "../own/README.md", "what they are for\n");
	made_expect(&made, OWN, 0, "1 scored");
	made_class_end(&made);
}

/* However it is called. */
Test(own_scripts, of_a_lesson_that_is_named_twice)
{
	struct made_class made = made_class();

	made_copy(&made, "ann/echo.c", SOLUTION);
	made_file(&made, "../own/01-blocking/90-secret.script", secret);
	made_expect(&made, OWN "--lesson 1 --lesson 01-blocking", 0,
		    "1 students, 1 lessons, 1 results: 1 scored");
	made_class_end(&made);
}

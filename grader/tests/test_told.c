/* SPDX-License-Identifier: MIT */
/* What is said of a submission, and that what was said before is renewed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/text.h"
#include "memory.h"
#include "tests/made_class.h"

static void expect_story(char *note, const char *expected)
{
	const struct book_entry entry = { .status = ENTRY_NO_SUBMISSION,
					  .note = note };
	char *story = entry_story(&entry);

	cr_expect(eq(str, story, (char *)expected));
	free(story);
}

Test(told, what_was_found_in_place_of_a_file)
{
	expect_story("", "Nothing was submitted.");
	expect_story("nothing was submitted", "Nothing was submitted.");
	expect_story("no echo.c; did you mean Echo.c?",
		     "Nothing that could be graded was found: "
		     "no echo.c; did you mean Echo.c?");
	expect_story("no echo.c", "Nothing that could be graded was found: "
				  "no echo.c.");
}

/* A script that nobody may know of is not named where students read. */
Test(told, no_hidden_script_is_named)
{
	struct book_script scripts[] = { { .name = "again",
					   .visibility = HIDDEN } };
	struct book_entry entry = { .status = ENTRY_NEEDS_REVIEW,
				    .note = "again could not be judged: ...",
				    .scripts = scripts,
				    .n_scripts = 1 };
	char *story = entry_story(&entry);

	cr_expect(eq(ptr, strstr(story, "again"), NULL), "%s", story);
	free(story);
	scripts[0].visibility = VISIBLE;
	story = entry_story(&entry);
	cr_expect(ne(ptr, strstr(story, "again"), NULL), "%s", story);
	free(story);
}

/* Who is in the class now is in every folder that was made before. */
Test(told, formats_of_before_are_made_anew)
{
	static const char grade[] = "grade --submissions {}/class --out {}/out"
				    " --lesson 01 ";
	struct made_class made = made_class();
	char *grades;

	made_file(&made, "ann/01-blocking/notes.txt", "");
	made_grade(&made, "grade --submissions {}/class --out {}/out"
			  " --lesson 01 --format csv");
	made_file(&made, "bob/01-blocking/notes.txt", "");
	cr_expect(eq(int, made_grade(&made, grade), 0));
	grades = made_read(&made, "out/csv/grades.csv");
	cr_expect(strstr(grades, "\nbob,") != NULL, "%s", grades);
	free(grades);
	made_class_end(&made);
}

/* A typo costs a sentence, and not the judging of a class. */
Test(told, a_policy_that_cannot_be_obeyed_comes_first)
{
	struct made_class made = made_class();
	char *said;

	made_file(&made, "ann/notes.txt", "");
	made_file(&made, "../late", "at least 50%\n");
	cr_expect(eq(int,
		     made_grade(&made, "grade --submissions {}/class"
				       " --out {}/out --late {}/late"),
		     2));
	said = made_read(&made, "said");
	cr_expect(strstr(said, "late:1: no such rule") != NULL, "%s", said);
	free(said);
	said = made_path(&made, "out");
	cr_expect(ne(int, access(said, F_OK), 0));
	free(said);
	made_class_end(&made);
}

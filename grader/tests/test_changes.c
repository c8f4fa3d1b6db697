/* SPDX-License-Identifier: MIT */
/* The same OUT again, after what was handed in has changed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "export/files.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE	 "grade --submissions {}/class --out {}/out --lesson 01 "
#define SOLUTION "solutions/01-blocking/echo.c"
#define BROKEN	 "PK\003\004 and no more"

static void forget(const struct made_class *made, const char *path)
{
	char *full = made_path(made, path);

	cr_assert(eq(int, folder_remove(full), 0));
	free(full);
}

/* The exit status, and a row of grades.csv that begins and goes on so. */
static void expect(const struct made_class *made, const char *arguments,
		   int status, const char *row)
{
	char *grades, *said;
	int is = made_grade(made, arguments);

	said = made_read(made, "said");
	cr_expect(eq(int, is, status), "%s", said);
	grades = made_read(made, "out/grades.csv");
	cr_expect(strstr(grades, row) != NULL, "no %s in\n%s", row, grades);
	free(grades);
	free(said);
}

Test(changes, of_two_submissions_one_is_taken_back)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	made_file(&made, "ada.zip", BROKEN);
	expect(&made, GRADE, 1,
	       "ada,,,,01-blocking,needs-review,,12,,2026-03-01T10:00:00Z,0,,"
	       "\"there are two submissions");
	forget(&made, "class/ada.zip");
	expect(&made, GRADE, 0, "ada,,,,01-blocking,scored,12,12,");
	made_class_end(&made);
}

Test(changes, a_second_submission_stands_beside_one_that_is_scored)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	expect(&made, GRADE, 0, "ada,,,,01-blocking,scored,12,12,");
	made_file(&made, "ada.zip", BROKEN);
	expect(&made, GRADE, 1, "ada,,,,01-blocking,needs-review,,12,");
	expect(&made, GRADE "--regrade all", 1,
	       "ada,,,,01-blocking,needs-review,,12,,2026-03-01T10:00:00Z,0,,"
	       "\"there are two submissions");
	made_class_end(&made);
}

Test(changes, nothing_was_submitted_and_then_something_that_is_broken)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	made_file(&made, "../roster.csv", "id,name\nada,Ada\ncy,Cy\n");
	expect(&made, GRADE "--roster {}/roster.csv", 0,
	       "cy,Cy,,,01-blocking,no-submission,0,12,0,,0,,"
	       "nothing was submitted\n");
	made_file(&made, "cy.zip", BROKEN);
	expect(&made, GRADE "--roster {}/roster.csv", 0,
	       "cy,Cy,,,01-blocking,rejected,0,12,0,,0,,"
	       "cy.zip: the archive is broken\n");
	made_class_end(&made);
}

Test(changes, what_was_rejected_is_there_no_more)
{
	struct made_class made = made_class();

	made_file(&made, "dan/01-blocking/echo.c/x", "");
	expect(&made, GRADE, 0, "dan,,,,01-blocking,rejected,");
	forget(&made, "class/dan/01-blocking/echo.c");
	expect(&made, GRADE, 0, "dan,,,,01-blocking,no-submission,");
	made_class_end(&made);
}

/* It has nothing to be judged, whatever is to be judged again. */
Test(changes, what_was_scored_is_there_no_more)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	made_copy(&made, "ben/echo.c", SOLUTION);
	expect(&made, GRADE, 0, "ada,,,,01-blocking,scored,12,12,");
	forget(&made, "class/ada/echo.c");
	expect(&made, GRADE "--regrade all", 0,
	       "ada,,,,01-blocking,no-submission,0,12,0,,0,,"
	       "no echo.c\n");
	made_class_end(&made);
}

/* A note of the intake is of the file as it is now. */
Test(changes, a_note_goes_with_the_file_that_it_was_about)
{
	struct made_class made = made_class();

	made_file(&made, "eve/echo.c", "int main(void) { return 0; }\r\n");
	expect(&made, GRADE, 0, ",exited-early,the file has lines that end in");
	made_file(&made, "eve/echo.c", "int main(void) { return 0; }\n");
	expect(&made, GRADE, 0, ",exited-early,\n");
	made_class_end(&made);
}

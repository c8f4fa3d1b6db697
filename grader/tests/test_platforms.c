/* SPDX-License-Identifier: MIT */
/* What platforms hand out: single files, groups, times, and what is no
   submission. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "memory.h"
#include "tests/made_intake.h"

#define SOURCE	   "int main(void) {}\n"
#define FILES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void expect_of(const char *const *files, const char *roster,
		      const char *expected, const char *asides)
{
	struct made_class made = made_class();
	struct class class;

	for (; *files; files++)
		made_file(&made, *files, SOURCE);
	if (roster)
		made_file(&made, "../roster.csv", roster);
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class, expected);
	expect_asides(&class, asides);
	class_free(&class);
	made_class_end(&made);
}

Test(moodle, keeps_texts_beside_files)
{
	expect_of(FILES("Cy_1_assignsubmission_file_/echo.c",
			"Cy_1_assignsubmission_onlinetext_/onlinetext.html"),
		  NULL, "Cy: scored; ",
		  "Cy_1_assignsubmission_onlinetext_ (what Moodle keeps beside "
		  "files); ");
}

Test(moodle, may_hand_out_single_files)
{
	expect_of(FILES("Emil Flat_123461_assignsubmission_file_echo.c",
			"Emil Flat_123461_assignsubmission_file_helper.c",
			"Emil Flat_123462_assignsubmission_file_echo.c",
			"Fay_7_assignsubmission_file_main.c"),
		  "Identifier,Full name\nParticipant 123461,Emil Flat\n"
		  "Participant 123462,Emil Flat\nParticipant 7,Fay\n",
		  "Participant 123461 Emil Flat: scored; "
		  "Participant 123462 Emil Flat: scored; "
		  "Participant 7 Fay: no-submission (no echo.c; did you mean "
		  "main.c?); ",
		  "Emil Flat_123461_assignsubmission_file_helper.c (beside the "
		  "lesson's file); ");
}

Test(canvas, files_of_one_student_are_one_submission)
{
	expect_of(FILES("annexample_12_34_echo-1.c",
			"annexample_12_35_helper.c",
			"annexample_12_36_notes.txt", "benbold_13_37_a.c",
			"benbold_13_38_b.c"),
		  NULL,
		  "annexample: scored; benbold: no-submission "
		  "(no echo.c); ",
		  "annexample_12_35_helper.c (beside the lesson's file); "
		  "annexample_12_36_notes.txt (neither a folder nor an "
		  "archive); ");
}

Test(canvas, two_files_of_one_name_are_for_a_person)
{
	expect_of(FILES("annexample_12_34_echo-1.c", "annexample_12_35_echo.c"),
		  NULL,
		  "annexample: needs-review (two files are called echo.c, and "
		  "nothing says which one counts); ",
		  "");
}

Test(canvas, a_file_that_is_too_large_is_rejected)
{
	struct made_class made = made_class();
	struct class class;
	char *large = memory_get(2 << 20);

	made_bytes(&made, "annexample_12_34_echo.c", large, 2 << 20);
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class, "annexample: rejected (echo.c is larger than 1 "
			      "MiB); ");
	free(large);
	class_free(&class);
	made_class_end(&made);
}

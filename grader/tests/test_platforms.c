/* SPDX-License-Identifier: MIT */
/* What platforms hand out: single files, groups, times, and what is no
   submission. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "intake/gradescope.h"
#include "intake/times.h"
#include "memory.h"
#include "tests/made_intake.h"

Test(moodle, keeps_texts_beside_files)
{
	expect_class(
		FILES("Cy_1_assignsubmission_file_/echo.c",
		      "Cy_1_assignsubmission_onlinetext_/onlinetext.html"),
		NULL, "Cy: scored; ",
		"Cy_1_assignsubmission_onlinetext_ (what Moodle keeps beside "
		"files); ");
}

Test(moodle, says_that_a_text_is_no_file)
{
	expect_class(
		FILES("Cy_1_assignsubmission_file_/echo.c",
		      "Di_2_assignsubmission_onlinetext_/onlinetext.html"),
		"id,name\nu1,Cy\nu2,Di\n",
		"u1 Cy: scored; u2 Di: rejected (a text was typed into "
		"Moodle's form, and no file uploaded); ",
		"Di_2_assignsubmission_onlinetext_ (what Moodle keeps beside "
		"files); ");
}

Test(moodle, may_hand_out_single_files)
{
	expect_class(
		FILES("Emil Flat_123461_assignsubmission_file_echo.c",
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
	expect_class(FILES("annexample_12_34_echo-1.c",
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
	expect_class(
		FILES("annexample_12_34_echo-1.c", "annexample_12_35_echo.c"),
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

#define METADATA                                                \
	"---\n"                                                 \
	"submission_1:\n"                                       \
	"  :submitters:\n"                                      \
	"  - :name: Pat O'Brien\n"                              \
	"    :sid: 'u1'\n"                                      \
	"    :email: pat@x.org\n"                               \
	"  - :name: 'Sam O''Hara'\n"                            \
	"    :sid:\n"                                           \
	"    :email: sam@x.org\n"                               \
	"  :created_at: 2026-03-05 21:45:05.663221000 -07:00\n" \
	"  :score: 1.0\n"                                       \
	"  :results:\n"                                         \
	"    tests:\n"                                          \
	"    - :name: a test\n"                                 \
	"  :history:\n"                                         \
	"  - :id: 3\n"                                          \
	"    :created_at: 2026-03-01 10:00:00.0 Z\n"            \
	"    :submitters:\n"                                    \
	"    - :name: Somebody\n"                               \
	"submission_12:\n"                                      \
	"  :submitters:\n"                                      \
	"  - :name: Eve Late\n"                                 \
	"    :sid: \"999\"\n"                                   \
	"    :email: eve@x.org\n"

Test(gradescope, names_each_of_a_group_and_the_time)
{
	struct made_class made = made_class();
	char *folder = made_path(&made, "class");
	struct gradescope found;

	made_file(&made, "submission_metadata.yml", METADATA);
	found = gradescope_of(folder, "1");
	cr_assert(eq(sz, found.n, 2));
	cr_expect(eq(str, found.submitters[0].sid, "u1"));
	cr_expect(eq(str, found.submitters[0].name, "Pat O'Brien"));
	cr_expect(found.submitters[1].sid == NULL);
	cr_expect(eq(str, found.submitters[1].name, "Sam O'Hara"));
	cr_expect(eq(str, found.created_at, "2026-03-06T04:45:05Z"));
	gradescope_clear(&found);
	found = gradescope_of(folder, "2");
	cr_expect(eq(sz, found.n, 0));
	gradescope_clear(&found);
	free(folder);
	made_class_end(&made);
}

Test(gradescope, gives_each_of_a_group_the_submission)
{
	struct made_class made = made_class();
	struct class class;

	made_file(&made, "submission_metadata.yml", METADATA);
	made_file(&made, "submission_1/echo.c", SOURCE);
	made_file(&made, "submission_12/echo.c", SOURCE);
	made_file(&made, "../roster.csv",
		  "id,name,email\nu1,Pat O'Brien,pat@x.org\n"
		  "u2,Sam,sam@x.org\nu3,Eve Late,eve@x.org\n");
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class, "u1 Pat O'Brien: scored; u2 Sam: scored; "
			      "u3 Eve Late: scored; ");
	cr_expect(eq(str, class.units[0].unit.submitted_at,
		     "2026-03-06T04:45:05Z"));
	cr_expect(eq(str, class.units[1].unit.submitted_at,
		     "2026-03-06T04:45:05Z"));
	cr_expect(eq(str, class.units[1].unit.digest,
		     class.units[0].unit.digest));
	/* The file's own. */
	cr_expect(eq(str, class.units[2].unit.submitted_at,
		     "2026-03-01T10:00:00Z"));
	class_free(&class);
	made_class_end(&made);
}

#define MARCH 1772359200 /* what made_file() gives */

static bool alike_with(const struct made_class *made, long seconds)
{
	const struct timespec times[2] = { { .tv_sec = MARCH + seconds },
					   { .tv_sec = MARCH + seconds } };
	char *path = made_path(made, "class/bob/echo.c");
	struct class class;
	bool alike;

	cr_assert(eq(int, utimensat(AT_FDCWD, path, times, 0), 0));
	free(path);
	class = made_intake(made, NULL, "01-blocking");
	alike = times_are_alike(&class);
	class_free(&class);
	return alike;
}

Test(times, that_lie_within_a_minute_are_suspected)
{
	struct made_class made = made_class();

	made_file(&made, "ada/echo.c", SOURCE);
	made_file(&made, "bob/echo.c", SOURCE);
	cr_expect(alike_with(&made, 60));
	cr_expect(alike_with(&made, -60));
	cr_expect(not(alike_with(&made, 61)));
	made_class_end(&made);
}

Test(times, of_one_student_alone_say_nothing)
{
	struct made_class made = made_class();
	struct class class;

	made_file(&made, "ada/01-blocking/echo.c", SOURCE);
	made_file(&made, "ada/02-setblocking/echo.c", SOURCE);
	made_file(&made, "../roster.csv", "id\nada\nbob\n");
	class = made_intake(&made, NULL, NULL);
	cr_expect(not(times_are_alike(&class)));
	class_free(&class);
	made_class_end(&made);
}

Test(times, are_doubted_where_a_policy_goes_by_them)
{
	struct made_class made = made_class();
	char *said;

	made_file(&made, "ada/echo.c", "");
	made_file(&made, "bob/echo.c", "");
	made_file(&made, "../late", "due * 2026-03-01T23:59:59Z\n");
	made_grade(&made, "grade --submissions {}/class --out {}/out --lesson "
			  "01 --late {}/late");
	said = made_read(&made, "said");
	cr_expect(strstr(said, "within a minute of each other") != NULL, "%s",
		  said);
	free(said);
	made_grade(&made, "grade --submissions {}/class --out {}/out --lesson "
			  "01");
	said = made_read(&made, "said");
	cr_expect(strstr(said, "within a minute of each other") == NULL, "%s",
		  said);
	free(said);
	made_class_end(&made);
}

/* SPDX-License-Identifier: MIT */
/* Folders and archives around a class, and around what a student hands in. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "memory.h"
#include "tests/made_intake.h"

/* Files of the class, and what becomes of them. */
static void expect_of(const char *const *files, const char *lesson,
		      const char *expected)
{
	struct made_class made = made_class();
	struct class class;

	made_files(&made, files);
	class = made_intake(&made, NULL, lesson);
	expect_intake(&class, expected);
	class_free(&class);
	made_class_end(&made);
}

Test(wrapping, of_a_class_may_hold_what_classroom_gives)
{
	expect_of(FILES("class/05-epoll-ada/01-blocking/echo.c",
			"class/05-epoll-bob/01-blocking/echo.c"),
		  "01-blocking",
		  "05-epoll-ada: scored; 05-epoll-bob: scored; ");
	expect_of(FILES("05-epoll-submissions/05-epoll-ada/echo.c",
			"05-epoll-submissions/05-epoll-bob/echo.c"),
		  "01-blocking",
		  "05-epoll-ada: scored; 05-epoll-bob: scored; ");
	expect_of(FILES("01-blocking/ada/echo.c", "01-blocking/bob/echo.c"),
		  "01-blocking", "ada: scored; bob: scored; ");
}

/* A C file in it makes it nobody's. */
Test(wrapping, of_a_class_may_hold_other_things)
{
	expect_of(FILES("Spring2026/ada/echo.c", "Spring2026/bob/echo.c",
			"Spring2026/notes.c"),
		  "01-blocking", "ada: scored; bob: scored; ");
	expect_of(FILES("all/exampleann_1_2_echo.c", "all/boldben_3_4_echo.c"),
		  "01-blocking", "boldben: scored; exampleann: scored; ");
}

Test(wrapping, of_a_class_may_lie_beside_other_things)
{
	expect_class(FILES("all/ada/echo.c", "all/bob/echo.c", "grades.xlsx",
			   "__MACOSX/x"),
		     NULL, "ada: scored; bob: scored; ",
		     "__MACOSX (its name begins with . or __); "
		     "grades.xlsx (neither a folder nor an archive); ");
	expect_class(FILES("ada/old/echo.c", "notes.txt"), NULL,
		     "ada: scored; ",
		     "notes.txt (neither a folder nor an archive); ");
}

Test(wrapping, is_known_by_the_roster)
{
	/* A starter that somebody left there. */
	expect_class(FILES("all/05-epoll-ada/echo.c", "all/05-epoll-bob/x.txt",
			   "all/echo.c"),
		     "id\nada\nbob\n",
		     "ada: scored; bob: no-submission (no echo.c); ",
		     "echo.c (neither a folder nor an archive); ");
	expect_class(FILES("ada/old/echo.c"), "id\nada\n", "ada: scored; ", "");
	expect_class(FILES("homework-1/1/echo.c", "homework-1/2/echo.c"),
		     "id\n1\n2\n", "1: scored; 2: scored; ", "");
}

Test(wrapping, is_not_what_one_student_has)
{
	expect_of(FILES("ada/01-blocking/echo.c", "ada/02-setblocking/echo.c"),
		  NULL, "ada 01: scored; ada 02: scored; ");
	expect_of(FILES("ada/05-epoll/echo.c"), "01-blocking",
		  "ada: no-submission (no echo.c); ");
	expect_of(FILES("ada/main.c", "ada/build/x.c"), "01-blocking",
		  "ada: no-submission (no echo.c; did you mean main.c?); ");
	expect_of(FILES("ada/01/echo.c"), "01-blocking",
		  "ada: no-submission (no echo.c); ");
	expect_of(FILES("Ann_7_assignsubmission_file_/work/echo.c"),
		  "01-blocking", "Ann: scored; ");
}

Test(wrapping, of_lessons_is_looked_through)
{
	expect_of(FILES("ada/05-epoll-ada/01-blocking/echo.c",
			"bob/01-blocking/echo.c"),
		  "01-blocking", "ada: scored; bob: scored; ");
	expect_of(FILES("ada/01_Blocking/echo.c", "bob/echo.c"), "01-blocking",
		  "ada: no-submission (no 01-blocking; did you mean "
		  "01_Blocking?); bob: scored; ");
}

Test(wrapping, in_an_archive_is_the_same)
{
	struct made_class made = made_class();
	struct class class;

	made_zip(&made, "class.zip",
		 FILES("class/05-epoll-ada/01-blocking/echo.c",
		       "class/05-epoll-bob/01-blocking/echo.c"),
		 SOURCE, strlen(SOURCE));
	made_file(&made, "../roster.csv", "id,name\nada,Ada\nbob,Bob\n");
	class = made_intake(&made, "class.zip", "01-blocking");
	expect_intake(&class, "ada Ada: scored; bob Bob: scored; ");
	class_free(&class);
	made_class_end(&made);
}

/* root/to.zip, in which path lies as name. */
static void pack_again(const struct made_class *made, const char *path,
		       const char *name, const char *to)
{
	char *full = made_path(made, path), *bytes = memory_get(1 << 16);
	FILE *file = fopen(full, "re");
	size_t len;

	cr_assert(file != NULL);
	len = fread(bytes, 1, 1 << 16, file);
	fclose(file);
	made_zip(made, to, FILES(name), bytes, len);
	free(bytes);
	free(full);
}

#define DORA "class/Dora Zip_123460_assignsubmission_file_/"

Test(archives, in_a_students_folder_are_unpacked)
{
	struct made_class made = made_class();
	struct class class;

	made_files(&made, FILES("Dora Zip_123460_assignsubmission_file_/a.txt",
				"eve/work.txt", "eve/sub/x"));
	made_zip(&made, DORA "work.zip", FILES("work/01-blocking/echo.c"),
		 SOURCE, strlen(SOURCE));
	made_zip(&made, "inner.zip", FILES("echo.c"), SOURCE, strlen(SOURCE));
	pack_again(&made, "inner.zip", "inner.zip", "class/zip.zip");
	pack_again(&made, "class/zip.zip", "zip.zip", "class/deep.zip");
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class,
		      "Dora Zip: scored; "
		      "deep: needs-review (an archive in an archive holds yet "
		      "another); "
		      "eve: no-submission (no echo.c); zip: scored; ");
	class_free(&class);
	made_class_end(&made);
}

Test(archives, that_are_broken_or_too_many_are_no_zero)
{
	struct made_class made = made_class();
	struct class class;

	made_files(&made, FILES("ann/broken.zip", "ben/1.zip", "ben/2.zip",
				"cat/echo.c", "cat/notes.zip"));
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class,
		      "ann: rejected (broken.zip: the archive is broken); "
		      "ben: needs-review (there are 2 archives, and nothing "
		      "says which one counts); cat: scored; ");
	class_free(&class);
	made_class_end(&made);
}

Test(intake, leaves_out_aside)
{
	struct made_class made = made_class();
	struct class class = { .work = made_path(&made, "class/out/.work") };
	char *root = made_path(&made, "class"), *error = NULL;

	made_files(&made, FILES("all/ada/echo.c", "all/bob/echo.c",
				"out/feedback/ada/index.html", "out/.work/x"));
	class_lesson(&class, "01-blocking", "", "echo.c", "", 12);
	cr_assert(eq(int, class_read(&class, root, &error), 0), "%s", error);
	expect_intake(&class, "ada: scored; bob: scored; ");
	class_free(&class);
	free(root);
	made_class_end(&made);
}

Test(intake, says_that_a_folder_is_out)
{
	struct made_class made = made_class();
	struct class class = { .work = made_path(&made, "class/out/.work") };
	char *root = made_path(&made, "class"), *error = NULL;

	made_files(&made, FILES("ada/echo.c", "bob/echo.c", "out/.work/x"));
	class_lesson(&class, "01-blocking", "", "echo.c", "", 12);
	cr_assert(eq(int, class_read(&class, root, &error), 0), "%s", error);
	expect_intake(&class, "ada: scored; bob: scored; ");
	expect_asides(&class, "out (it is OUT); ");
	class_free(&class);
	free(root);
	made_class_end(&made);
}

Test(intake, does_not_write_into_the_class)
{
	struct made_class made = made_class();
	struct class class = { .work = made_path(&made, "class/.work") };
	char *root = made_path(&made, "class"), *error = NULL;

	made_files(&made, FILES("ada/echo.c", ".work/x"));
	class_lesson(&class, "01-blocking", "", "echo.c", "", 12);
	cr_expect(eq(int, class_read(&class, root, &error), -1));
	cr_assert(error != NULL);
	cr_expect(eq(str, error + strlen(root),
		     ": the class and OUT are the same folder"));
	free(error);
	class_free(&class);
	free(root);
	made_class_end(&made);
}

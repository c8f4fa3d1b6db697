/* SPDX-License-Identifier: MIT */
/* Whose a submission is, by its name, and what is in it. */
#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/archive.h"
#include "intake/layout.h"
#include "judge/wording.h"
#include "memory.h"
#include "tests/made_intake.h"

#define GRADE "grade --submissions {}/class --out {}/out --lesson 01 "

static void expect_layout(const char *given, const char *platform,
			  const char *name, const char *number,
			  const char *file)
{
	struct layout layout = layout_of(given);

	cr_expect(eq(str, (char *)(layout.platform ? layout.platform : "-"),
		     (char *)platform),
		  "%s", given);
	cr_expect(eq(str, layout.name ? layout.name : "-", (char *)name), "%s",
		  given);
	cr_expect(eq(str, layout.number ? layout.number : "-", (char *)number),
		  "%s", given);
	cr_expect(eq(str, layout.file ? layout.file : "-", (char *)file), "%s",
		  given);
	layout_clear(&layout);
}

Test(layout, knows_the_platforms)
{
	expect_layout("Ann Example_1234567_assignsubmission_file_", "Moodle",
		      "Ann Example", "1234567", "-");
	expect_layout("Ann Example_1234567_assignsubmission_file", "Moodle",
		      "Ann Example", "1234567", "-");
	expect_layout("Ann Example_77_assignsubmission_file_echo.c", "Moodle",
		      "Ann Example", "77", "echo.c");
	expect_layout("exampleann_12345_678901_echo.c", "Canvas", "exampleann",
		      "12345", "echo.c");
	expect_layout("exampleann_LATE_12345_678901_echo-2.c", "Canvas",
		      "exampleann", "12345", "echo-2.c");
	expect_layout("submission_12345678", "Gradescope",
		      "submission_12345678", "12345678", "-");
	expect_layout("echo-server-ann", "-", "echo-server-ann", "-", "-");
	expect_layout("ann_2", "-", "ann_2", "-", "-");
	expect_layout("submission_x", "-", "submission_x", "-", "-");
}

Test(archive, is_known_by_its_name)
{
	static const char *const yes[] = { "a.zip", "a.TAR.GZ", "a.tgz",
					   "a.tar" };
	static const char *const no[] = { "a.c", ".zip", "zip", "a.zip.c" };

	for (int i = 0; i < 4; i++) {
		cr_expect(archive_is_name(yes[i]), "%s", yes[i]);
		cr_expect(eq(int, archive_is_name(no[i]), 0), "%s", no[i]);
	}
	cr_expect(eq(int, archive_stem("ann.tar.gz"), 3));
}

static void roster(const struct made_class *made)
{
	made_file(made, "../roster.csv",
		  "name,id,email,section,seat\n"
		  "Ann Example,u1,ann@x.org,A,1\n"
		  "Ben Bold,u2,ben@x.org,A,2\n"
		  "Cat Clever,u3,cat@x.org,B,3\n"
		  "Dan Dare,u4,dan@x.org,B,4\n"
		  "Eve Early,u5,eve@x.org,B,5\n");
}

static void expect_rows(const struct made_class *made, const char *rows)
{
	char *grades = made_read(made, "out/grades.csv");
	char *short_rows = memory_get(strlen(grades) + 1), *to = short_rows;
	char *line, *save;

	/* id, name and points will do. */
	strtok_r(grades, "\n", &save);
	while ((line = strtok_r(NULL, "\n", &save))) {
		char *fields[8] = { NULL };

		for (int i = 0; i < 8; i++)
			fields[i] = strsep(&line, ",");
		to += sprintf(to, "%s %s %s %s\n", fields[0], fields[1],
			      fields[5], fields[6]);
	}
	cr_expect(eq(str, short_rows, (char *)rows));
	free(short_rows);
	free(grades);
}

#define SOLUTION "solutions/01-blocking/echo.c"

Test(intake, finds_students_by_what_platforms_call_them)
{
	struct made_class made = made_class();

	roster(&made);
	made_copy(&made, "Ann Example_77_assignsubmission_file_/echo.c",
		  SOLUTION);
	made_copy(&made, "boldben_12_34_echo-1.c", SOLUTION);
	made_copy(&made, "submission_9/echo.c", SOLUTION);
	made_copy(&made, "echo-server-u4/01-blocking/echo.c", SOLUTION);
	made_file(&made, "submission_metadata.yml",
		  "---\nsubmission_8:\n  :submitters:\n  - :name: Ben Bold\n"
		  "submission_9:\n  :submitters:\n  - :name: Cat Clever\n"
		  "    :sid: 'u3'\n    :email: cat@x.org\n");
	cr_expect(
		eq(int, made_grade(&made, GRADE "--roster {}/roster.csv"), 0));
	expect_rows(&made, "u1 Ann Example scored 12\n"
			   "u2 Ben Bold scored 12\n"
			   "u3 Cat Clever scored 12\n"
			   "u4 Dan Dare scored 12\n"
			   "u5 Eve Early no-submission 0\n");
	made_class_end(&made);
}

Test(intake, asks_a_person_which_of_two_counts)
{
	struct made_class made = made_class();

	roster(&made);
	made_copy(&made, "u1/echo.c", SOLUTION);
	made_copy(&made, "Ann Example_7_assignsubmission_file_/echo.c",
		  SOLUTION);
	made_copy(&made, "stranger/echo.c", SOLUTION);
	cr_expect(
		eq(int, made_grade(&made, GRADE "--roster {}/roster.csv"), 1));
	expect_rows(&made, "stranger  scored 12\n"
			   "u1 Ann Example needs-review \n"
			   "u2 Ben Bold no-submission 0\n"
			   "u3 Cat Clever no-submission 0\n"
			   "u4 Dan Dare no-submission 0\n"
			   "u5 Eve Early no-submission 0\n");
	made_class_end(&made);
}

static void pack(const struct made_class *made, const char *name)
{
	static const char *const members[] = { "class/u1/echo.c",
					       "class/u2/01-blocking/echo.c" };
	char *path = made_path(made, name),
	     *source = made_read(made, "class/u1/echo.c");
	struct archive *archive = archive_write_new();

	archive_write_set_format_zip(archive);
	archive_write_open_filename(archive, path);
	for (int i = 0; i < 2; i++) {
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_pathname(entry, members[i]);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)strlen(source));
		archive_write_header(archive, entry);
		archive_write_data(archive, source, strlen(source));
		archive_entry_free(entry);
	}
	archive_write_close(archive);
	archive_write_free(archive);
	free(source);
	free(path);
}

/* With one folder around it, as many archives have. */
Test(intake, takes_a_class_in_one_archive)
{
	struct made_class made = made_class();

	made_copy(&made, "u1/echo.c", SOLUTION);
	pack(&made, "class.zip");
	cr_expect(eq(int,
		     made_grade(&made, "grade --submissions {}/class.zip --out "
				       "{}/out --lesson 01"),
		     0));
	expect_rows(&made, "u1  scored 12\nu2  scored 12\n");
	made_class_end(&made);
}

Test(intake, lets_an_instructor_add_hidden_scripts)
{
	struct made_class made = made_class();
	char *out;

	made_copy(&made, "u1/echo.c", SOLUTION);
	made_copy(&made, "../mine/01-blocking/90-secret.script",
		  "lessons/01-blocking/scripts/01-starts.script");
	cr_expect(eq(int,
		     made_grade(&made, GRADE "--scripts {}/mine --format "
					     "gradescope"),
		     0));
	expect_rows(&made, "u1  scored 13\n");
	out = made_read(&made, "out/gradescope/u1/results.json");
	cr_expect(strstr(out, "\"visibility\": \"hidden\"") != NULL, "%s", out);
	free(out);
	made_class_end(&made);
}

/* Root may read all: it is given up. */
Test(intake, rejects_what_cannot_be_read)
{
	struct made_class made = made_class();
	struct class class;
	char *path = made_path(&made, "class/ada"),
	     *inner = made_path(&made, "class/bob/01-blocking"),
	     *zip = made_path(&made, "class/cat.zip");

	made_file(&made, "ada/echo.c", "");
	made_file(&made, "bob/01-blocking/echo.c", "");
	made_file(&made, "cat.zip", "");
	made_file(&made, "dan/echo.c", "");
	made_file(&made, "../out/.work/x", "");
	chmod(made.root, 0755);
	chmod(path, 0);
	chmod(inner, 0);
	chmod(zip, 0);
	cr_assert(geteuid() != 0 || seteuid(65534) == 0);
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class,
		      "ada: rejected (echo.c cannot be read: Permission "
		      "denied); bob: rejected (echo.c cannot be read: "
		      "Permission denied); cat: rejected (cat.zip: Permission "
		      "denied); dan: scored; ");
	class_free(&class);
	cr_assert(eq(int, seteuid(getuid()), 0));
	chmod(path, 0700);
	chmod(inner, 0700);
	free(zip);
	free(inner);
	free(path);
	made_class_end(&made);
}

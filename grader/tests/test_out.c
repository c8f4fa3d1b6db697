/* SPDX-License-Identifier: MIT */
/* One OUT loses nothing: not by another lesson, nor by another class, nor by an
   empty drive. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "export/files.h"
#include "journal.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE	 "grade --submissions {}/class --out {}/out "
#define SOLUTION "solutions/01-blocking/echo.c"

static void expect_file(const struct made_class *made, const char *path,
			bool there)
{
	char *full = made_path(made, path);

	cr_expect(eq(int, access(full, F_OK) == 0, there), "%s", path);
	free(full);
}

static void two_students(const struct made_class *made)
{
	made_copy(made, "ada/01-blocking/echo.c", SOLUTION);
	made_copy(made, "ben/01-blocking/echo.c", SOLUTION);
	made_expect(made, GRADE "--lesson 01", 0, "2 scored");
}

static void folder(const struct made_class *made, const char *path)
{
	char *full = made_path(made, path);

	cr_assert(eq(int, folder_make(full), 0));
	free(full);
}

/* Before and after, every byte of grades.csv; and ada's page is there. */
static void expect_untouched(const struct made_class *made,
			     const char *arguments, const char *saying)
{
	char *before = made_read(made, "out/grades.csv"), *after;

	made_expect(made, arguments, 2, saying);
	after = made_read(made, "out/grades.csv");
	cr_expect(eq(str, after, before));
	expect_file(made, "out/feedback/ada/index.html", true);
	free(after);
	free(before);
	made_expect(made, GRADE "--lesson 01 --format csv", 0, "2 scored");
}

Test(out, is_not_touched_by_an_empty_class)
{
	struct made_class made = made_class();

	two_students(&made);
	folder(&made, "empty");
	expect_untouched(
		&made, "grade --submissions {}/empty --out {}/out --lesson 01",
		"/empty: no student is in it: no folder and no archive; is it "
		"mounted?");
	made_class_end(&made);
}

/* The roster has students, but nothing of theirs is there. */
Test(out, is_not_touched_by_an_empty_class_with_a_roster)
{
	struct made_class made = made_class();

	two_students(&made);
	folder(&made, "empty");
	made_file(&made, "../roster.csv", "id\nada\nben\n");
	expect_untouched(&made,
			 "grade --submissions {}/empty --out {}/out --lesson 01"
			 " --roster {}/roster.csv",
			 " holds 2 results of these students");
	made_class_end(&made);
}

Test(out, is_not_touched_by_another_class)
{
	struct made_class made = made_class();
	char *names;

	two_students(&made);
	made_copy(&made, "../other/zed/echo.c", SOLUTION);
	names = made_path(&made, "class, of whose students none is in ");
	expect_untouched(
		&made, "grade --submissions {}/other --out {}/out --lesson 01",
		names);
	free(names);
	made_class_end(&made);
}

Test(out, of_one_class_has_room_for_other_ids_of_a_roster)
{
	struct made_class made = made_class();

	two_students(&made);
	made_file(&made, "../roster.csv",
		  "id,name,email\n1,Ada,ada\n2,Ben,ben\n");
	made_expect(&made, GRADE "--lesson 01 --roster {}/roster.csv", 0,
		    "2 students, 1 lessons, 2 results: 2 scored");
	made_class_end(&made);
}

static void read_count(void *argument, const char *const *columns)
{
	*(int *)argument = atoi(columns[0]);
}

/* How many times the judge was asked about a lesson. */
static int attempts(const struct made_class *made)
{
	char *path = made_path(made, "out/grades.sqlite"), *error = NULL;
	struct journal *journal = journal_open(path, &error);
	int n = -1;

	cr_assert(journal != NULL, "%s", error);
	journal_each(journal,
		     "SELECT count(*) FROM attempt"
		     " WHERE lesson = '01-blocking'",
		     read_count, &n);
	journal_close(journal);
	free(path);
	return n;
}

Test(out, keeps_the_lessons_that_are_not_asked_for)
{
	struct made_class made = made_class();
	char *before, *after;

	two_students(&made);
	before = made_read(&made, "out/grades.csv");
	made_expect(&made, GRADE "--lesson 03 --regrade all", 0,
		    "kept in the journal, and not in the reports: 2 results of "
		    "other lessons or students");
	after = made_read(&made, "out/grades.csv");
	cr_expect(strstr(after, "01-blocking") == NULL, "%s", after);
	free(after);
	made_expect(&made, GRADE "--lesson 01", 0, "2 scored");
	after = made_read(&made, "out/grades.csv");
	cr_expect(eq(str, after, before));
	cr_expect(eq(int, attempts(&made), 2));
	free(after);
	free(before);
	made_class_end(&made);
}

Test(out, keeps_a_student_who_left_out_of_the_reports)
{
	struct made_class made = made_class();
	char *ben = made_path(&made, "class/ben"), *grades;

	two_students(&made);
	made_file(&made, "../out/feedback/ben/notes.txt", "mine");
	made_file(&made, "../out/feedback/readme.txt", "mine too");
	folder_remove(ben);
	made_expect(&made, GRADE "--lesson 01", 0,
		    "reports: 1 results of other");
	grades = made_read(&made, "out/grades.csv");
	cr_expect(strstr(grades, "ben") == NULL, "%s", grades);
	free(grades);
	expect_file(&made, "out/feedback/ada/index.html", true);
	expect_file(&made, "out/feedback/ben/index.html", false);
	expect_file(&made, "out/feedback/ben/notes.txt", true);
	expect_file(&made, "out/feedback/readme.txt", true);
	free(ben);
	made_class_end(&made);
}

Test(out, is_nobodys_folder)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	made_file(&made, "../out/feedback/mine.txt", "mine");
	made_expect(&made, GRADE "--lesson 01", 2,
		    "/out: there are files in it, and no grades.sqlite of an "
		    "earlier run");
	expect_file(&made, "out/feedback/mine.txt", true);
	expect_file(&made, "out/grades.csv", false);
	made_class_end(&made);
}

/* All that is there of a run that was killed at once. */
Test(out, of_a_run_that_was_killed_at_once_is_taken)
{
	struct made_class made = made_class();

	made_copy(&made, "ada/echo.c", SOLUTION);
	made_file(&made, "../out/.work/kit/lessons/x", "");
	made_expect(&made, GRADE "--lesson 01", 0, "1 scored");
	made_class_end(&made);
}

/* A file that may grow no further is what a full disk is to the grader. */
static void expect_full(const struct made_class *made, rlim_t bytes,
			const char *saying)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	cr_assert(eq(int, setrlimit(RLIMIT_FSIZE, &limit), 0));
	made_expect(made, GRADE "--lesson 01", 2, saying);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* Scripts, which are copied into it, and then the journal find no room. */
Test(out, is_named_when_it_is_full)
{
	struct made_class made = made_class();
	char *out = made_path(&made, "out: File too large");
	char *journal = made_path(&made, "out/grades.sqlite: ");

	signal(SIGXFSZ, SIG_IGN);
	made_copy(&made, "ada/01-blocking/echo.c", SOLUTION);
	expect_full(&made, 256, out);
	expect_full(&made, 16384, journal);
	made_expect(&made, GRADE "--lesson 01", 0, "1 scored");
	free(journal);
	free(out);
	made_class_end(&made);
}

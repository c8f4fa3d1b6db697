/* SPDX-License-Identifier: MIT */
/* Killed at any moment and started again: the same journal, and the same
   grades. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal.h"
#include "judge/wording.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE "grade --submissions {}/class --lesson 01 --jobs 2 --out {}/"

static void make_class(const struct made_class *made)
{
	char path[64];

	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof(path), "s%d/echo.c", i);
		if (i % 2)
			made_copy(made, path, "solutions/01-blocking/echo.c");
		else
			made_file(made, path, "int main(void) { return 3; }\n");
	}
}

/* How many units have a result; -1: there is no journal yet. */
static int done(const struct made_class *made, const char *out)
{
	char *path = wording("%s/%s/grades.sqlite", made->root, out);
	char *error = NULL;
	struct journal *journal =
		access(path, R_OK) < 0 ? NULL : journal_open(path, &error);
	int count = journal ? journal_count(journal).done : -1;

	journal_close(journal);
	free(error);
	free(path);
	return count;
}

static void add_row(void *argument, const char *const *columns)
{
	FILE *out = argument;

	for (int i = 0; i < 12; i++)
		fprintf(out, "%s|", columns[i] ? columns[i] : "");
	fputc('\n', out);
}

/* All that does not tell the time. */
static char *dump(const struct made_class *made, const char *name)
{
	char *path = wording("%s/%s/grades.sqlite", made->root, name);
	char *text = NULL, *error = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct journal *journal = journal_open(path, &error);

	cr_assert(journal != NULL, "%s", error);
	journal_each(journal,
		     "SELECT student, lesson, digest, kit, program, state,"
		     " status, points, max_points, note, result, judged"
		     " FROM unit ORDER BY student, lesson",
		     add_row, out);
	journal_close(journal);
	fclose(out);
	free(path);
	return text;
}

/* Kills the grader when n units are done, or more by the time it is seen. */
static void grade_and_kill(const struct made_class *made, int n)
{
	pid_t pid = made_start(made, GRADE "killed");

	while (done(made, "killed") < n && waitpid(pid, NULL, WNOHANG) == 0)
		sched_yield();
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Every report, page and table of both runs; not the journals themselves,
   which hold when something was judged. */
static void expect_same_reports(const struct made_class *made)
{
	char *whole = wording("%s/whole", made->root);
	char *killed = wording("%s/killed", made->root);
	char *const command[] = { "diff",	    "-r",  "-q",   "-x",
				  "grades.sqlite*", whole, killed, NULL };
	pid_t pid;
	int status;

	cr_assert(
		eq(int,
		   posix_spawnp(&pid, command[0], NULL, NULL, command, environ),
		   0));
	cr_assert(eq(int, waitpid(pid, &status, 0), pid));
	cr_expect(eq(int, status, 0));
	free(killed);
	free(whole);
}

static void check_killed_at(int n)
{
	struct made_class made = made_class();
	char *whole, *again, *grades, *other, *said;
	int before, status;

	make_class(&made);
	cr_expect(eq(int, made_grade(&made, GRADE "whole"), 0));
	grade_and_kill(&made, n);
	before = done(&made, "killed");
	cr_expect(before >= n, "%d", before);
	status = made_grade(&made, GRADE "killed");
	said = made_read(&made, "said");
	cr_assert(eq(int, status, 0), "%s", said);
	free(said);
	whole = dump(&made, "whole");
	again = dump(&made, "killed");
	grades = made_read(&made, "whole/grades.csv");
	other = made_read(&made, "killed/grades.csv");
	cr_expect(eq(str, again, whole));
	cr_expect(eq(str, other, grades));
	expect_same_reports(&made);
	free(other);
	free(grades);
	free(again);
	free(whole);
	made_class_end(&made);
}

Test(resume, killed_before_the_first_result)
{
	check_killed_at(0);
}

Test(resume, killed_after_the_first_result)
{
	check_killed_at(1);
}

Test(resume, killed_in_the_middle)
{
	check_killed_at(3);
}

/* Ten moments, wherever the number of looks brings them. */
Test(resume, killed_at_ten_moments)
{
	struct made_class made = made_class();
	char *whole, *again;

	if (!getenv("KIT_FULL"))
		cr_skip_test("make test-full");
	make_class(&made);
	cr_expect(eq(int, made_grade(&made, GRADE "whole"), 0));
	srandom(4);
	for (int i = 0; i < 10; i++) {
		pid_t pid = made_start(&made, GRADE "killed");
		long looks = random() % 400;

		for (long k = 0; k < looks; k++)
			done(&made, "killed");
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	cr_expect(eq(int, made_grade(&made, GRADE "killed"), 0));
	whole = dump(&made, "whole");
	again = dump(&made, "killed");
	cr_expect(eq(str, again, whole));
	expect_same_reports(&made);
	free(again);
	free(whole);
	made_class_end(&made);
}

static void count_tries(void *argument, const char *const *columns)
{
	*(int *)argument = atoi(columns[0]);
}

Test(resume, regrades_one_student_and_no_other)
{
	struct made_class made = made_class();
	char *path, *error = NULL;
	struct journal *journal;
	int attempts = 0;

	make_class(&made);
	made_grade(&made, GRADE "out");
	cr_expect(eq(int, made_grade(&made, GRADE "out --regrade s1"), 0));
	path = made_path(&made, "out/grades.sqlite");
	journal = journal_open(path, &error);
	journal_each(journal, "SELECT count(*) FROM attempt", count_tries,
		     &attempts);
	cr_expect(eq(int, attempts, 7));
	journal_close(journal);
	free(path);
	made_class_end(&made);
}

Test(resume, grades_anew_what_was_changed)
{
	struct made_class made = made_class();
	char *grades;

	make_class(&made);
	made_grade(&made, GRADE "out");
	made_copy(&made, "s0/echo.c", "solutions/01-blocking/echo.c");
	cr_expect(eq(int, made_grade(&made, GRADE "out"), 0));
	grades = made_read(&made, "out/regrade.csv");
	cr_expect(eq(str, grades,
		     "student,lesson,status_before,points_before,status,points,"
		     "difference\n"
		     "s0,01-blocking,scored,0,scored,12,changed\n"));
	free(grades);
	grades = made_read(&made, "out/grades.csv");
	cr_expect(strstr(grades, "s0,,,,01-blocking,scored,12,12") != NULL,
		  "%s", grades);
	free(grades);
	made_class_end(&made);
}

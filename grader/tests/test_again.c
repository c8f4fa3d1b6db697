/* SPDX-License-Identifier: MIT */
/* What is judged again: what is named, and what could not be judged. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE	 "grade --submissions {}/class --out {}/out --lesson 01 "
#define SOLUTION "solutions/01-blocking/echo.c"

static void read_count(void *argument, const char *const *columns)
{
	*(int *)argument = atoi(columns[0]);
}

/* What a query counts in the journal. */
static int count(const struct made_class *made, const char *query)
{
	char *path = made_path(made, "out/grades.sqlite"), *error = NULL;
	struct journal *journal = journal_open(path, &error);
	int n = -1;

	cr_assert(journal != NULL, "%s", error);
	journal_each(journal, query, read_count, &n);
	journal_close(journal);
	free(path);
	return n;
}

#define ATTEMPTS "SELECT count(*) FROM attempt"

static void two_students(const struct made_class *made)
{
	made_copy(made, "ada/echo.c", SOLUTION);
	made_copy(made, "ben/echo.c", SOLUTION);
	made_expect(made, GRADE, 0, "2 scored");
}

Test(again, a_lesson_is_named_as_everywhere)
{
	struct made_class made = made_class();

	two_students(&made);
	made_expect(&made, GRADE "--regrade ada/01", 0,
		    "regraded: 1, of which 0 ");
	made_expect(&made, GRADE "--regrade ada/1", 0,
		    "regraded: 1, of which 0 ");
	made_expect(&made, GRADE "--regrade ben/01-blocking", 0,
		    "regraded: 1, ");
	cr_expect(eq(int, count(&made, ATTEMPTS), 5));
	made_class_end(&made);
}

Test(again, nobody_is_no_name)
{
	struct made_class made = made_class();

	two_students(&made);
	made_expect(
		&made, GRADE "--regrade nobody", 2,
		"--regrade nobody: no student of this class is called that\n");
	made_expect(
		&made, GRADE "--regrade adda/01", 2,
		"--regrade adda/01: no student of this class is called that; "
		"did you mean \"ada\"?\n");
	made_expect(&made, GRADE "--regrade ada/03", 2,
		    "--regrade ada/03: 03 is no lesson of this run\n");
	cr_expect(eq(int, count(&made, ATTEMPTS), 2));
	made_class_end(&made);
}

static void change(const struct made_class *made, const char *query)
{
	char *path = made_path(made, "out/grades.sqlite");
	sqlite3 *db;

	cr_assert(eq(int, sqlite3_open(path, &db), SQLITE_OK));
	cr_assert(
		eq(int, sqlite3_exec(db, query, NULL, NULL, NULL), SQLITE_OK));
	sqlite3_close(db);
	free(path);
}

Test(again, what_could_not_be_judged_is_tried_again)
{
	struct made_class made = made_class();
	char *grades;

	two_students(&made);
	/* as after --seconds 1 on a busy machine */
	change(&made, "UPDATE unit SET status = 'needs-review', points = 0,"
		      " reason = 'stopped after 1 s of real time',"
		      " result = NULL WHERE student = 'ada'");
	made_expect(&made, "export --out {}/out --format csv", 1,
		    "needs review: ada, 01-blocking: stopped after 1 s");
	made_expect(&made, GRADE, 0, "2 scored");
	cr_expect(eq(int, count(&made, ATTEMPTS), 3));
	grades = made_read(&made, "out/grades.csv");
	cr_expect(strstr(grades, "ada,,,,01-blocking,scored,12,12,100,"
				 "2026-03-01T10:00:00Z,0,,\n") != NULL,
		  "%s", grades);
	free(grades);
	grades = made_read(&made, "out/regrade.csv");
	cr_expect(strstr(grades,
			 "\nada,01-blocking,needs-review,0,scored,12,changed"
			 "\n") != NULL,
		  "%s", grades);
	free(grades);
	made_class_end(&made);
}

/* Nobody is judged a third time, and all are compared. */
Test(again, goes_on_where_it_was_killed)
{
	struct made_class made = made_class();
	char path[32];
	pid_t pid;

	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof(path), "s%d/echo.c", i);
		made_file(&made, path, "int main(void) { return 3; }\n");
	}
	made_expect(&made, GRADE, 0, "6 scored");
	pid = made_start(&made, GRADE "--regrade all --jobs 1");
	while (count(&made, ATTEMPTS) < 8 && waitpid(pid, NULL, WNOHANG) == 0)
		sched_yield();
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	made_expect(&made, GRADE "--regrade all --jobs 1", 0,
		    "regraded: 6, of which 0 changed");
	cr_expect(eq(int, count(&made, ATTEMPTS), 12));
	/* That one has come to its end: this is another one. */
	made_expect(&made, GRADE "--regrade s1", 0, "regraded: 1, of which 0 ");
	made_expect(&made, GRADE "--regrade s1", 0, "regraded: 1, of which 0 ");
	cr_expect(eq(int, count(&made, ATTEMPTS), 14));
	made_class_end(&made);
}

/* A run that was interrupted is no reason to do less than is asked for. */
Test(again, what_is_named_after_another_run_was_killed)
{
	struct made_class made = made_class();

	two_students(&made);
	/* as if it had been killed after the journal was begun */
	change(&made, "INSERT INTO previous VALUES"
		      "('ada', '01-blocking', 'scored', 3);"
		      "UPDATE unit SET state = 'pending' WHERE student = 'ada';"
		      "REPLACE INTO meta VALUES('regrade', '')");
	made_expect(&made, GRADE "--regrade ben", 0,
		    "regraded: 2, of which 1 changed");
	made_class_end(&made);
}

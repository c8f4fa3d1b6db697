/* SPDX-License-Identifier: MIT */
/* The journal as a file: whose it is, and what becomes of a failed write. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <string.h>

#include "journal.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE "grade --submissions {}/class --out {}/out --lesson 01"

static void change_file(const struct made_class *made, const char *path,
			const char *query)
{
	char *full = made_path(made, path);
	sqlite3 *db;

	cr_assert(eq(int, sqlite3_open(full, &db), SQLITE_OK));
	cr_assert(
		eq(int, sqlite3_exec(db, query, NULL, NULL, NULL), SQLITE_OK));
	sqlite3_close(db);
	free(full);
}

static struct journal *open_journal(const struct made_class *made)
{
	char *path = made_path(made, "grades.sqlite"), *error = NULL;
	struct journal *journal = journal_open(path, &error);

	cr_assert(journal != NULL, "%s", error);
	free(path);
	return journal;
}

/* One that has lost its number looks as those from before there were any. */
Test(journal, of_another_version_is_refused_and_not_touched)
{
	struct made_class made = made_class();
	char *said, *before, *after;

	made_copy(&made, "ann/echo.c", "solutions/01-blocking/echo.c");
	cr_expect(eq(int, made_grade(&made, GRADE), 0));
	change_file(&made, "out/grades.sqlite", "PRAGMA user_version = 0");
	before = made_read(&made, "out/grades.csv");
	cr_expect(eq(int, made_grade(&made, GRADE), 2));
	said = made_read(&made, "said");
	cr_expect(strstr(said, "/out/grades.sqlite: another version of the kit "
			       "wrote it") != NULL,
		  "%s", said);
	free(said);
	cr_expect(eq(int, made_grade(&made, "export --out {}/out --format csv"),
		     2));
	after = made_read(&made, "out/grades.csv");
	cr_expect(eq(str, after, before));
	free(after);
	free(before);
	made_class_end(&made);
}

static void count_rows(void *argument, const char *const *columns)
{
	*(int *)argument = atoi(columns[0]);
}

/* A full disk, as far as the journal can tell. */
Test(journal, writes_all_of_a_transaction_or_nothing)
{
	struct made_class made = made_class();
	struct journal *journal = open_journal(&made);
	int rows = -1;

	change_file(&made, "grades.sqlite", "DROP TABLE aside");
	journal_begin(journal);
	journal_add_lesson(journal, "01-blocking", "", "", 12);
	journal_add_aside(journal, "notes.txt", "a note");
	journal_add_lesson(journal, "02-nonblocking", "", "", 12);
	cr_expect(eq(int, journal_commit(journal), -1));
	cr_expect(strstr(journal_error(journal),
			 "/grades.sqlite: no such table: aside") != NULL,
		  "%s", journal_error(journal));
	journal_close(journal);
	change_file(&made, "grades.sqlite", "CREATE TABLE aside(x)");
	journal = open_journal(&made);
	journal_each(journal, "SELECT count(*) FROM lesson", count_rows, &rows);
	cr_expect(eq(int, rows, 0));
	journal_close(journal);
	made_class_end(&made);
}

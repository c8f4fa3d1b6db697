/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include <stdarg.h>
#include <time.h>

#include "journal_inside.h"
#include "judge/wording.h"
#include "memory.h"

#define BUSY_MS 10000

/* Another one for each change to the tables. */
#define JOURNAL_VERSION 2
#define DIGITS(number)	#number
#define NUMBER(number)	DIGITS(number)

static const char schema[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);"
	"CREATE TABLE lesson(name TEXT PRIMARY KEY, title TEXT, kit TEXT,"
	" max_points INT);"
	"CREATE TABLE student(id TEXT PRIMARY KEY, name TEXT,"
	" email TEXT, section TEXT, row INT);"
	"CREATE TABLE unit(student TEXT, lesson TEXT,"
	" digest TEXT, kit TEXT, program TEXT, submitted_at TEXT,"
	" state TEXT, status TEXT, points INT, max_points INT, note TEXT,"
	" reason TEXT,"
	" result TEXT, judged INT, PRIMARY KEY(student, lesson));"
	"CREATE TABLE attempt(student TEXT, lesson TEXT, n INT,"
	" started TEXT, seconds REAL, outcome TEXT,"
	" PRIMARY KEY(student, lesson, n));"
	"CREATE TABLE previous(student TEXT, lesson TEXT,"
	" status TEXT, points INT, PRIMARY KEY(student, lesson));"
	"CREATE TABLE aside(path TEXT PRIMARY KEY, reason TEXT);"
	"CREATE TABLE page(student TEXT PRIMARY KEY);"
	"CREATE VIEW reported AS SELECT unit.* FROM unit"
	" JOIN student ON student.id = unit.student"
	" JOIN lesson ON lesson.name = unit.lesson;"
	"PRAGMA user_version = " NUMBER(JOURNAL_VERSION) ";";

struct version {
	int number, tables;
};

static void version_row(void *argument, const char *const *columns)
{
	struct version *version = argument;

	version->number = columns[0] ? atoi(columns[0]) : 0;
	version->tables = columns[1] ? atoi(columns[1]) : 0;
}

/* No number is what a file has that nothing was written to, and what journals
   had before they had one: those have tables. */
static bool is_ours(struct journal *journal, bool *empty)
{
	struct version version = { 0, 0 };

	/* One look: another run may be making the tables. */
	journal_each(journal,
		     "SELECT user_version,"
		     " (SELECT count(*) FROM sqlite_master)"
		     " FROM pragma_user_version",
		     version_row, &version);
	*empty = !version.number && !version.tables && !journal->error;
	if (version.number != JOURNAL_VERSION && !*empty && !journal->error)
		journal->error = wording(
			"%s: another version of the kit wrote it (its number "
			"is %d, this kit's is %d): grade into another OUT, or "
			"go on with that version",
			journal->path, version.number, JOURNAL_VERSION);
	return version.number == JOURNAL_VERSION && !journal->error;
}

/* All tables come with the number, or nothing does: a run may be killed here,
   and another one look at the same time. */
static int begin_tables(struct journal *journal)
{
	bool empty;

	if (is_ours(journal, &empty))
		return 0;
	if (!empty || journal_begin(journal) < 0)
		return -1;
	is_ours(journal, &empty);
	if (empty &&
	    sqlite3_exec(journal->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		journal_fail(journal);
	return journal_commit(journal);
}

struct journal *journal_open(const char *path, char **error)
{
	struct journal *journal = memory_get(sizeof(*journal));

	journal->path = memory_text(path);
	if (sqlite3_open(path, &journal->db) != SQLITE_OK ||
	    sqlite3_busy_timeout(journal->db, BUSY_MS) != SQLITE_OK)
		journal_fail(journal);
	if (journal->error || begin_tables(journal) < 0) {
		*error = memory_text(journal->error);
		journal_close(journal);
		return NULL;
	}
	return journal;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	sqlite3_close(journal->db);
	free(journal->error);
	free(journal->path);
	free(journal);
}

void journal_watch(struct journal *journal, void (*written)(void *),
		   void *argument)
{
	journal->written = written;
	journal->argument = argument;
}

const char *journal_error(const struct journal *journal)
{
	return journal->error;
}

int journal_fail(struct journal *journal)
{
	if (!journal->error)
		journal->error = wording("%s: %s", journal->path,
					 sqlite3_errmsg(journal->db));
	return -1;
}

/*
 * A statement with its parameters bound: s a text or NULL, i an int, d a
 * double. NULL: the journal is broken.
 */
static sqlite3_stmt *prepare(struct journal *journal, const char *query,
			     const char *types, va_list args)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(journal->db, query, -1, &statement, NULL) !=
	    SQLITE_OK) {
		journal_fail(journal);
		return NULL;
	}
	for (int i = 1; *types; types++, i++) {
		if (*types == 's')
			sqlite3_bind_text(statement, i,
					  va_arg(args, const char *), -1,
					  SQLITE_TRANSIENT);
		else if (*types == 'i')
			sqlite3_bind_int(statement, i, va_arg(args, int));
		else
			sqlite3_bind_double(statement, i, va_arg(args, double));
	}
	return statement;
}

static void written(struct journal *journal)
{
	if (journal->written && journal->depth == 0)
		journal->written(journal->argument);
}

int journal_change(struct journal *journal, const char *query,
		   const char *types, ...)
{
	sqlite3_stmt *statement;
	va_list args;
	int status;

	if (journal->error)
		return -1;
	va_start(args, types);
	statement = prepare(journal, query, types, args);
	va_end(args);
	status = statement ? sqlite3_step(statement) : SQLITE_ERROR;
	if (status != SQLITE_DONE && status != SQLITE_ROW)
		journal_fail(journal);
	sqlite3_finalize(statement);
	if (journal->error)
		return -1;
	written(journal);
	return 0;
}

char *journal_text(struct journal *journal, const char *query,
		   const char *types, ...)
{
	sqlite3_stmt *statement;
	const char *text;
	char *copy = NULL;
	va_list args;

	va_start(args, types);
	statement = prepare(journal, query, types, args);
	va_end(args);
	if (statement && sqlite3_step(statement) == SQLITE_ROW) {
		text = (const char *)sqlite3_column_text(statement, 0);
		copy = text ? memory_text(text) : NULL;
	}
	sqlite3_finalize(statement);
	return copy;
}

int journal_begin(struct journal *journal)
{
	if (journal->depth++ > 0 || journal->error)
		return journal->error ? -1 : 0;
	return sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
			       SQLITE_OK ?
		       0 :
		       journal_fail(journal);
}

int journal_commit(struct journal *journal)
{
	if (--journal->depth > 0)
		return journal->error ? -1 : 0;
	if (!journal->error &&
	    sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		journal_fail(journal);
	if (journal->error) {
		sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	written(journal);
	return 0;
}

int journal_set(struct journal *journal, const char *key, const char *value)
{
	return journal_change(journal, "REPLACE INTO meta VALUES(?, ?)", "ss",
			      key, value);
}

char *journal_get(struct journal *journal, const char *key)
{
	return journal_text(journal, "SELECT value FROM meta WHERE key = ?",
			    "s", key);
}

#define COLUMNS_MAX 16

int journal_each(struct journal *journal, const char *query,
		 void (*row)(void *, const char *const *columns),
		 void *argument)
{
	const char *columns[COLUMNS_MAX] = { NULL };
	sqlite3_stmt *statement;
	int status;

	if (sqlite3_prepare_v2(journal->db, query, -1, &statement, NULL) !=
	    SQLITE_OK)
		return journal_fail(journal);
	while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
		int n = sqlite3_column_count(statement);

		for (int i = 0; i < n && i < COLUMNS_MAX; i++)
			columns[i] =
				(const char *)sqlite3_column_text(statement, i);
		row(argument, columns);
	}
	if (status != SQLITE_DONE)
		journal_fail(journal);
	sqlite3_finalize(statement);
	return status == SQLITE_DONE ? 0 : -1;
}

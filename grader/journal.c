/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <time.h>

#include "judge/wording.h"
#include "memory.h"

#define BUSY_MS 10000

struct journal {
	sqlite3 *db;
	int depth; /* of journal_begin() */
	void (*written)(void *);
	void *argument;
};

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT);"
	"CREATE TABLE IF NOT EXISTS lesson(name TEXT PRIMARY KEY, title TEXT,"
	" max_points INT);"
	"CREATE TABLE IF NOT EXISTS student(id TEXT PRIMARY KEY, name TEXT,"
	" email TEXT, section TEXT, row INT);"
	"CREATE TABLE IF NOT EXISTS unit(student TEXT, lesson TEXT,"
	" digest TEXT, kit TEXT, program TEXT, submitted_at TEXT,"
	" state TEXT, status TEXT, points INT, max_points INT, note TEXT,"
	" result TEXT, judged INT, PRIMARY KEY(student, lesson));"
	"CREATE TABLE IF NOT EXISTS attempt(student TEXT, lesson TEXT, n INT,"
	" started TEXT, seconds REAL, outcome TEXT,"
	" PRIMARY KEY(student, lesson, n));"
	"CREATE TABLE IF NOT EXISTS previous(student TEXT, lesson TEXT,"
	" status TEXT, points INT, PRIMARY KEY(student, lesson));"
	"CREATE TABLE IF NOT EXISTS aside(path TEXT PRIMARY KEY, reason TEXT);";

struct journal *journal_open(const char *path, char **error)
{
	struct journal *journal = memory_get(sizeof(*journal));

	if (sqlite3_open(path, &journal->db) != SQLITE_OK ||
	    sqlite3_busy_timeout(journal->db, BUSY_MS) != SQLITE_OK ||
	    sqlite3_exec(journal->db, schema, NULL, NULL, NULL) != SQLITE_OK) {
		*error = wording("%s: %s", path, sqlite3_errmsg(journal->db));
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
	return sqlite3_errmsg(journal->db);
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
	    SQLITE_OK)
		return NULL;
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

static int change(struct journal *journal, const char *query, const char *types,
		  ...)
{
	sqlite3_stmt *statement;
	va_list args;
	int status;

	va_start(args, types);
	statement = prepare(journal, query, types, args);
	va_end(args);
	status = statement ? sqlite3_step(statement) : SQLITE_ERROR;
	sqlite3_finalize(statement);
	if (status != SQLITE_DONE && status != SQLITE_ROW)
		return -1;
	written(journal);
	return 0;
}

static char *one_text(struct journal *journal, const char *query,
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
	if (journal->depth++ > 0)
		return 0;
	return sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
			       SQLITE_OK ?
		       0 :
		       -1;
}

int journal_commit(struct journal *journal)
{
	if (--journal->depth > 0)
		return 0;
	if (sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		return -1;
	written(journal);
	return 0;
}

int journal_set(struct journal *journal, const char *key, const char *value)
{
	return change(journal, "REPLACE INTO meta VALUES(?, ?)", "ss", key,
		      value);
}

char *journal_get(struct journal *journal, const char *key)
{
	return one_text(journal, "SELECT value FROM meta WHERE key = ?", "s",
			key);
}

int journal_renew(struct journal *journal)
{
	if (change(journal, "DELETE FROM lesson", "") < 0 ||
	    change(journal, "DELETE FROM student", "") < 0)
		return -1;
	return change(journal, "DELETE FROM aside", "");
}

int journal_add_lesson(struct journal *journal, const char *name,
		       const char *title, int max_points)
{
	return change(journal, "REPLACE INTO lesson VALUES(?, ?, ?)", "ssi",
		      name, title, max_points);
}

int journal_add_student(struct journal *journal,
			const struct book_student *student)
{
	return change(journal, "REPLACE INTO student VALUES(?, ?, ?, ?, ?)",
		      "ssssi", student->id, student->name, student->email,
		      student->section, (int)student->row);
}

int journal_add_aside(struct journal *journal, const char *path,
		      const char *reason)
{
	return change(journal, "REPLACE INTO aside VALUES(?, ?)", "ss", path,
		      reason);
}

int journal_add_unit(struct journal *journal, const struct unit *unit)
{
	char *known = one_text(journal,
			       "SELECT 1 FROM unit WHERE student = ? AND "
			       "lesson = ? AND digest = ? AND kit = ?",
			       "ssss", unit->student, unit->lesson,
			       unit->digest, unit->kit);
	bool judge = unit->status == ENTRY_SCORED;

	if (known) {
		free(known);
		return change(journal,
			      "UPDATE unit SET submitted_at = ? "
			      "WHERE student = ? AND lesson = ?",
			      "sss", unit->submitted_at, unit->student,
			      unit->lesson);
	}
	change(journal,
	       "INSERT OR IGNORE INTO previous SELECT student, lesson, status,"
	       " points FROM unit WHERE state = 'done' AND judged AND"
	       " student = ? AND lesson = ?",
	       "ss", unit->student, unit->lesson);
	return change(journal,
		      "REPLACE INTO unit VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0, 0,"
		      " ?, NULL, 0)",
		      "sssssssss", unit->student, unit->lesson, unit->digest,
		      unit->kit, unit->program, unit->submitted_at,
		      judge ? "pending" : "done",
		      judge ? NULL : entry_status_name(unit->status),
		      unit->note);
}

int journal_prune(struct journal *journal)
{
	return change(journal,
		      "DELETE FROM unit WHERE "
		      "student NOT IN (SELECT id FROM student) OR "
		      "lesson NOT IN (SELECT name FROM lesson)",
		      "");
}

bool journal_compare(struct journal *journal)
{
	char *pending = one_text(journal,
				 "SELECT 1 FROM unit JOIN previous USING"
				 "(student, lesson) WHERE unit.state = "
				 "'pending'",
				 "");

	if (!pending)
		change(journal, "DELETE FROM previous", "");
	free(pending);
	return pending != NULL;
}

/* What the intake decided was not judged, and needs no regrade. */
int journal_regrade(struct journal *journal, const char *what)
{
	const char *all = strcmp(what, "all") == 0 ? "1" : "0";

	if (change(journal,
		   "INSERT OR IGNORE INTO previous SELECT student, lesson,"
		   " status, points FROM unit WHERE state = 'done' AND"
		   " judged AND (? = '1' OR student = ? OR"
		   " student || '/' || lesson = ?)",
		   "sss", all, what, what) < 0)
		return -1;
	return change(journal,
		      "UPDATE unit SET state = 'pending' WHERE EXISTS (SELECT 1"
		      " FROM previous p WHERE p.student = unit.student AND"
		      " p.lesson = unit.lesson)",
		      "");
}

bool unit_is_pending(struct journal *journal, const char *student,
		     const char *lesson)
{
	char *state = one_text(journal,
			       "SELECT state FROM unit WHERE student = ? AND "
			       "lesson = ?",
			       "ss", student, lesson);
	bool pending = state && strcmp(state, "pending") == 0;

	free(state);
	return pending;
}

int journal_finish(struct journal *journal, const char *student,
		   const char *lesson, const struct unit_result *result)
{
	return change(journal,
		      "UPDATE unit SET state = 'done', status = ?, points = ?,"
		      " max_points = ?, result = ?, judged = 1,"
		      " note = coalesce(?, note)"
		      " WHERE student = ? AND lesson = ?",
		      "siissss", entry_status_name(result->status),
		      result->points, result->max_points, result->json,
		      result->note, student, lesson);
}

int journal_attempt(struct journal *journal, const char *student,
		    const char *lesson, double seconds, const char *outcome)
{
	return change(journal,
		      "INSERT INTO attempt SELECT ?1, ?2, count(*) + 1,"
		      " datetime('now'), ?3, ?4 FROM attempt WHERE"
		      " student = ?1 AND lesson = ?2",
		      "ssds", student, lesson, seconds, outcome);
}

static int number(const char *column)
{
	return column ? atoi(column) : 0;
}

static void count_row(void *argument, const char *const *columns)
{
	struct journal_count *count = argument;

	count->pending = number(columns[0]);
	count->done = number(columns[1]);
	count->review = number(columns[2]);
}

struct journal_count journal_count(struct journal *journal)
{
	struct journal_count count = { 0, 0, 0 };

	journal_each(journal,
		     "SELECT total(state = 'pending'), total(state = 'done'),"
		     " total(state = 'done' AND status = 'needs-review')"
		     " FROM unit",
		     count_row, &count);
	return count;
}

int journal_take(struct journal *journal, const char *path)
{
	static const char merge[] =
		"REPLACE INTO meta SELECT * FROM shard.meta;"
		"REPLACE INTO lesson SELECT * FROM shard.lesson;"
		"REPLACE INTO student SELECT * FROM shard.student;"
		"REPLACE INTO aside SELECT * FROM shard.aside;"
		"INSERT OR IGNORE INTO unit SELECT * FROM shard.unit;"
		"REPLACE INTO unit SELECT * FROM shard.unit"
		" WHERE state = 'done';"
		"REPLACE INTO attempt SELECT * FROM shard.attempt;";
	int status;

	if (change(journal, "ATTACH ? AS shard", "s", path) < 0)
		return -1;
	journal_begin(journal);
	status = sqlite3_exec(journal->db, merge, NULL, NULL, NULL);
	if (journal_commit(journal) < 0 || status != SQLITE_OK)
		return -1;
	return change(journal, "DETACH shard", "");
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
		return -1;
	while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
		int n = sqlite3_column_count(statement);

		for (int i = 0; i < n && i < COLUMNS_MAX; i++)
			columns[i] =
				(const char *)sqlite3_column_text(statement, i);
		row(argument, columns);
	}
	sqlite3_finalize(statement);
	return status == SQLITE_DONE ? 0 : -1;
}

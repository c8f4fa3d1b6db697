/* SPDX-License-Identifier: MIT */
/* Which units are judged, and with which result. */
#include <stdlib.h>
#include <string.h>

#include "journal_inside.h"

bool journal_compare(struct journal *journal)
{
	char *pending = journal_text(journal,
				     "SELECT 1 FROM unit JOIN previous USING"
				     "(student, lesson) WHERE unit.state = "
				     "'pending'",
				     "");

	if (!pending)
		journal_change(journal, "DELETE FROM previous", "");
	free(pending);
	return pending != NULL;
}

/* What the intake decided was not judged, and needs no regrade. */
int journal_regrade(struct journal *journal, const char *what)
{
	const char *all = strcmp(what, "all") == 0 ? "1" : "0";

	if (journal_change(
		    journal,
		    "INSERT OR IGNORE INTO previous SELECT student, lesson,"
		    " status, points FROM reported WHERE state = 'done' AND"
		    " judged AND (? = '1' OR student = ? OR"
		    " student || '/' || lesson = ?)",
		    "sss", all, what, what) < 0)
		return -1;
	return journal_change(
		journal,
		"UPDATE unit SET state = 'pending' WHERE judged AND"
		" EXISTS (SELECT 1 FROM previous p JOIN reported"
		" USING(student, lesson) WHERE p.student = unit.student"
		" AND p.lesson = unit.lesson)",
		"");
}

bool unit_is_pending(struct journal *journal, const char *student,
		     const char *lesson)
{
	char *state =
		journal_text(journal,
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
	return journal_change(
		journal,
		"UPDATE unit SET state = 'done', status = ?, points = ?,"
		" max_points = ?, result = ?, reason = ?, judged = 1"
		" WHERE student = ? AND lesson = ?",
		"siissss", entry_status_name(result->status), result->points,
		result->max_points, result->json, result->note, student,
		lesson);
}

int journal_attempt(struct journal *journal, const char *student,
		    const char *lesson, double seconds, const char *outcome)
{
	return journal_change(journal,
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
	count->others = number(columns[3]);
}

struct journal_count journal_count(struct journal *journal)
{
	struct journal_count count = { 0 };

	journal_each(journal,
		     "SELECT total(state = 'pending'), total(state = 'done'),"
		     " total(state = 'done' AND status = 'needs-review'),"
		     " (SELECT total(judged) FROM unit) - total(judged)"
		     " FROM reported",
		     count_row, &count);
	return count;
}

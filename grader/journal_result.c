/* SPDX-License-Identifier: MIT */
/* Which units are judged, and with which result. */
#include <stdlib.h>
#include <string.h>

#include "journal_inside.h"

bool journal_compare(struct journal *journal, const char *asked)
{
	char *before = journal_get(journal, "regrade");
	bool goes_on = before && strcmp(before, asked) == 0;

	/* Those of other lessons may have been interrupted, too. */
	if (!before)
		journal_change(journal,
			       "DELETE FROM previous WHERE NOT EXISTS"
			       " (SELECT 1 FROM unit u"
			       " WHERE u.student = previous.student"
			       " AND u.lesson = previous.lesson"
			       " AND u.state = 'pending')",
			       "");
	journal_set(journal, "regrade", asked);
	free(before);
	return goes_on;
}

int journal_compared(struct journal *journal)
{
	return journal_set(journal, "regrade", NULL);
}

/* What the intake decided was not judged, and is not judged again. */
static int judge_again(struct journal *journal, const char *student,
		       const char *lesson, const char *status)
{
	journal_change(journal,
		       "INSERT OR IGNORE INTO previous SELECT student, lesson,"
		       " status, points FROM reported"
		       " WHERE state = 'done' AND judged"
		       " AND student = coalesce(?, student)"
		       " AND lesson = coalesce(?, lesson)"
		       " AND status = coalesce(?, status)",
		       "sss", student, lesson, status);
	return journal_change(journal,
			      "UPDATE unit SET state = 'pending'"
			      " WHERE state = 'done' AND judged"
			      " AND student IN (SELECT id FROM student)"
			      " AND lesson IN (SELECT name FROM lesson)"
			      " AND student = coalesce(?, student)"
			      " AND lesson = coalesce(?, lesson)"
			      " AND status = coalesce(?, status)",
			      "sss", student, lesson, status);
}

int journal_regrade(struct journal *journal, const char *student,
		    const char *lesson)
{
	return judge_again(journal, student, lesson, NULL);
}

int journal_retry(struct journal *journal)
{
	return judge_again(journal, NULL, NULL,
			   entry_status_name(ENTRY_NEEDS_REVIEW));
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

/* SPDX-License-Identifier: MIT */
/* What a run knows before it judges: lessons, students, units. */
#include "journal_inside.h"
#include "memory.h"

/* Takes the row. */
static bool is_there(char *row)
{
	bool is = row != NULL;

	free(row);
	return is;
}

bool journal_has_student(struct journal *journal, const char *student)
{
	if (!student)
		return is_there(
			journal_text(journal, "SELECT 1 FROM unit", ""));
	return is_there(journal_text(
		journal, "SELECT 1 FROM unit WHERE student = ?", "s", student));
}

bool journal_has_result(struct journal *journal, const char *student,
			const char *lesson)
{
	return is_there(journal_text(journal,
				     "SELECT 1 FROM unit WHERE student = ? AND"
				     " lesson = ? AND judged",
				     "ss", student, lesson));
}

int journal_renew(struct journal *journal)
{
	if (journal_change(journal, "DELETE FROM lesson", "") < 0 ||
	    journal_change(journal, "DELETE FROM student", "") < 0)
		return -1;
	return journal_change(journal, "DELETE FROM aside", "");
}

int journal_add_lesson(struct journal *journal, const char *name,
		       const char *title, const char *kit, int max_points)
{
	return journal_change(journal, "REPLACE INTO lesson VALUES(?, ?, ?, ?)",
			      "sssi", name, title, kit, max_points);
}

int journal_add_student(struct journal *journal,
			const struct book_student *student)
{
	return journal_change(journal,
			      "REPLACE INTO student VALUES(?, ?, ?, ?, ?)",
			      "ssssi", student->id, student->name,
			      student->email, student->section,
			      (int)student->row);
}

int journal_add_aside(struct journal *journal, const char *path,
		      const char *reason)
{
	return journal_change(journal, "REPLACE INTO aside VALUES(?, ?)", "ss",
			      path, reason);
}

/* What was judged is judged again when something else is to be judged. */
static bool is_known(struct journal *journal, const struct unit *unit)
{
	return is_there(journal_text(
		journal,
		"SELECT 1 FROM unit WHERE student = ?"
		" AND lesson = ? AND digest = ? AND kit = ?"
		" AND (judged OR state = 'pending')",
		"ssss", unit->student, unit->lesson, unit->digest, unit->kit));
}

int journal_add_unit(struct journal *journal, const struct unit *unit)
{
	bool judge = unit->status == ENTRY_SCORED;

	if (judge && is_known(journal, unit))
		return journal_change(journal,
				      "UPDATE unit SET submitted_at = ?,"
				      " note = ?"
				      " WHERE student = ? AND lesson = ?",
				      "ssss", unit->submitted_at, unit->note,
				      unit->student, unit->lesson);
	journal_change(
		journal,
		"INSERT OR IGNORE INTO previous SELECT student, lesson, status,"
		" points FROM unit WHERE state = 'done' AND judged AND"
		" student = ? AND lesson = ?",
		"ss", unit->student, unit->lesson);
	return journal_change(
		journal,
		"REPLACE INTO unit VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0, 0,"
		" ?, NULL, NULL, 0)",
		"sssssssss", unit->student, unit->lesson, unit->digest,
		unit->kit, unit->program, unit->submitted_at,
		judge ? "pending" : "done",
		judge ? NULL : entry_status_name(unit->status), unit->note);
}

int journal_add_page(struct journal *journal, const char *student)
{
	return journal_change(journal, "REPLACE INTO page VALUES(?)", "s",
			      student);
}

int journal_forget_pages(struct journal *journal)
{
	return journal_change(journal,
			      "DELETE FROM page WHERE student NOT IN"
			      " (SELECT id FROM student)",
			      "");
}

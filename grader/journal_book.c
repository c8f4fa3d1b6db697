/* SPDX-License-Identifier: MIT */
/* From the journal to a grade book. */
#include <stdlib.h>

#include "journal.h"
#include "memory.h"

static char *text(const char *value)
{
	return memory_text(value ? value : "");
}

static void lesson_row(void *argument, const char *const *columns)
{
	book_add_lesson(argument, columns[0], columns[1], atoi(columns[2]));
}

static void replace(char **where, const char *value)
{
	free(*where);
	*where = text(value);
}

static void student_row(void *argument, const char *const *columns)
{
	struct book_student *student = book_student(argument, columns[0]);

	replace(&student->name, columns[1]);
	replace(&student->email, columns[2]);
	replace(&student->section, columns[3]);
	student->row = strtoul(columns[4], NULL, 10);
}

static enum entry_status status_of(const char *name)
{
	for (int i = ENTRY_NO_SUBMISSION; name && i <= ENTRY_NEEDS_REVIEW; i++)
		if (strcmp(name, entry_status_name(i)) == 0)
			return i;
	return ENTRY_NEEDS_REVIEW;
}

static struct book_entry *entry_of(struct book *book, const char *student,
				   const char *lesson)
{
	for (size_t i = 0; i < book->n_lessons; i++)
		if (strcmp(book->lessons[i].name, lesson) == 0)
			return &book_student(book, student)->entries[i];
	return NULL;
}

struct reading {
	struct book *book;
	const char *visibility;
};

static void unit_row(void *argument, const char *const *columns)
{
	const struct reading *reading = argument;
	struct book_entry *entry =
		entry_of(reading->book, columns[0], columns[1]);

	if (!entry)
		return;
	if (columns[3])
		book_entry_read_own(entry, columns[3], reading->visibility);
	entry->status = status_of(columns[2]);
	if (columns[4] && *columns[4])
		replace(&entry->note, columns[4]);
	replace(&entry->submitted_at, columns[5]);
	replace(&entry->program, columns[6]);
	if (strcmp(columns[7], "pending") == 0) {
		entry->status = ENTRY_NEEDS_REVIEW;
		replace(&entry->note, "not graded yet");
	}
}

struct book *journal_book(struct journal *journal, const char *visibility)
{
	struct book *book = book_new();
	char *roster = journal_get(journal, "roster"), *error = NULL;
	char *kept = journal_get(journal, "visibility");
	struct reading reading = { book, visibility ? visibility : kept };

	if (roster)
		book->roster = csv_parse(roster, strlen(roster), &error);
	free(error);
	free(roster);
	journal_each(journal,
		     "SELECT name, title, max_points FROM lesson ORDER BY name",
		     lesson_row, book);
	journal_each(journal,
		     "SELECT id, name, email, section, row FROM student"
		     " ORDER BY id",
		     student_row, book);
	journal_each(journal,
		     "SELECT student, lesson, status, result,"
		     " coalesce(reason, note),"
		     " submitted_at, program, state FROM reported"
		     " ORDER BY student, lesson",
		     unit_row, &reading);
	free(kept);
	return book;
}

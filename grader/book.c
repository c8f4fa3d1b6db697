/* SPDX-License-Identifier: MIT */
#include "book.h"

#include <limits.h>

#include "judge/mistakes.h"
#include "memory.h"

struct book *book_new(void)
{
	return memory_get(sizeof(struct book));
}

static void script_clear(struct book_script *script)
{
	free(script->name);
	free(script->title);
	free(script->mistake);
	free(script->needs);
	free(script->message);
	free(script->file);
	free(script->function);
	free(script->explanation);
	free(script->expected);
	free(script->received);
	free(script->log);
}

static void entry_clear(struct book_entry *entry)
{
	for (size_t i = 0; i < entry->n_scripts; i++)
		script_clear(&entry->scripts[i]);
	free(entry->scripts);
	free(entry->program);
	free(entry->output);
	free(entry->note);
	free(entry->submitted_at);
}

void book_free(struct book *book)
{
	if (!book)
		return;
	for (size_t i = 0; i < book->n_students; i++) {
		struct book_student *student = &book->students[i];

		for (size_t k = 0; k < book->n_lessons; k++)
			entry_clear(&student->entries[k]);
		free(student->entries);
		free(student->id);
		free(student->name);
		free(student->email);
		free(student->section);
	}
	for (size_t i = 0; i < book->n_lessons; i++) {
		free(book->lessons[i].name);
		free(book->lessons[i].title);
	}
	free(book->students);
	free(book->lessons);
	csv_free(book->roster);
	free(book);
}

void book_add_lesson(struct book *book, const char *name, const char *title,
		     int max_points)
{
	struct book_lesson *lesson;

	book->lessons = memory_grow(book->lessons, book->n_lessons,
				    sizeof *book->lessons);
	lesson = &book->lessons[book->n_lessons++];
	lesson->name = memory_text(name);
	lesson->title = memory_text(title);
	lesson->max_points = max_points;
	lesson->worth = max_points;
}

static void student_init(struct book *book, struct book_student *student,
			 const char *id)
{
	memset(student, 0, sizeof *student);
	student->id = memory_text(id);
	student->name = memory_text("");
	student->email = memory_text("");
	student->section = memory_text("");
	student->entries =
		memory_get(book->n_lessons * sizeof *student->entries);
	for (size_t i = 0; i < book->n_lessons; i++) {
		struct book_entry *entry = &student->entries[i];

		entry->max_points = book->lessons[i].max_points;
		entry->program = memory_text("");
		entry->output = memory_text("");
		entry->note = memory_text("");
		entry->submitted_at = memory_text("");
	}
}

struct book_student *book_student(struct book *book, const char *id)
{
	size_t low = 0, high = book->n_students;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(id, book->students[middle].id);

		if (order == 0)
			return &book->students[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	book->students = memory_grow(book->students, book->n_students,
				     sizeof *book->students);
	memmove(&book->students[low + 1], &book->students[low],
		(book->n_students - low) * sizeof *book->students);
	book->n_students++;
	student_init(book, &book->students[low], id);
	return &book->students[low];
}

bool student_needs_review(const struct book *book,
			  const struct book_student *student)
{
	for (size_t i = 0; i < book->n_lessons; i++) {
		if (student->entries[i].status == ENTRY_NEEDS_REVIEW)
			return true;
	}
	return false;
}

double student_points(const struct book *book,
		      const struct book_student *student)
{
	double points = 0;

	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_lesson *lesson = &book->lessons[i];
		double final = student->entries[i].final;

		/* Unweighted points stay the numbers that they are. */
		if (lesson->worth == lesson->max_points)
			points += final;
		else if (lesson->max_points > 0)
			points += final * lesson->worth / lesson->max_points;
	}
	return points;
}

double student_max_points(const struct book *book)
{
	double points = 0;

	for (size_t i = 0; i < book->n_lessons; i++)
		points += book->lessons[i].worth;
	return points;
}

const char *entry_status_name(enum entry_status status)
{
	switch (status) {
	case ENTRY_NO_SUBMISSION:
		return "no-submission";
	case ENTRY_SCORED:
		return "scored";
	case ENTRY_DOES_NOT_COMPILE:
		return "does-not-compile";
	case ENTRY_REJECTED:
		return "rejected";
	case ENTRY_NEEDS_REVIEW:
		return "needs-review";
	}
	return "needs-review";
}

const char *verdict_kind_name(enum verdict_kind verdict)
{
	switch (verdict) {
	case VERDICT_PASS:
		return "pass";
	case VERDICT_FAIL:
		return "fail";
	case VERDICT_SKIPPED:
		return "skipped";
	case VERDICT_INCONCLUSIVE:
		return "inconclusive";
	}
	return "inconclusive";
}

const char *visibility_name(enum visibility visibility)
{
	switch (visibility) {
	case VISIBLE:
		return "visible";
	case HIDDEN:
		return "hidden";
	case AFTER_DUE_DATE:
		return "after_due_date";
	case AFTER_PUBLISHED:
		return "after_published";
	}
	return "hidden";
}

static const struct book_script *first_failure(const struct book_entry *entry,
					       bool told)
{
	const struct book_script *first = NULL;
	int least = INT_MAX;

	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];
		int order = mistake_order(script->mistake);

		if (script->verdict != VERDICT_FAIL ||
		    (told && script->visibility != VISIBLE) ||
		    (first && order >= least))
			continue;
		first = script;
		least = order;
	}
	return first;
}

const struct book_script *entry_first_failure(const struct book_entry *entry)
{
	return first_failure(entry, false);
}

const struct book_script *entry_first_told(const struct book_entry *entry)
{
	return first_failure(entry, true);
}

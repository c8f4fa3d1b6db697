/* SPDX-License-Identifier: MIT */
/*
 * The class's grade book in memory: what every format, report and page is made
 * from. The journal fills it, nothing behind it changes a score.
 *
 * A book has a row for everybody on the roster and everybody found, in the
 * order of their ids; a row has an entry for each lesson of the book, in the
 * lessons' order. Texts are bytes as they came from programs and names: each
 * format makes them harmless in its own way. Strings are owned by the book, and
 * none is NULL unless it says so.
 */
#ifndef BOOK_H
#define BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "csv.h"
#include "judge/verdict.h"

enum entry_status {
	ENTRY_NO_SUBMISSION, /* also what an entry is before it is filled */
	ENTRY_SCORED,
	ENTRY_DOES_NOT_COMPILE,
	ENTRY_REJECTED,
	ENTRY_NEEDS_REVIEW, /* not judged: has no score, and gets no zero */
};

/* Who may see a script's result, as the instructor chose. */
enum visibility {
	VISIBLE,
	HIDDEN,
	AFTER_DUE_DATE,
	AFTER_PUBLISHED,
};

struct book_script {
	char *name, *title;
	enum verdict_kind verdict;
	int points, max_points;
	char *mistake, *needs, *message, *file, *function; /* or NULL */
	char *explanation, *expected, *received;	   /* or NULL */
	char *log;	       /* of a run that failed and may be seen, packed
		      (kept_log.h); "": too long to be kept; or NULL */
	int script_line, line; /* 0: none */
	long events, virtual_ms;
	enum visibility visibility;
};

struct book_entry {
	enum entry_status status;
	int points, max_points; /* raw: of the scripts */
	double final;		/* after the late policy; else the same */
	char *program;		/* "echo.c" */
	char *output;		/* the compiler's */
	char *note;		/* why it was not scored */
	char *submitted_at;	/* "2026-03-01T10:00:00Z", or "" */
	long late;		/* seconds after the due date; 0: in time */
	struct book_script *scripts;
	size_t n_scripts;
};

struct book_student {
	char *id, *name, *email, *section;
	size_t row; /* of the roster; 0: not on it */
	struct book_entry *entries;
};

struct book_lesson {
	char *name, *title; /* "05-epoll" */
	int max_points;
	double worth; /* in a total; max_points when nobody says otherwise */
};

struct book {
	struct book_student *students;
	size_t n_students;
	struct book_lesson *lessons;
	size_t n_lessons;
	struct csv_table *roster; /* as it was read, or NULL */
};

struct book *book_new(void);
void book_free(struct book *book);

/* Lessons come before students. */
void book_add_lesson(struct book *book, const char *name, const char *title,
		     int max_points);

/* The student, added if not there; ids sort by their bytes. The pointer is
   good until the next one is added. */
struct book_student *book_student(struct book *book, const char *id);

/*
 * Fills an entry from the JSON of `harness check --json` (status, points,
 * scripts). 0, or -1: this is no such object, and the entry needs a review.
 */
int book_entry_read(struct book_entry *entry, const char *json);

/* The same, with scripts of the instructor's own ("own"): visibility is a
   visibility_name(); another word, or NULL, hides them. */
int book_entry_read_own(struct book_entry *entry, const char *json,
			const char *visibility);

/* A person must look at one of the student's entries. */
bool student_needs_review(const struct book *book,
			  const struct book_student *student);

/* Totals over the lessons, in which each counts what it is worth. */
double student_points(const struct book *book,
		      const struct book_student *student);
double student_max_points(const struct book *book);

const char *entry_status_name(enum entry_status status);
const char *verdict_kind_name(enum verdict_kind verdict);
const char *visibility_name(enum visibility visibility);

/* The failed script whose mistake comes first in the order of attribution (see
   judge/mistakes.h), or NULL. */
const struct book_script *entry_first_failure(const struct book_entry *entry);

/* The same, of those that the student may see. */
const struct book_script *entry_first_told(const struct book_entry *entry);

#endif

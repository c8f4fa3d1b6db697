/* SPDX-License-Identifier: MIT */
/*
 * The journal, OUT/grades.sqlite: what is to be graded, what was, and with
 * which result. It is the one thing that outlives a killed run, and all that
 * reports are made from.
 *
 * Its unit is one student's submission to one lesson. A unit is pending until
 * its result is written, in one transaction: a run that is killed finds each
 * unit either untouched or finished. Students, lessons and what was left aside
 * are written by each run anew, before the first unit: reports are about them
 * alone. Units of others stay, and are in the reports again when a run has
 * their lesson and student again.
 *
 *   meta(key, value)           the run's class, roster, policies, visibility,
 *                              and until its reports are there, what it was
 *                              asked to judge again
 *   lesson(name, title, kit, max_points)
 *   student(id, name, email, section, row)
 *   unit(student, lesson, digest, kit, program, submitted_at, state, status,
 *        points, max_points, note, reason, result, judged)
 *   attempt(student, lesson, n, started, seconds, outcome)
 *   previous(student, lesson, status, points)     what a run replaces
 *   aside(path, reason)
 *   page(student)              has a page in OUT/feedback
 *   reported                   the units of the run's students and lessons
 *
 * attempt holds the only columns that differ between two runs on one class.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "book.h"

struct journal;

struct unit {
	char *student, *lesson;
	char *digest; /* of the source */
	char *kit;    /* of the scripts */
	char *program;
	char *submitted_at;
	char *note; /* of the intake; or NULL */
	/* ENTRY_SCORED: to be judged; else the intake has decided. */
	enum entry_status status;
};

struct unit_result {
	enum entry_status status;
	int points, max_points;
	const char *json; /* of the harness; or NULL */
	const char *note; /* why it could not be judged; or NULL */
};

/* Made if it is not there. NULL: *error, to be freed, says why: a journal of
   another version of the kit is not touched. */
struct journal *journal_open(const char *path, char **error);
void journal_close(struct journal *journal);

/* Called after each transaction that changed something; or NULL. */
void journal_watch(struct journal *journal, void (*written)(void *), void *);

/*
 * All until the commit is one transaction. 0, or -1: nothing of it is written.
 * The first error stays, and fails all that follows it: the commit is the one
 * place where a transaction has to be looked at.
 */
int journal_begin(struct journal *journal);
int journal_commit(struct journal *journal);

/* The first error, with the journal's path; NULL: there was none. */
const char *journal_error(const struct journal *journal);

/* len bytes; journal_get's answer is to be freed, NULL if there is none. */
int journal_set(struct journal *journal, const char *key, const char *value);
char *journal_get(struct journal *journal, const char *key);

/* Of anybody, if student is NULL. */
bool journal_has_student(struct journal *journal, const char *student);
/* It was judged, with whatever result. */
bool journal_has_result(struct journal *journal, const char *student,
			const char *lesson);

/* Forgets students, lessons and what was left aside, not the results. */
int journal_renew(struct journal *journal);
int journal_add_lesson(struct journal *journal, const char *name,
		       const char *title, const char *kit, int max_points);
int journal_add_student(struct journal *journal,
			const struct book_student *student);
int journal_add_aside(struct journal *journal, const char *path,
		      const char *reason);

/* What the intake has decided takes the place of what was there. A unit that is
   to be judged, and was with the same digest and kit, keeps its result. */
int journal_add_unit(struct journal *journal, const struct unit *unit);

/* Students who have a page; those who are in the class no more are forgotten.
 */
int journal_add_page(struct journal *journal, const char *student);
int journal_forget_pages(struct journal *journal);

/*
 * Results that a run replaces are kept for comparison: of units that are
 * handed in anew, whose scripts have changed, or that are judged again.
 * journal_compare() begins such a comparison, after the class is written and
 * before its units are; it is true if one that was asked for in the same words
 * was interrupted and goes on.
 */
bool journal_compare(struct journal *journal, const char *asked);

/* The comparison is told, and the next run begins another one. */
int journal_compared(struct journal *journal);

/* To be judged again; NULL is everybody, or all lessons. */
int journal_regrade(struct journal *journal, const char *student,
		    const char *lesson);

/* The same for all that could not be judged. */
int journal_retry(struct journal *journal);

bool unit_is_pending(struct journal *journal, const char *student,
		     const char *lesson);
int journal_finish(struct journal *journal, const char *student,
		   const char *lesson, const struct unit_result *result);
int journal_attempt(struct journal *journal, const char *student,
		    const char *lesson, double seconds, const char *outcome);

/* How many units of the run are pending, finished, and finished without a
   verdict; and how many results are of others. */
struct journal_count {
	int pending, done, review, others;
};
struct journal_count journal_count(struct journal *journal);

/* Takes over the other one's students, lessons and finished units. */
int journal_take(struct journal *journal, const char *path);

/* Why results of the two cannot stand together, in a sentence with their names,
   to be freed; NULL: they can. */
char *journal_difference(struct journal *journal, const char *path,
			 const char *name, const char *others_name);

/* Takes over whose pages there are. */
int journal_take_pages(struct journal *journal, const char *path);

/* Some student of the one is in the other. */
bool journal_shares(struct journal *journal, const char *path);

/* Everything, as reports want it; to be freed with book_free(). visibility is
   of the instructor's own scripts; NULL: as in the run. */
struct book *journal_book(struct journal *journal, const char *visibility);

/* Each row of a query of ours; columns are NULL where the value is. */
int journal_each(struct journal *journal, const char *query,
		 void (*row)(void *, const char *const *columns), void *);

#endif

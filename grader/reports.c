/* SPDX-License-Identifier: MIT */
#include "reports.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"
#include "export/export.h"
#include "export/files.h"
#include "grade.h"
#include "late.h"
#include "memory.h"
#include "name.h"
#include "pages.h"
#include "path.h"
#include "report/report.h"
#include "weights.h"

/* On a terminal, names are data too. */
static void say_review(const struct book *book)
{
	for (size_t i = 0; i < book->n_students; i++)
		for (size_t k = 0; k < book->n_lessons; k++) {
			const struct book_student *student = &book->students[i];
			const struct book_entry *entry = &student->entries[k];
			char *id, *note;

			if (entry->status != ENTRY_NEEDS_REVIEW)
				continue;
			id = name_printable(student->id, strlen(student->id));
			note = name_printable(entry->note, strlen(entry->note));
			printf("needs review: %s, %s: %s\n", id,
			       book->lessons[k].name, note);
			free(note);
			free(id);
		}
}

static void say_counts(const struct book *book)
{
	int counts[ENTRY_NEEDS_REVIEW + 1] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < book->n_students; i++)
		for (size_t k = 0; k < book->n_lessons; k++, n++)
			counts[book->students[i].entries[k].status]++;
	printf("%zu students, %zu lessons, %zu results:", book->n_students,
	       book->n_lessons, n);
	for (int i = ENTRY_NO_SUBMISSION; i <= ENTRY_NEEDS_REVIEW; i++)
		if (counts[i])
			printf(" %d %s", counts[i], entry_status_name(i));
	printf("\n");
}

static void say_others(const struct journal_count *count)
{
	if (count->others)
		printf("kept in the journal, and not in the reports: %d "
		       "results of other lessons or students\n",
		       count->others);
}

static void each_aside(void *argument, const char *const *columns)
{
	(void)argument;
	printf("left aside: %s (%s)\n", columns[0], columns[1]);
}

/* A policy of the run, when the command names no other. */
static int apply_policy(struct journal *journal, struct book *book,
			const char *key, const char *given,
			int (*apply)(struct book *, const char *, char **),
			char **error)
{
	char *kept = journal_get(journal, key);
	const char *path = given ? given : kept;
	int status = path ? apply(book, path, error) : 0;

	free(kept);
	return status;
}

static int apply_policies(struct journal *journal, struct book *book,
			  const struct arguments *arguments, char **error)
{
	if (apply_policy(journal, book, "late", arguments->late, book_late,
			 error) < 0)
		return -1;
	return apply_policy(journal, book, "weights", arguments->weights,
			    book_weigh, error);
}

int policies_check(const struct arguments *arguments, char **error)
{
	struct book none = { 0 };

	if (arguments->late && book_late(&none, arguments->late, error) < 0)
		return -1;
	return arguments->weights ?
		       book_weigh(&none, arguments->weights, error) :
		       0;
}

struct differences {
	FILE *out;
	int regraded, changed;
};

static void put_difference(void *argument, const char *const *columns)
{
	struct differences *differences = argument;
	char *id = name_printable(columns[0], strlen(columns[0]));
	bool changed = strcmp(columns[2], columns[4]) != 0 ||
		       strcmp(columns[3], columns[5]) != 0;

	csv_put(differences->out, id, CSV_FOREIGN);
	for (int i = 1; i < 6; i++)
		fprintf(differences->out, ",%s", columns[i]);
	fprintf(differences->out, ",%s\n", changed ? "changed" : "same");
	differences->regraded++;
	differences->changed += changed;
	free(id);
}

/* Of what was graded before and is graded anew; else there is no such file. */
static int write_differences(struct journal *journal, const char *out)
{
	char *text = NULL, *path = path_join(out, "regrade.csv");
	size_t size;
	struct differences differences = { .out = open_memstream(&text,
								 &size) };
	int status = 0;

	memory_check(differences.out);
	fputs("student,lesson,status_before,points_before,status,points,"
	      "difference\n",
	      differences.out);
	journal_each(journal,
		     "SELECT p.student, p.lesson, p.status, p.points,"
		     " u.status, u.points FROM previous p JOIN reported u"
		     " USING(student, lesson) WHERE u.state = 'done'"
		     " ORDER BY 1, 2",
		     put_difference, &differences);
	fclose(differences.out);
	if (!differences.regraded)
		unlink(path);
	else if ((status = file_text(out, "regrade.csv", text)) == 0)
		printf("regraded: %d, of which %d changed; see %s\n",
		       differences.regraded, differences.changed, path);
	free(path);
	free(text);
	return status;
}

static bool is_asked_for(const struct arguments *arguments, const char *format)
{
	for (size_t i = 0; i < arguments->n_formats; i++)
		if (strcmp(arguments->formats[i], format) == 0)
			return true;
	return false;
}

/* What was exported into OUT before is made anew: grades of another day beside
   those of today would be uploaded by mistake. */
static int renew_formats(const struct book *book,
			 const struct arguments *arguments, char **error)
{
	int status = 0;

	for (size_t i = 0; format_at(i) && !status; i++) {
		const char *name = format_at(i)->name;
		char *folder = path_join(arguments->out, name);

		if (!is_asked_for(arguments, name) && access(folder, F_OK) == 0)
			status = export_run(name, book, arguments->out, error);
		free(folder);
	}
	return status;
}

static int write_all(struct journal *journal, struct book *book,
		     const struct arguments *arguments, char **error)
{
	if (apply_policies(journal, book, arguments, error) < 0 ||
	    pages_renew(journal, book, arguments->out) < 0 ||
	    report_write(book, arguments->out, error) < 0)
		return -1;
	for (size_t i = 0; i < arguments->n_formats; i++)
		if (export_run(arguments->formats[i], book, arguments->out,
			       error) < 0)
			return -1;
	return renew_formats(book, arguments, error);
}

int reports_write(struct journal *journal, const struct arguments *arguments)
{
	struct book *book = journal_book(journal, arguments->visibility);
	struct journal_count count = journal_count(journal);
	int status = GRADER_ALL;
	char *error = NULL;

	if (journal_error(journal) ||
	    write_all(journal, book, arguments, &error) < 0) {
		fprintf(stderr, "grader: %s\n",
			error ? error : journal_error(journal));
		status = GRADER_FAILED;
	} else {
		say_counts(book);
		say_others(&count);
		journal_each(journal,
			     "SELECT path, reason FROM aside ORDER BY path",
			     each_aside, NULL);
		say_review(book);
		if (count.review || (count.pending && arguments->shards == 1))
			status = GRADER_REVIEW;
		if (write_differences(journal, arguments->out) < 0) {
			fprintf(stderr, "grader: %s/regrade.csv: %s\n",
				arguments->out, strerror(errno));
			status = GRADER_FAILED;
		}
		printf("The report: %s/index.html\n", arguments->out);
	}
	free(error);
	book_free(book);
	return status;
}

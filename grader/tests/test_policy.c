/* SPDX-License-Identifier: MIT */
/* What an instructor decides in files: the late policy, and the weights. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "export/files.h"
#include "late.h"
#include "memory.h"
#include "tests/made_book.h"
#include "weights.h"

static double after(const char *rules, const char *submitted, long *seconds)
{
	const char *folder = made_folder();
	struct book *book = book_made();
	struct book_entry *entry = &book_student(book, "ada")->entries[0];
	char path[256], *error = NULL;
	double final;

	file_text(folder, "late", rules);
	snprintf(path, sizeof path, "%s/late", folder);
	free(entry->submitted_at);
	entry->submitted_at = memory_text(submitted);
	cr_assert(eq(int, book_late(book, path, &error), 0), "%s", error);
	*seconds = entry->late;
	cr_expect(eq(int, entry->points, 6));
	final = entry->final;
	book_free(book);
	return final;
}

Test(late, takes_a_part_for_each_day)
{
	static const char rules[] = "# a policy\n"
				    "due 01-blocking 2026-03-01T23:59:59Z\n"
				    "grace 15m\nlose 10% a day\n"
				    "at most 25%\nclosed after 7d\n";
	static const struct {
		const char *submitted;
		double final;
		long seconds;
	} cases[] = { { "2026-03-01T23:59:59Z", 6, 0 },
		      { "2026-03-02T00:14:59Z", 6, 0 },
		      { "2026-03-02T00:15:00Z", 5.4, 901 },
		      { "2026-03-03T12:00:00Z", 4.8, 129601 },
		      { "2026-03-06T12:00:00Z", 4.5, 388801 },
		      { "2026-04-06T12:00:00Z", 0, 3067201 },
		      { "", 6, 0 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		long seconds;
		double final;

		final = after(rules, cases[i].submitted, &seconds);
		cr_expect(epsilon_eq(dbl, final, cases[i].final, 1e-9));
		cr_expect(eq(long, seconds, cases[i].seconds));
	}
}

/* Each is refused at the line that is wrong, and nothing is taken for what it
   is not. */
Test(late, says_which_rule_is_wrong)
{
	static const struct {
		const char *rules, *error;
	} cases[] = {
		{ "grace 15m\nlose ten a day\n", "2: a part looks like 10%" },
		{ "lose 10% every day\n", "1: no such rule" },
		{ "lose 10% a day twice\n", "1: no such rule" },
		{ "at least 50%\n", "1: no such rule" },
		{ "closed before 1h\n", "1: no such rule" },
		{ "grace 1h\n\ngrace 2h\n", "3: this has been said" },
		{ "due 03-selekt 2026-03-01T23:59:59Z\n",
		  "1: there is no lesson \"03-selekt\"; did you mean"
		  " \"03-select\"?" },
		{ "due * 2026-02-31T23:59:59Z\n", "1: a time looks like" },
		{ "due 03 2026-03-01T23:59:59Z\n"
		  "due 03-select 2026-03-02T23:59:59Z\n",
		  "2: 03-select is due already" },
		{ "a b c d e f g h i\n", "1: too many words" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *folder = made_folder();
		char path[256], *error = NULL;

		file_text(folder, "late", cases[i].rules);
		snprintf(path, sizeof path, "%s/late", folder);
		cr_expect(eq(ptr, late_read(path, &error), NULL), "%s",
			  cases[i].rules);
		cr_expect(error && strstr(error, cases[i].error), "%s: %s",
			  cases[i].rules, error);
		free(error);
	}
}

Test(late, is_no_directory)
{
	char *error = NULL;

	cr_expect(eq(ptr, late_read(made_folder(), &error), NULL));
	cr_expect(strstr(error, "directory") != NULL, "%s", error);
	free(error);
}

/* A lesson by its number, and the mark that Notepad puts before everything. */
Test(late, takes_what_instructors_write)
{
	long seconds;

	cr_expect(epsilon_eq(dbl,
			     after("\xef\xbb\xbf"
				   "due 01 2026-03-01T23:59:59Z\r\n"
				   "lose 50% a day\r\n",
				   "2026-03-02T00:00:00Z", &seconds),
			     3, 1e-9));
}

/* A book whose lessons are weighed by this file; NULL and *error. */
static struct book *weighed(const char *lines, char **error)
{
	const char *folder = made_folder();
	struct book *book = book_made();
	char path[256];

	file_text(folder, "weights", lines);
	snprintf(path, sizeof path, "%s/weights", folder);
	*error = NULL;
	if (book_weigh(book, path, error) == 0)
		return book;
	book_free(book);
	return NULL;
}

Test(weights, change_the_totals_and_no_points)
{
	char *error;
	struct book *plain = weighed("# nothing\n", &error);
	struct book *book =
		weighed("01-blocking 60 # the first\n* 0\n", &error);
	struct book_student *ada = book_student(book, "ada");
	double raw = book_student(plain, "ada")->entries[0].final;

	cr_expect(eq(dbl, student_max_points(book), 60));
	cr_expect(eq(dbl, ada->entries[0].final, raw));
	cr_expect(eq(dbl, student_points(book, ada),
		     raw * 60 / book->lessons[0].max_points));
	book_free(plain);
	book_free(book);
}

Test(weights, without_a_line_a_lesson_is_worth_its_points)
{
	char *error;
	struct book *book = weighed("", &error);
	double sum = 0;

	for (size_t i = 0; i < book->n_lessons; i++)
		sum += book->lessons[i].max_points;
	cr_expect(eq(dbl, student_max_points(book), sum));
	book_free(book);
}

/* By number too; and of lessons that this run is not about. */
Test(weights, take_what_instructors_write)
{
	char *error;
	struct book *book = weighed("01 30\n11 50\n* 10\n", &error);

	cr_assert(book != NULL, "%s", error);
	cr_expect(eq(dbl, book->lessons[0].worth, 30));
	cr_expect(eq(dbl, book->lessons[1].worth, 10));
	book_free(book);
}

Test(weights, a_bad_line_is_named)
{
	static const struct {
		const char *lines, *error;
	} cases[] = {
		{ "01-blocking\n", ":1: a line looks like" },
		{ "01-blocking much\n", ":1: a line looks like" },
		{ "01-blocking -1\n", ":1: a line looks like" },
		{ "01-blocking nan\n", ":1: a line looks like" },
		{ "01-blocking 0x10\n", ":1: a line looks like" },
		{ "01-blocking 30 40\n", ":1: a line looks like" },
		{ "01-blocking: 30\n", ":1: there is no lesson" },
		{ "01-bloking 30\n", "did you mean \"01-blocking\"?" },
		{ "01-blocking 1\n01 2\n", ":2: this lesson has a line" },
		{ "11-library 1\n11 2\n", ":2: this lesson has a line" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *error;

		cr_assert(weighed(cases[i].lines, &error) == NULL, "%s",
			  cases[i].lines);
		cr_expect(strstr(error, cases[i].error) != NULL, "%s", error);
		free(error);
	}
}

/* SPDX-License-Identifier: MIT */
#include "report/statistics.h"

#include <stdint.h>

#include "memory.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void add_points(struct lesson_statistics *statistics, double *points,
		       double value, int max)
{
	size_t bar = max ? (size_t)(value * STATISTICS_BARS / max) : 0;

	points[statistics->counted++] = value;
	statistics->mean += value;
	if (bar >= STATISTICS_BARS)
		bar = STATISTICS_BARS - 1;
	statistics->bars[bar]++;
}

struct lesson_statistics statistics_of(const struct book *book, size_t lesson)
{
	struct lesson_statistics statistics = { 0 };
	double *points = memory_get(book->n_students * sizeof *points);
	size_t n;

	for (size_t i = 0; i < book->n_students; i++) {
		const struct book_entry *entry =
			&book->students[i].entries[lesson];

		statistics.by_status[entry->status]++;
		if (entry->status == ENTRY_SCORED ||
		    entry->status == ENTRY_DOES_NOT_COMPILE)
			add_points(&statistics, points, entry->final,
				   book->lessons[lesson].max_points);
	}
	n = statistics.counted;
	qsort(points, n, sizeof *points, by_value);
	if (n > 0) {
		statistics.mean /= (double)n;
		statistics.median = (points[(n - 1) / 2] + points[n / 2]) / 2;
	}
	free(points);
	return statistics;
}

/* The tally of that name, added at the end if there is none. */
static struct tally *tally_get(struct tally **tallies, size_t *n,
			       const char *name, const char *title)
{
	for (size_t i = 0; i < *n; i++) {
		if (strcmp((*tallies)[i].name, name) == 0)
			return &(*tallies)[i];
	}
	*tallies = memory_grow(*tallies, *n, sizeof **tallies);
	(*tallies)[*n] = (struct tally){ .name = name, .title = title };
	return &(*tallies)[(*n)++];
}

struct tally *tally_scripts(const struct book *book, size_t lesson, size_t *n)
{
	struct tally *tallies = NULL;

	*n = 0;
	for (size_t i = 0; i < book->n_students; i++) {
		const struct book_entry *entry =
			&book->students[i].entries[lesson];

		for (size_t k = 0; k < entry->n_scripts; k++) {
			const struct book_script *script = &entry->scripts[k];
			struct tally *tally = tally_get(
				&tallies, n, script->name, script->title);

			tally->failed += script->verdict == VERDICT_FAIL;
			tally->skipped += script->verdict == VERDICT_SKIPPED;
			tally->passed += script->verdict == VERDICT_PASS;
		}
	}
	return tallies;
}

/* Each mistake counts once a submission. */
static void add_mistakes(struct tally **tallies, size_t *n,
			 const struct book_entry *entry)
{
	if (entry->status == ENTRY_DOES_NOT_COMPILE)
		tally_get(tallies, n, "does-not-compile", "")->failed++;
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const char *code = entry->scripts[i].mistake;
		bool seen = false;

		for (size_t k = 0; code && k < i; k++)
			seen = seen ||
			       (entry->scripts[k].mistake &&
				strcmp(entry->scripts[k].mistake, code) == 0);
		if (code && !seen)
			tally_get(tallies, n, code, "")->failed++;
	}
}

static int by_failures(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->failed != y->failed)
		return x->failed < y->failed ? 1 : -1;
	return strcmp(x->name, y->name);
}

struct tally *tally_mistakes(const struct book *book, size_t lesson, size_t *n)
{
	struct tally *tallies = NULL;

	*n = 0;
	for (size_t i = 0; i < book->n_students; i++) {
		for (size_t k = 0; k < book->n_lessons; k++) {
			if (lesson == SIZE_MAX || lesson == k)
				add_mistakes(&tallies, n,
					     &book->students[i].entries[k]);
		}
	}
	if (*n > 0)
		qsort(tallies, *n, sizeof *tallies, by_failures);
	return tallies;
}

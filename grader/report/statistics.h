/* SPDX-License-Identifier: MIT */
/* A class in numbers. Who needs a review has no score and is not counted. */
#ifndef REPORT_STATISTICS_H
#define REPORT_STATISTICS_H

#include "book.h"

#define STATISTICS_BARS 10

struct lesson_statistics {
	size_t by_status[ENTRY_NEEDS_REVIEW + 1];
	size_t counted;	     /* submissions with points */
	double mean, median; /* of these, in points */
	/* how many have 0-9%, 10-19%, ... 90-100% */
	size_t bars[STATISTICS_BARS];
};

struct lesson_statistics statistics_of(const struct book *book, size_t lesson);

/* Of a script or a mistake: how many it failed. */
struct tally {
	const char *name, *title; /* of the book */
	size_t failed, skipped, passed;
};

/* The scripts of a lesson, in their order. To be freed; *n. */
struct tally *tally_scripts(const struct book *book, size_t lesson, size_t *n);

/*
 * The mistakes of a lesson, or of all with SIZE_MAX: how many submissions make
 * each, the most frequent first. To be freed; *n.
 */
struct tally *tally_mistakes(const struct book *book, size_t lesson, size_t *n);

#endif

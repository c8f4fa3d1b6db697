/* SPDX-License-Identifier: MIT */
/*
 * One file a format: each is a function of the grade book and of nothing else,
 * and writes into a folder of its own.
 *
 * Nobody gets a zero because the kit failed: an entry that needs a review has
 * no score in any format; where a format has one file a student, that student
 * gets a file needs-review.txt in its place, which no platform takes for a
 * result.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "book.h"

struct format {
	const char *name; /* "gradescope": also of the folder */
	const char *what; /* one line for people */
	int (*write)(const struct book *book, const char *folder);
};

/* The i-th format, NULL after the last. */
const struct format *format_at(size_t i);
const struct format *format_find(const char *name);

/*
 * Writes a format's files into OUT/NAME: a new folder takes the place of the
 * old one when it is whole. 0, or -1 with *error, to be freed: the machine's
 * reason, or that there is no such format.
 */
int export_run(const char *name, const struct book *book, const char *out,
	       char **error);

int gradescope_write(const struct book *book, const char *folder);
int prairielearn_write(const struct book *book, const char *folder);
int classroom_write(const struct book *book, const char *folder);
int autolab_write(const struct book *book, const char *folder);
int junit_write(const struct book *book, const char *folder);
int tap_write(const struct book *book, const char *folder);
int canvas_write(const struct book *book, const char *folder);
int moodle_write(const struct book *book, const char *folder);
int vpl_write(const struct book *book, const char *folder);
int coderunner_write(const struct book *book, const char *folder);
int csv_write(const struct book *book, const char *folder);
int json_write(const struct book *book, const char *folder);

#endif

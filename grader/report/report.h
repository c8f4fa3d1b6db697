/* SPDX-License-Identifier: MIT */
/*
 * What people look at, made from the grade book: OUT/grades.csv,
 * OUT/index.html for the instructor, and OUT/feedback/STUDENT/index.html, each
 * of which can be handed out alone. The pages need nothing but themselves, and
 * are readable where no scripts run.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "book.h"

/* 0, or -1 with *error, to be freed. */
int report_write(const struct book *book, const char *out, char **error);

/* The one page, and the other. */
void overview_put(FILE *out, const struct book *book);
void feedback_put(FILE *out, const struct book *book,
		  const struct book_student *student);

/* From <!doctype> to <main>; title is text. And the end of that. */
void html_begin(FILE *out, const char *title);
void html_end(FILE *out, const char *script);

/* Two cells: a number, and it as a part of another one. */
void meter_put(FILE *out, size_t n, size_t of);

/* Sorting and searching in the overview. */
extern const char report_script[];

#endif

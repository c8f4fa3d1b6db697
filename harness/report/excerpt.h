/* SPDX-License-Identifier: MIT */
/*
 * A few lines of the student's source, the one that matters marked.
 */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "report/page.h"

/* name: base name of the file that line is in; nothing is shown when path is
   another file. 0 when lines were printed, else -1. */
int excerpt_print(const struct page *page, const char *path, const char *name,
		  int line);

/* How many lines of the file say TODO; *first is the first one's number. */
int excerpt_todos(const char *path, int *first);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the lessons are worth in a student's total, as the instructor says: a
 * step after the raw scores, which stay as they are. A file with a line a
 * lesson:
 *
 *   05-epoll 30      thirty of the total's points; 0: it does not count
 *   * 10             ... and those without a line
 *
 * Without a file, or a line, a lesson is worth the points of its scripts.
 */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "book.h"

/* Sets worth of the book's lessons. 0; -1: *error, to be freed, names the file,
   the line and what is wrong, and nothing has changed. */
int book_weigh(struct book *book, const char *path, char **error);

#endif

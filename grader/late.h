/* SPDX-License-Identifier: MIT */
/*
 * The late policy: a step after the raw scores, which stay as they are. A file
 * with a rule a line; what is not said costs nothing:
 *
 *   due 05-epoll 2026-03-01T23:59:59Z   when a lesson is due, UTC
 *   due * 2026-03-08T23:59:59Z          ... and those without a line
 *   grace 15m                           still in time (s, m, h, d)
 *   lose 10% a day                      for each day that has begun
 *   at most 50%                         that can be lost
 *   closed after 7d                     then nothing counts
 */
#ifndef LATE_H
#define LATE_H

#include "book.h"

struct late_due {
	char *lesson; /* or "*" */
	long long at; /* seconds since 1970 */
};

struct late {
	struct late_due *dues;
	size_t n_dues;
	long grace, closed; /* seconds; closed -1: never */
	long lose, most;    /* percent */
};

/* NULL: *error, to be freed, names the file, the line and what is wrong. */
struct late *late_read(const char *path, char **error);
void late_free(struct late *late);

/* Sets late and final of every entry that has a time of submission. */
void late_apply(const struct late *late, struct book *book);

/* Both. 0, or -1 with *error. */
int book_late(struct book *book, const char *path, char **error);

#endif

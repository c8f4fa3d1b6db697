/* SPDX-License-Identifier: MIT */
/* One line on a terminal that tells how far it is; nothing elsewhere. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

struct progress_line {
	size_t total, done, review;
	double began; /* seconds of the monotonic clock */
	int shown;    /* on a terminal */
};

void progress_begin(struct progress_line *line, size_t total);
void progress_step(struct progress_line *line, int review);
void progress_end(struct progress_line *line);

/* Of the monotonic clock. */
double seconds_now(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the program has printed on stdout, line by line, each with the moment
 * at which it came. A step of the script accounts for a line; what no step has
 * accounted for is left over.
 *
 * Lines are C strings: a NUL in one is shown as "\0". Of more than
 * PRINTED_LINES lines, or of PRINTED_LENGTH bytes in one, the rest is dropped.
 */
#ifndef SUPERVISE_PRINTED_H
#define SUPERVISE_PRINTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/buffer.h"

#define PRINTED_LINES  4096
#define PRINTED_LENGTH 1024

struct printed_line {
	char *text; /* without its end */
	int64_t t;  /* virtual ns */
	bool accounted;
};

struct printed {
	struct printed_line *lines;
	size_t n;
	struct buffer begun; /* a line that has no end yet */
};

/* The next whole line of what is fresh (which is consumed), or NULL; to be
   freed. */
char *printed_next(struct printed *printed, struct buffer *fresh);

/* Keep a line; text is owned from then on. */
void printed_add(struct printed *printed, char *text, int64_t t);

/* Account for one line like this. False: there is none left. */
bool printed_account(struct printed *printed, const char *text);

/* All that is left over, each line with its "\n", and a begun one without; to
   be freed. */
char *printed_left(const struct printed *printed, size_t *len);

void printed_clear(struct printed *printed);

#endif

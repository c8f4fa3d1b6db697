/* SPDX-License-Identifier: MIT */
/*
 * What the program prints: two pipes that are always drained. Of both together
 * the first and the last 32 KiB are kept; any amount is fine.
 */
#ifndef SUPERVISE_OUTPUT_H
#define SUPERVISE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#include "run/buffer.h"

#define OUTPUT_KEPT 32768

/* The most that is written at once, so that the pipe never fills up. */
#define OUTPUT_PIECE 32768

struct output {
	int read_end, write_end; /* of stderr; -1: closed */
	int stdout_read, stdout_write;
	struct buffer fresh;  /* of stdout, for whoever takes it */
	uint8_t *head, *tail; /* OUTPUT_KEPT each; tail is a ring */
	uint64_t total;
};

/* 0, or -1 with errno. The write ends are for the program. */
int output_open(struct output *output);
void output_close(struct output *output);

/* The program has its ends: ours of them are closed. */
void output_give(struct output *output);

/* Take what is in the pipes. */
void output_drain(struct output *output);

/* Head and tail in one piece, with a remark between them where something was
   left out; *len gets its size. To be freed. */
uint8_t *output_text(const struct output *output, size_t *len);

#endif

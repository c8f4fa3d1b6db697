/* SPDX-License-Identifier: MIT */
/*
 * What the program prints: a pipe that is always drained, of which the first
 * and the last 32 KiB are kept. Any amount is fine.
 */
#ifndef SUPERVISE_OUTPUT_H
#define SUPERVISE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#define OUTPUT_KEPT 32768

/* The most that is written at once, so that the pipe never fills up. */
#define OUTPUT_PIECE 32768

struct output {
	int read_end, write_end; /* -1: closed */
	uint8_t *head, *tail;	 /* OUTPUT_KEPT each; tail is a ring */
	uint64_t total;
};

/* 0, or -1 with errno. write_end is for the program. */
int output_open(struct output *output);
void output_close(struct output *output);

/* Take what is in the pipe. */
void output_drain(struct output *output);

/* Head and tail in one piece, with a remark between them where something was
   left out; *len gets its size. To be freed. */
uint8_t *output_text(const struct output *output, size_t *len);

#endif

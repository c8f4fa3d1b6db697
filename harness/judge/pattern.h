/* SPDX-License-Identifier: MIT */
/*
 * Position-coded content, read back: which peer's pattern a byte belongs to,
 * and from which place in it.
 *
 * A pattern is a sequence of words of 8 bytes: one upper-case letter (the
 * peer's), then 7 digits (the word's place in bytes, modulo 10,000,000). So
 * any 15 bytes tell where they come from.
 */
#ifndef JUDGE_PATTERN_H
#define JUDGE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATTERN_WORD 8
#define PATTERN_WRAP 10000000

/* Whose pattern, and which byte of it. */
struct pattern_spot {
	char letter;
	int64_t offset;
};

/* Where the byte data[at] comes from, told by the word that it stands in, or
   by the first whole word after it. False: this is no pattern. */
bool pattern_spot(const uint8_t *data, size_t len, size_t at,
		  struct pattern_spot *spot);

/* True if the data has a whole word of a pattern near at. */
bool pattern_is(const uint8_t *data, size_t len, size_t at);

/* Where this spot of a pattern is in data[from, len); len: nowhere. */
size_t pattern_find(const uint8_t *data, size_t len, size_t from,
		    struct pattern_spot spot);

#endif

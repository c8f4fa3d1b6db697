/* SPDX-License-Identifier: MIT */
/*
 * A label as it grows, word by word: always valid UTF-8 on one line, without
 * control characters, and no longer than LABEL_MAX.
 */
#ifndef TIMELINE_WORDS_H
#define TIMELINE_WORDS_H

#include <stddef.h>

#include "timeline/measure.h"

struct words {
	char *text;
	size_t n;
};

/* Begins an empty label. */
struct words words_begin(char label[LABEL_MAX]);

void __attribute__((format(printf, 2, 3)))
words_say(struct words *words, const char *format, ...);

#endif

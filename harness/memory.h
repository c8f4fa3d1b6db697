/* SPDX-License-Identifier: MIT */
/*
 * Memory that is always got: what the kit needs is small, and a machine that
 * has none left for it cannot judge anything. Dying says so, and is no verdict.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void *memory_check(void *p)
{
	if (!p) {
		perror("harness");
		abort();
	}
	return p;
}

/* Zeroed. */
static inline void *memory_get(size_t size)
{
	return memory_check(calloc(1, size ? size : 1));
}

/* len bytes, and a NUL behind them. */
static inline void *memory_copy(const void *bytes, size_t len)
{
	char *copy = memory_get(len + 1);

	return memcpy(copy, bytes, len);
}

/* Room for one more in an array of n: it doubles at powers of two. */
static inline void *memory_grow(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	return memory_check(realloc(array, (n ? n * 2 : 1) * size));
}

/* A copy of text. */
static inline char *memory_text(const char *text)
{
	return memory_copy(text, strlen(text));
}

#endif

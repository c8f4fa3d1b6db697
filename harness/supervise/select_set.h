/* SPDX-License-Identifier: MIT */
/*
 * A set of select(2)'s, of more descriptors than an fd_set has room for: the
 * kernel knows no FD_SETSIZE, and programs may bring sets of their own making.
 * It is an array of unsigned long, the lowest descriptor in the lowest bit.
 */
#ifndef SUPERVISE_SELECT_SET_H
#define SUPERVISE_SELECT_SET_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define SELECT_MOST 65536 /* descriptors; more are the kernel's affair */
#define SELECT_WORD (sizeof(unsigned long) * CHAR_BIT)

struct select_set {
	unsigned long words[SELECT_MOST / SELECT_WORD];
};

static inline bool select_set_has(const struct select_set *set, int fd)
{
	return set->words[(size_t)fd / SELECT_WORD] >>
		       ((size_t)fd % SELECT_WORD) &
	       1;
}

static inline void select_set_clear(struct select_set *set, int fd)
{
	set->words[(size_t)fd / SELECT_WORD] &=
		~(1UL << (size_t)fd % SELECT_WORD);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How wide text is on a terminal: two cells for wide characters, none for
 * those that combine. As wcwidth(3) knows them, in any locale.
 */
#ifndef TIMELINE_CELLS_H
#define TIMELINE_CELLS_H

#include <stdbool.h>
#include <stddef.h>

/* text is valid UTF-8. */
int cells_of(const char *text);

/* The bytes of text's beginning that fit into so many cells; *cells: those
   that it takes. */
size_t cells_fit(const char *text, int room, int *cells);

/* A copy of text in out, of room bytes, that takes at most so many cells; what
   was cut ends with "...". Returns its cells. */
int cells_cut(const char *text, int cells, char *out, size_t room);

#endif

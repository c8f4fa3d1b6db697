/* SPDX-License-Identifier: MIT */
/*
 * Who has a column: the program, then peers in the order of their appearance.
 *
 * Peers whose names differ in the number at the end only are a crowd and share
 * a column. Of more columns than there is room for, those whose peers act
 * near the end stay, then those that appeared first; the rest share one.
 */
#ifndef TIMELINE_COLUMNS_H
#define TIMELINE_COLUMNS_H

#include "timeline/timeline.h"

/* The peer that an entry is about; NULL: none. */
const char *entry_peer(const struct entry *entry);

struct columns;

/* room: peers' columns, at least 1. */
struct columns *columns_new(const struct record *record, size_t room);
void columns_free(struct columns *columns);

/* The column of a peer by its name; 0: it has none. */
int columns_find(const struct columns *columns, const char *peer);

/* The list, to be freed; the first is the program, without a name. Names live
   as long as the record does. */
struct column *columns_list(const struct columns *columns, size_t *n);

#endif

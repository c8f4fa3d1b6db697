/* SPDX-License-Identifier: MIT */
/*
 * Where bytes and connections went: which send a read took from, and what was
 * sent and never taken.
 *
 * A TCP stream has no messages; what was sent first is taken first, so counts
 * are enough. What was under way is lost, and not looked for, when a peer
 * resets the connection or the program closes it.
 */
#ifndef TIMELINE_FLOW_H
#define TIMELINE_FLOW_H

#include "log/record.h"

struct flow {
	size_t *from;	  /* for each entry: where what it took began, or the
			     entry itself */
	int64_t *untaken; /* for each entry that gave bytes: those that nobody
			     took; for "connects": 1 when nobody accepted */
};

void flow_find(struct flow *flow, const struct record *record);
void flow_clear(struct flow *flow);

/* The entry moved bytes from a peer to the program, or the other way. */
bool entry_reads(const struct entry *entry);
bool entry_writes(const struct entry *entry);

#endif

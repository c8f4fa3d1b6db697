/* SPDX-License-Identifier: MIT */
/*
 * The timeline: who did what, from the first event of a run to its last.
 *
 * Columns are the program (always the first one) and its peers. Rows follow
 * each other as the events did: the index is the axis, and virtual time shows
 * where it jumps, as a gap. Nothing here knows how a timeline is drawn; the
 * writers (text.h, svg.h, mermaid.h) know nothing of the log's order.
 *
 * A large run is folded, in this order:
 *  - A crowd ("client 1" to "client 5000") is one column. Peers beyond the
 *    width share the last one; those who act at the end keep theirs.
 *  - Calls that only prepare (fcntl, epoll_ctl, ...) and follow each other
 *    are one row.
 *  - What is repeated is one row with a count, or a loop of rows with one.
 *    The last event is never part of a repetition.
 *  - What is still too long is cut between head and tail. The tail is whole,
 *    and rows that explain the end (bytes that nobody took) stay.
 */
#ifndef TIMELINE_TIMELINE_H
#define TIMELINE_TIMELINE_H

#include "log/record.h"

enum row_kind {
	ROW_CALL,   /* the program called, and has its result */
	ROW_WAITS,  /* the program begins to wait in a call */
	ROW_PEER,   /* a peer did something */
	ROW_SCRIPT, /* the script did something to the program */
	ROW_NOTE,   /* a signal arrived, or the program printed */
	ROW_END,    /* the program ended, or goes on without end */
	ROW_GAP,    /* virtual time jumped */
	ROW_LOOP,   /* the next "loop" rows are gone through several times */
	ROW_CUT,    /* rows were left out here */
};

/* Which way bytes, a connection or its end go, if at all. */
enum row_arrow { ARROW_NONE, ARROW_TO_PROGRAM, ARROW_TO_PEER };

struct row {
	const struct entry *entry; /* the first one; NULL: gap, loop, cut */
	const struct entry *last;  /* the last one of a repetition */
	size_t calls;	  /* consecutive entries that are this one row */
	size_t entries;	  /* of the log behind this row, repeats too */
	size_t times_min; /* how often in a row; in a loop it may differ */
	size_t times_max;
	size_t loop;   /* ROW_LOOP: so many rows */
	int64_t bytes; /* all that it moved; ENTRY_NONE: nothing */
	int64_t each;  /* what one of them moved, the first */
	int64_t gap;   /* ns, the shortest of a repetition */
	int64_t gap_max;
	int64_t untaken; /* bytes of a peer that the program never read */
	size_t from;	 /* the entry that the arrow began at, by index; the
			    row's own when it is not known */
	enum row_kind kind;
	int column; /* the peer's; 0: none */
	enum row_arrow arrow;
	int depth;	 /* loops around it */
	bool ends;	 /* the arrow is an end: FIN, reset */
	bool opens;	 /* the arrow is a connection's beginning */
	bool sees_end;	 /* a peer sees that the program closed */
	bool blocked;	 /* the program waits while this happens */
	bool mixed;	 /* several peers or descriptors */
	bool sizes;	 /* the repeats moved different numbers */
	bool unaccepted; /* a connection that was never accepted */
};

struct column {
	const char *name;
	size_t members; /* several: a crowd, or the peers without one */
	bool rest;	/* the peers without a column of their own */
};

struct timeline {
	const struct record *record;
	struct column *columns;
	size_t n_columns;
	struct row *rows;
	size_t n_rows;
	const char *file; /* of nearly all places; NULL: none is known */
	int64_t untaken;  /* bytes that lay unread at the end */
	const char *untaken_from; /* whose; NULL: of several, or none */
	size_t unaccepted;	  /* connections that were never accepted */
	const char *unaccepted_from;
};

struct timeline_limits {
	size_t columns; /* peers' columns, at least 1 */
	size_t rows;	/* about that many; 0: all */
};

/* The record must live as long as the timeline. Time is linear in the
   record's length. */
struct timeline *timeline_new(const struct record *record,
			      const struct timeline_limits *limits);
void timeline_free(struct timeline *timeline);

#endif

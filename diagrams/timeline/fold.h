/* SPDX-License-Identifier: MIT */
/*
 * Repetitions in rows: one row with a count, or a loop.
 *
 * A unit is a row, or a loop with its rows. In one pass over the units, each
 * place looks for the period (up to FOLD_PERIOD units) that saves most when
 * repeated at least FOLD_TIMES times; passes nest: what is a unit after the
 * first may repeat in the second. Each pass is linear in the number of units.
 */
#ifndef TIMELINE_FOLD_H
#define TIMELINE_FOLD_H

#include "timeline/timeline.h"

#define FOLD_PERIOD 16
#define FOLD_TIMES  3
#define FOLD_ROWS   24 /* in a loop, those of loops in it too */

struct unit {
	size_t first, n; /* rows */
};

struct fold {
	struct row *rows;
	size_t n_rows;
	struct unit *units;
	size_t n_units;
	const struct record *record;
};

/* Takes rows over; each is a unit. The last unit is never repeated. */
void fold_rows(struct fold *fold);

/* Leaves out units between head and tail until about so many rows stay. */
void fold_cut(struct fold *fold, size_t rows);

#endif

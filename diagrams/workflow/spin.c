/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "workflow/call.h"
#include "workflow/spin.h"

/* A circle has few stations: more different ones are none. */
#define STATIONS 32

struct circle {
	size_t first; /* entry */
	struct {
		const char *act, *at;
		int fd, n;
	} stations[STATIONS];
	int n_stations;
};

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Its number; the one behind the last for a new one. */
static int station_of(const struct circle *circle, const struct entry *call)
{
	int i = 0;

	while (i < circle->n_stations &&
	       !(circle->stations[i].fd == call->fd &&
		 same(circle->stations[i].act, call->act) &&
		 same(circle->stations[i].at, call->at)))
		i++;
	return i;
}

static void circle_pass(struct circle *circle, const struct entry *call)
{
	int i = station_of(circle, call);

	if (i == STATIONS)
		return;
	if (i == circle->n_stations) {
		circle->n_stations++;
		circle->stations[i].act = call->act;
		circle->stations[i].at = call->at;
		circle->stations[i].fd = call->fd;
		circle->stations[i].n = 0;
	}
	circle->stations[i].n++;
}

/* It ended before the entry at end: what led to it is no part of it. */
static void circle_mark(const struct circle *circle,
			const struct record *record, size_t end, bool *spins)
{
	for (size_t i = circle->first; i < end; i++) {
		int station = station_of(circle, &record->entries[i]);

		spins[i] = station < circle->n_stations &&
			   circle->stations[station].n >= SPIN_LEAST;
	}
}

bool *spin_find(const struct record *record)
{
	bool *spins = calloc(record->n + 1, sizeof(*spins));
	struct circle circle = { 0 };

	for (size_t i = 0; spins && i < record->n; i++) {
		const struct entry *entry = &record->entries[i];

		if (entry->kind == ENTRY_CALL && !call_progresses(entry)) {
			circle_pass(&circle, entry);
			continue;
		}
		circle_mark(&circle, record, i, spins);
		circle.first = i + 1;
		circle.n_stations = 0;
	}
	if (spins)
		circle_mark(&circle, record, record->n, spins);
	return spins;
}

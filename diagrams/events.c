/* SPDX-License-Identifier: MIT */
/* What a log holds: so many calls, so many waits, and where it ends. */
#include <stdio.h>

#include "draw.h"
#include "log/record.h"

static const char *const kinds[] = {
	[ENTRY_CALL] = "calls",	       [ENTRY_WAITS] = "waits",
	[ENTRY_SPINS] = "spins",       [ENTRY_SIGNAL] = "signals",
	[ENTRY_EXITS] = "exits",       [ENTRY_KILLED] = "ends by a signal",
	[ENTRY_PRINTS] = "lines out",  [ENTRY_FAULT] = "faults",
	[ENTRY_PEER] = "peers' deeds", [ENTRY_CLOCK] = "moves of the clock",
	[ENTRY_STEP] = "steps",
};

int draw_events(int argc, char **argv)
{
	size_t counts[sizeof(kinds) / sizeof(*kinds)] = { 0 };
	char error[512];
	struct record *record;

	if (argc != 1)
		return DRAW_USAGE;
	record = record_read(argv[0], error, sizeof(error));
	if (record == NULL) {
		fprintf(stderr, "%s\n", error);
		return DRAW_FAILED;
	}
	for (size_t i = 0; i < record->n; i++)
		counts[record->entries[i].kind]++;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (counts[i] > 0)
			printf("%8zu %s\n", counts[i], kinds[i]);
	record_free(record);
	return DRAW_DONE;
}

/* SPDX-License-Identifier: MIT */
/*
 * Waiting for the machine, never for the program: loopback delivers at once,
 * or nearly so on a loaded machine. Each look gives the processor away; after
 * ten real seconds the run is inconclusive.
 */
#ifndef RUN_PATIENCE_H
#define RUN_PATIENCE_H

#include <sched.h>
#include <stdbool.h>
#include <time.h>

struct patience {
	unsigned looks;
	time_t since;
};

static inline struct patience patience_begin(void)
{
	return (struct patience){ 0 };
}

static inline bool patience_left(struct patience *patience)
{
	struct timespec now;

	sched_yield();
	if (++patience->looks % 1024)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!patience->since)
		patience->since = now.tv_sec;
	return now.tv_sec - patience->since < 10;
}

#endif

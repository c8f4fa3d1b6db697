/* SPDX-License-Identifier: MIT */
/*
 * Units being judged, a number of them at a time. One process for each, and
 * one loop that waits for whichever is ready first; the journal is written
 * here and nowhere else.
 */
#ifndef POOL_H
#define POOL_H

#include "intake/class.h"
#include "journal.h"
#include "sandbox/sandbox.h"

struct pool {
	struct journal *journal;
	const struct sandbox *sandbox;
	struct class_unit **units; /* to be judged, in this order */
	size_t n;
	int jobs;
	int seconds; /* of real time a unit: the last resort */
	/* Marks the instructor's scripts in a result; may return another. */
	char *(*complete)(void *, const char *lesson, char *json);
	void *argument;
};

#define POOL_SECONDS 600
#define POOL_TRIES   3

/* 0, or -1 when the journal could not be written. */
int pool_run(struct pool *pool);

#endif

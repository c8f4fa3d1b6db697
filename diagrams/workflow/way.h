/* SPDX-License-Identifier: MIT */
/*
 * The way that a run took through a workflow.
 *
 * Each call of the log that is a matter of the workflow becomes a step at one
 * of its nodes. Where several nodes stand for the same call (two kinds of
 * epoll_ctl), that one is meant which makes the whole way leave the workflow
 * least often. Calls that are no matter of it are passed over; those that are,
 * but have no node, get one of their own beyond the workflow's.
 */
#ifndef WORKFLOW_WAY_H
#define WORKFLOW_WAY_H

#include <stdbool.h>
#include <stddef.h>

#include "log/record.h"
#include "workflow/call.h"
#include "workflow/route.h"
#include "workflow/workflow.h"

struct way_step {
	size_t entry;	 /* of the record: the call, or its wait */
	unsigned result; /* 0: it never returned */
	bool batch;
	bool spins; /* a part of a circle: spin.h */
	int node;   /* see way_extra() for those beyond the workflow's */
	int route;  /* of way.routes, to here; -1: the first step */
};

struct way {
	const struct workflow *workflow;
	const struct record *record;
	struct way_step *steps;
	size_t n_steps;
	struct routes routes;
	enum family extras[FAMILIES];
	int n_extras;
};

/* Both must live as long as the way. To be freed with way_free(). */
struct way *way_find(const struct workflow *workflow,
		     const struct record *record);
void way_free(struct way *way);

/* How many steps were reached by no edge. */
size_t way_off(const struct way *way);

/* Of a node beyond the workflow's: what it stands for. */
enum family way_extra(const struct way *way, int node);

#endif

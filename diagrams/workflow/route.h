/* SPDX-License-Identifier: MIT */
/*
 * From one call of a workflow to the next: over the edges that its result
 * allows, through nodes that a log does not show. Where the workflow has no
 * such way, the route is "off": straight, by no edge.
 */
#ifndef WORKFLOW_ROUTE_H
#define WORKFLOW_ROUTE_H

#include <stdbool.h>

#include "workflow/workflow.h"

/* What a route off the workflow costs; any way on it is cheaper. */
#define ROUTE_OFF 1000

struct route {
	int from, to;	 /* nodes; beyond the workflow's: calls that it does
			    not have */
	unsigned result; /* of the call at from */
	bool batch;	 /* the last wait brought the next one, too */
	bool off;
	int cost;
	int *edges; /* from the first to the last */
	int n_edges;
};

struct routes {
	const struct workflow *workflow;
	struct route *all;
	int n;
};

/* Finds or makes it. Returns its index: a route stays where it is only until
   the next one is made. Running out of memory ends the process. */
int routes_get(struct routes *routes, const struct route *wanted);
void routes_clear(struct routes *routes);

#endif

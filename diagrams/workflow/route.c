/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>

#include "memory.h"
#include "workflow/route.h"

#define FAR INT_MAX

/* How the search came to a node. */
struct arrival {
	int cost;
	int edge;
	bool direct; /* straight from the start */
};

/* What it costs to go through a node unseen; FAR: its call would show. */
static int pass_cost(const struct step_node *node, bool batch)
{
	if (node->calls == 0)
		return 0;
	if (node->waits && batch)
		return 2;
	return node->optional ? 4 : FAR;
}

/* A wait that is passed has brought something. */
static bool allows(const struct step_edge *edge, const struct workflow *in,
		   const struct route *route, bool direct)
{
	unsigned result = !direct && in->nodes[edge->from].waits ?
				  RESULT_OK :
				  route->result;

	return edge->when == 0 || edge->when & result;
}

static bool relax(const struct workflow *workflow, const struct route *route,
		  int edge, struct arrival *arrivals)
{
	const struct step_edge *over = &workflow->edges[edge];
	struct arrival *to = &arrivals[over->to];
	int pass = pass_cost(&workflow->nodes[over->from], route->batch);
	bool better = false;

	if (over->from == route->from && to->cost > 1 &&
	    allows(over, workflow, route, true)) {
		*to = (struct arrival){ 1, edge, true };
		better = true;
	}
	if (pass != FAR && arrivals[over->from].cost != FAR &&
	    arrivals[over->from].cost + pass + 1 < to->cost &&
	    allows(over, workflow, route, false)) {
		*to = (struct arrival){ arrivals[over->from].cost + pass + 1,
					edge, false };
		better = true;
	}
	return better;
}

/* Back from the goal. */
static void keep_edges(struct route *route, const struct workflow *workflow,
		       const struct arrival *arrivals)
{
	int n = 1;

	for (int at = route->to; !arrivals[at].direct; n++)
		at = workflow->edges[arrivals[at].edge].from;
	route->edges = memory_check(calloc(n, sizeof(*route->edges)));
	route->n_edges = n;
	for (int at = route->to; n-- > 0;
	     at = workflow->edges[arrivals[at].edge].from)
		route->edges[n] = arrivals[at].edge;
}

/* Bellman and Ford's: a workflow has a dozen nodes. */
static void search(struct route *route, const struct workflow *workflow)
{
	struct arrival *arrivals =
		memory_check(calloc(workflow->n_nodes, sizeof(*arrivals)));
	bool better = true;

	for (int i = 0; i < workflow->n_nodes; i++)
		arrivals[i].cost = FAR;
	while (better) {
		better = false;
		for (int i = 0; i < workflow->n_edges; i++)
			better |= relax(workflow, route, i, arrivals);
	}
	if (arrivals[route->to].cost != FAR) {
		route->off = false;
		route->cost = arrivals[route->to].cost;
		keep_edges(route, workflow, arrivals);
	} else if (workflow->nodes[route->to].starts) {
		/* Another program, or the same one, begins anew. */
		route->off = false;
		route->cost = ROUTE_OFF / 2;
	}
	free(arrivals);
}

int routes_get(struct routes *routes, const struct route *wanted)
{
	int known = routes->workflow->n_nodes;
	struct route *route;

	for (int i = 0; i < routes->n; i++) {
		route = &routes->all[i];
		if (route->from == wanted->from && route->to == wanted->to &&
		    route->result == wanted->result &&
		    route->batch == wanted->batch)
			return i;
	}
	routes->all = memory_check(
		realloc(routes->all, (routes->n + 1) * sizeof(*routes->all)));
	route = &routes->all[routes->n];
	*route = *wanted;
	route->off = true;
	route->cost = ROUTE_OFF;
	route->edges = NULL;
	route->n_edges = 0;
	if (wanted->from < known && wanted->to < known)
		search(route, routes->workflow);
	return routes->n++;
}

void routes_clear(struct routes *routes)
{
	for (int i = 0; i < routes->n; i++)
		free(routes->all[i].edges);
	free(routes->all);
}

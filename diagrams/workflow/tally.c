/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "workflow/tally.h"

static void pass(struct passes *passes, bool spins)
{
	passes->n++;
	passes->spins += spins;
}

static struct jump *jump_of(struct tally *tally, const struct route *route,
			    const char *outcome)
{
	struct jump *jump;

	for (int i = 0; i < tally->n_jumps; i++) {
		jump = &tally->jumps[i];
		if (jump->from == route->from && jump->to == route->to &&
		    !strcmp(jump->outcome, outcome))
			return jump;
	}
	tally->jumps = memory_check(
		realloc(tally->jumps, (tally->n_jumps + 1) * sizeof(*jump)));
	jump = &tally->jumps[tally->n_jumps++];
	*jump = (struct jump){ .from = route->from,
			       .to = route->to,
			       .outcome = outcome };
	return jump;
}

/* The last step at the line that the verdict names; without one, where the
   program was at the end. */
static long place_of(const struct way *way, const struct verdict *verdict)
{
	long i = (long)way->n_steps - 1;

	if (!verdict->failed)
		return -1;
	for (; i >= 0 && verdict->file; i--) {
		const struct entry *at =
			&way->record->entries[way->steps[i].entry];

		if (at->file && at->line == verdict->line &&
		    !strcmp(at->file, verdict->file))
			return i;
	}
	return (long)way->n_steps - 1;
}

/* A circle in a run that passed does no harm. */
static void count_step(struct tally *tally, const struct way *way, size_t i,
		       bool red)
{
	const struct way_step *step = &way->steps[i];
	const struct route *route;
	struct jump *jump;

	red = red && step->spins;
	pass(&tally->nodes[step->node], red);
	tally->reached[step->node] = true;
	if (step->route < 0)
		return;
	route = &way->routes.all[step->route];
	for (int k = 0; k < route->n_edges; k++) {
		pass(&tally->edges[route->edges[k]], red && step[-1].spins);
		tally->reached[way->workflow->edges[route->edges[k]].from] =
			true;
	}
	if (!route->off)
		return;
	jump = jump_of(tally, route,
		       call_outcome(&way->record->entries[step[-1].entry]));
	pass(&jump->passes, red && step[-1].spins);
	jump->wrong |= tally->place == (long)i || tally->place == (long)i - 1;
}

/* What comes before the first call, no log shows. */
static void count_start(struct tally *tally, const struct way *way)
{
	const struct workflow *workflow = way->workflow;

	for (int i = 0; way->n_steps > 0 && i < workflow->n_edges; i++) {
		const struct step_edge *edge = &workflow->edges[i];
		const struct step_node *from = &workflow->nodes[edge->from];

		if (!from->starts || from->calls ||
		    edge->to != way->steps[0].node)
			continue;
		tally->reached[edge->from] = true;
		pass(&tally->edges[i], false);
	}
}

struct tally *tally_new(const struct way *way, const struct verdict *verdict)
{
	struct tally *tally = memory_check(calloc(1, sizeof(*tally)));
	int n = way->workflow->n_nodes + way->n_extras;

	tally->nodes = memory_check(calloc(n + 1, sizeof(*tally->nodes)));
	tally->reached = memory_check(calloc(n + 1, sizeof(*tally->reached)));
	tally->edges = memory_check(
		calloc(way->workflow->n_edges + 1, sizeof(*tally->edges)));
	tally->place = place_of(way, verdict);
	for (size_t i = 0; i < way->n_steps; i++)
		count_step(tally, way, i, !verdict->passed);
	count_start(tally, way);
	return tally;
}

void tally_free(struct tally *tally)
{
	free(tally->nodes);
	free(tally->reached);
	free(tally->edges);
	free(tally->jumps);
	free(tally);
}

/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "workflow/spin.h"
#include "workflow/way.h"

/* Nodes that may stand for one call. */
#define CHOICES 8

struct choice {
	int node, back, route;
	long cost;
};

struct choices {
	struct choice of[CHOICES];
	int n;
};

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool is_workflows(const struct workflow *workflow, enum family family)
{
	for (int i = 0; i < workflow->n_nodes; i++)
		if (workflow->nodes[i].calls & 1U << family)
			return true;
	return false;
}

/* Pipes, files and timers are the program's own affair. */
static bool is_matter(const struct workflow *workflow,
		      const struct entry *entry)
{
	enum family family = family_of(entry->act);

	if (family == FAMILY_NONE ||
	    !(is_workflows(workflow, family) || family_always_counts(family)))
		return false;
	if (family == FAMILY_FCNTL)
		return entry->connection > 0 || same(entry->peer, "listener") ||
		       same(entry->peer, "socket");
	if (family == FAMILY_RECV || family == FAMILY_SEND ||
	    family == FAMILY_CLOSE)
		return entry->connection > 0;
	return true;
}

/* The call that the program waited in has returned. */
static bool goes_on(const struct entry *waits, const struct entry *call)
{
	return waits->kind == ENTRY_WAITS && same(waits->act, call->act) &&
	       same(waits->at, call->at);
}

static void collect_steps(struct way *way)
{
	const struct record *record = way->record;

	way->steps = memory_check(calloc(record->n + 1, sizeof(*way->steps)));
	for (size_t i = 0; i < record->n; i++) {
		const struct entry *entry = &record->entries[i];
		size_t n = way->n_steps;

		if ((entry->kind != ENTRY_CALL && entry->kind != ENTRY_WAITS) ||
		    !is_matter(way->workflow, entry))
			continue;
		if (n > 0 &&
		    goes_on(&record->entries[way->steps[n - 1].entry], entry))
			n--;
		way->steps[n].entry = i;
		way->steps[n].result = call_result(entry);
		way->n_steps = n + 1;
	}
}

/* ---- Batches: what one wait brought, and what of it has had its turn ------ */

struct batch {
	const struct entry *wait;
	int *done;
	size_t n_done, room;
};

#define LISTENER (-2)

static int subject_of(const struct entry *call)
{
	return family_of(call->act) == FAMILY_ACCEPT ? LISTENER : call->fd;
}

static bool batch_has(const struct batch *batch, int subject)
{
	const struct entry *wait = batch->wait;

	for (size_t i = 0; i < batch->n_done; i++)
		if (batch->done[i] == subject)
			return false;
	for (size_t i = 0; wait && i < wait->n_ready; i++)
		if (subject == LISTENER ?
			    same(wait->ready[i].peer, "listener") :
			    wait->ready[i].fd == subject)
			return true;
	/* The log names the first of many. */
	return wait && wait->ret > (int64_t)wait->n_ready;
}

static void batch_done(struct batch *batch, int subject)
{
	if (batch->n_done == batch->room) {
		batch->room = batch->room * 2 + 16;
		batch->done = memory_check(realloc(
			batch->done, batch->room * sizeof(*batch->done)));
	}
	batch->done[batch->n_done++] = subject;
}

static void mark_batches(struct way *way)
{
	struct batch batch = { 0 };

	for (size_t i = 0; i < way->n_steps; i++) {
		struct way_step *step = &way->steps[i];
		const struct entry *call = &way->record->entries[step->entry];

		if (family_of(call->act) == FAMILY_WAIT) {
			batch.wait = call->kind == ENTRY_CALL ? call : NULL;
			batch.n_done = 0;
			continue;
		}
		step->batch = batch_has(&batch, subject_of(call));
		if (step->batch)
			batch_done(&batch, subject_of(call));
	}
	free(batch.done);
}

/* ---- The cheapest way (Viterbi's) ----------------------------------------- */

static int extra_node(struct way *way, enum family family)
{
	int i = 0;

	while (i < way->n_extras && way->extras[i] != family)
		i++;
	if (i == way->n_extras)
		way->extras[way->n_extras++] = family;
	return way->workflow->n_nodes + i;
}

static void collect_choices(struct way *way, const struct entry *call,
			    struct choices *choices)
{
	const struct workflow *workflow = way->workflow;

	for (int i = 0; i < workflow->n_nodes && choices->n < CHOICES; i++)
		if (node_fits(&workflow->nodes[i], call))
			choices->of[choices->n++].node = i;
	if (choices->n == 0)
		choices->of[choices->n++].node =
			extra_node(way, family_of(call->act));
}

static void come_from(struct way *way, size_t at, const struct choices *before,
		      struct choice *choice)
{
	choice->cost = before ? LONG_MAX : 0;
	choice->route = -1;
	for (int i = 0; before && i < before->n; i++) {
		struct route wanted = {
			.from = before->of[i].node,
			.to = choice->node,
			.result = way->steps[at - 1].result,
			.batch = way->steps[at].batch,
		};
		int route = routes_get(&way->routes, &wanted);
		long cost = before->of[i].cost + way->routes.all[route].cost;

		if (cost >= choice->cost)
			continue;
		choice->cost = cost;
		choice->back = i;
		choice->route = route;
	}
}

static void find_cheapest(struct way *way)
{
	size_t n = way->n_steps;
	struct choices *all = memory_check(calloc(n + 1, sizeof(*all)));
	int best = 0;

	for (size_t i = 0; i < n; i++) {
		collect_choices(way, &way->record->entries[way->steps[i].entry],
				&all[i]);
		for (int k = 0; k < all[i].n; k++)
			come_from(way, i, i > 0 ? &all[i - 1] : NULL,
				  &all[i].of[k]);
	}
	for (int k = 1; n > 0 && k < all[n - 1].n; k++)
		if (all[n - 1].of[k].cost < all[n - 1].of[best].cost)
			best = k;
	for (size_t i = n; i-- > 0; best = all[i].of[best].back) {
		way->steps[i].node = all[i].of[best].node;
		way->steps[i].route = all[i].of[best].route;
	}
	free(all);
}

struct way *way_find(const struct workflow *workflow,
		     const struct record *record)
{
	struct way *way = memory_check(calloc(1, sizeof(*way)));
	bool *spins = memory_check(spin_find(record));

	way->workflow = workflow;
	way->record = record;
	way->routes.workflow = workflow;
	collect_steps(way);
	mark_batches(way);
	find_cheapest(way);
	for (size_t i = 0; i < way->n_steps; i++)
		way->steps[i].spins = spins[way->steps[i].entry];
	free(spins);
	return way;
}

void way_free(struct way *way)
{
	if (!way)
		return;
	routes_clear(&way->routes);
	free(way->steps);
	free(way);
}

size_t way_off(const struct way *way)
{
	size_t n = 0;

	for (size_t i = 0; i < way->n_steps; i++)
		n += way->steps[i].route >= 0 &&
		     way->routes.all[way->steps[i].route].off;
	return n;
}

enum family way_extra(const struct way *way, int node)
{
	return way->extras[node - way->workflow->n_nodes];
}

/* SPDX-License-Identifier: MIT */
/* Peers that listen, for programs that connect. Part of run.h. */
#include <string.h>
#include <unistd.h>

#include "run/run.h"

static enum answer answer_of(enum verb verb)
{
	switch ((int)verb) {
	case VERB_ACCEPTS_AT_ONCE:
		return ANSWER_AT_ONCE;
	case VERB_REFUSES:
		return ANSWER_REFUSES;
	case VERB_STAYS_PENDING:
		return ANSWER_PENDING;
	case VERB_IS_UNREACHABLE:
		return ANSWER_UNREACHABLE;
	}
	return ANSWER_ACCEPTS;
}

/* In a network of the run's own their ports follow the program's. */
static struct target *target_for(struct run *run, const struct peer *peer)
{
	struct targets *targets = &run->targets;
	struct target *target = targets_find(targets, peer->name);
	int port = run->network.own ? run->network.port + 1 + (int)targets->n :
				      0;

	if (target)
		return target;
	target = targets_add(targets, peer->name, port);
	if (target)
		target->window = peer->window ? peer->window : PEER_WINDOW;
	return target;
}

bool listen_begin(struct run *run)
{
	const struct script *script = run->script;

	for (size_t i = 0; i < script->n_steps; i++) {
		const struct step *step = &script->steps[i];
		struct target *target;

		if (!verb_is_answer(step->verb))
			continue;
		target = targets_find(&run->targets, step->who);
		if (target) /* what comes later decides later */
			continue;
		target = target_for(run, peers_find(&run->peers, step->who, 0));
		if (target && target_answer(target, answer_of(step->verb)) < 0)
			run->targets.problem = "a peer cannot listen";
		if (run->targets.problem)
			return run_inconclusive(run, run->targets.problem);
	}
	return true;
}

/* Is it one of those that stand before anything lets the program run? */
static bool is_leading(const struct run *run, const struct step *step)
{
	for (const struct step *it = run->script->steps; it <= step; it++)
		if (!verb_is_answer(it->verb) && it->verb != VERB_FAULT &&
		    it->verb != VERB_STARTS_WITH_OPEN &&
		    it->verb != VERB_HAS_LIMIT)
			return false;
	return run->targets.n > 0;
}

void listen_faults(struct run *run)
{
	const struct script *script = run->script;

	for (size_t i = 0; i < script->n_steps; i++)
		if (script->steps[i].verb == VERB_FAULT &&
		    is_leading(run, &script->steps[i]))
			faults_add(&run->supervisor.faults,
				   &script->steps[i].fault);
}

bool listen_has_begun(const struct run *run)
{
	return is_leading(run, run->step);
}

void listen_take(struct run *run)
{
	for (size_t i = 0; i < run->targets.n; i++) {
		struct target *target = &run->targets.targets[i];
		struct peer *peer = peers_find(&run->peers, target->peer, 0);

		if (target->connection != peer->connection) {
			peer_renew(peer);
			peer->connection = target->connection;
		}
		if (target->accepted < 0)
			continue;
		if (peer->fd >= 0)
			close(peer->fd);
		peer->fd = target->accepted;
		target->accepted = -1;
	}
}

/* The first step of each was taken before the program started. */
static bool is_first(const struct run *run)
{
	for (const struct step *step = run->script->steps; step < run->step;
	     step++)
		if (verb_is_answer(step->verb) &&
		    !strcmp(step->who, run->step->who))
			return false;
	return true;
}

bool listen_answer(struct run *run, struct peer *peer)
{
	static const char *const acts[] = {
		"accepts",	 "accepts at once", "refuses",
		"stays pending", "is unreachable",  "lets it through",
	};
	const char *act = acts[run->step->verb - VERB_ACCEPTS];
	struct target *target = targets_find(&run->targets, peer->name);
	const struct connection *link = peer_link(&run->peers, peer);

	if (is_first(run)) {
		run_note(run, peer->name, act, -1);
		return true;
	}
	if (run->step->verb == VERB_LETS_THROUGH && (!link || !link->pending))
		return run_mismatch(run, MISMATCH_ALONE);
	run_note(run, peer->name, act, -1);
	supervisor_decide(&run->supervisor, target, answer_of(run->step->verb));
	listen_take(run);
	run->trial->connection = peer->connection;
	return !run->targets.problem ||
	       run_inconclusive(run, run->targets.problem);
}

bool listen_is_alone(const struct run *run, const struct peer *peer)
{
	const struct connection *link = peer_link(&run->peers, peer);
	const struct step *step = run->step;

	if (!targets_find(&run->targets, peer->name) ||
	    verb_is_answer(step->verb) || step->verb == VERB_HAS_WINDOW ||
	    step->payload.kind == PAYLOAD_NOTHING)
		return false;
	return !link || !link->established;
}

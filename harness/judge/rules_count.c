/* SPDX-License-Identifier: MIT */
/*
 * More than allowed: descriptors that outlive their clients, and memory.
 */
#include <string.h>

#include "judge/rules.h"
#include "judge/wording.h"

/* A descriptor of a connection whose client has left. */
static const struct holding *left_open(const struct trial *trial, size_t *count)
{
	const struct holding *first = NULL;
	size_t i;

	for (i = 0, *count = 0; i < trial->n_holdings; i++) {
		const struct holding *h = &trial->holdings[i];
		const struct connection *c =
			evidence_connection(trial, h->connection);

		if (!c || !(c->peer_fin || c->peer_reset))
			continue;
		first = first ? first : h;
		(*count)++;
	}
	return first;
}

bool rule_descriptor_leak(const struct trial *trial, struct finding *finding)
{
	const struct step *step = evidence_step(trial);
	const struct holding *h;
	size_t count;

	if (trial->end != TRIAL_STEP_FAILED || !step ||
	    trial->mismatch != MISMATCH_COUNT || step->verb != VERB_HOLDS)
		return false;
	h = left_open(trial, &count);
	if (!h)
		return finding_say(finding, trial->doing.at,
				   "Your program holds %lld descriptors%s, "
				   "where at most %lld are allowed.",
				   (long long)trial->count,
				   step->relative ? " more than at the start" :
						    "",
				   (long long)trial->limit);
	if (count > 1)
		return finding_say(finding, h->opened_at,
				   "Your program still holds %zu descriptors "
				   "of clients who have left; the first of "
				   "them is %d, of %s.",
				   count, h->fd, h->peer ? h->peer : "one");
	return finding_say(finding, h->opened_at,
			   "Your program still holds descriptor %d of %s, "
			   "who has left.",
			   h->fd, h->peer ? h->peer : "a client");
}

bool rule_unbounded_buffer(const struct trial *trial, struct finding *finding)
{
	const struct step *step = evidence_step(trial);
	const struct connection *most = NULL;
	uint64_t owed = 0;
	size_t i;

	if (trial->end != TRIAL_STEP_FAILED || !step ||
	    trial->mismatch != MISMATCH_COUNT ||
	    (step->verb != VERB_USES && step->verb != VERB_KEEPS))
		return false;
	for (i = 0; i < trial->n_connections; i++) {
		const struct connection *c = &trial->connections[i];

		if (c->taken > c->written && c->taken - c->written > owed) {
			owed = c->taken - c->written;
			most = c;
		}
	}
	if (!most)
		return false;
	i = evidence_last(trial, SIZE_MAX,
			  (struct query){ CALL_READ,
					  (int)(most - trial->connections) + 1,
					  ANY_FD, RESULT_ANY });
	return finding_say(finding,
			   i == EVIDENCE_NONE ? trial->doing.at :
						log_at(trial->log, i)->at,
			   "Your program has read %s bytes from %s and "
			   "written %s back: it goes on reading for a "
			   "client that does not read.",
			   wording_grouped(most->taken), most->peer,
			   wording_grouped(most->written));
}

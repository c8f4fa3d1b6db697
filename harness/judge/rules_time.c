/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: for how long a client had been silent when its connection was
 * closed, or is still open. Which mistake it is the script says: the log shows
 * when, and not why.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/rules.h"
#include "judge/wording.h"

#define NS_A_MS 1000000

bool code_is_about_time(const char *code)
{
	return code && (strncmp(code, "deadline", 8) == 0 ||
			strcmp(code, "wall-clock-deadline") == 0 ||
			strcmp(code, "interrupted-restarts-wait") == 0);
}

bool code_is_timed(const char *code)
{
	return code_is_about_time(code) ||
	       (code && strncmp(code, "tick-", 5) == 0);
}

/* When the peer last sent something, or else came; before an index. */
static int64_t last_heard(const struct trial *trial, size_t before)
{
	int64_t t = 0;
	size_t i;

	for (i = 0; i < before && i < log_length(trial->log); i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_PEER &&
		    event->connection == trial->connection &&
		    (strcmp(event->act, "sends") == 0 ||
		     strcmp(event->act, "connects") == 0))
			t = event->t;
	}
	return t;
}

/* What it would take for it to wake. */
static void add_wait(struct finding *finding, const struct doing *doing)
{
	char *time;

	if (doing->timeout < 0) {
		finding_add(finding, "It waits in %s() without a timeout.",
			    call_for_people(doing->call));
		return;
	}
	time = wording_duration(doing->timeout);
	finding_add(finding, "It waits in %s() for another %s.",
		    call_for_people(doing->call), time);
	free(time);
}

bool rule_silence(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	const struct event *closing;
	char *ms;

	if (trial->end != TRIAL_STEP_FAILED || !c || c->peer_fin ||
	    c->peer_reset)
		return false;
	if (c->program_closed && (trial->mismatch == MISMATCH_CLOSED ||
				  trial->mismatch == MISMATCH_RESET)) {
		closing = log_at(trial->log, c->closed_at);
		ms = wording_duration(closing->t -
				      last_heard(trial, c->closed_at));
		finding_say(finding, closing->at,
			    "Your program closed %s's connection %s after the "
			    "last that was heard of %s.",
			    c->peer, ms, c->peer);
	} else if (!c->program_closed && trial->mismatch == MISMATCH_OPEN) {
		ms = wording_duration(trial->virtual_ns -
				      last_heard(trial, SIZE_MAX));
		finding_say(finding, trial->doing.at,
			    "%s has been silent for %s, and your program has "
			    "not closed the connection.",
			    c->peer, ms);
		if (trial->doing.kind == DOING_WAITING)
			add_wait(finding, &trial->doing);
	} else {
		return false;
	}
	free(ms);
	return true;
}

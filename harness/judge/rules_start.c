/* SPDX-License-Identifier: MIT */
/*
 * Before the program serves anybody: the calls that it may not make, and
 * the port that it should listen on.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge/rules.h"
#include "judge/verdict.h"

static const struct source nowhere = { NULL, 0, NULL };

bool rule_forbidden_call(const struct trial *trial, struct finding *finding)
{
	if (trial->end != TRIAL_FORBIDDEN)
		return false;
	if (trial->forbidden && strchr(trial->forbidden, ' '))
		return finding_say(finding, trial->forbidden_at,
				   "Your program used %s: it was answered "
				   "with EPERM.",
				   trial->forbidden);
	return finding_say(finding, trial->forbidden_at,
			   "Your program called %s(), which this lesson "
			   "leaves out: it was answered with EPERM.",
			   trial->forbidden ?
				   call_for_people(trial->forbidden) :
				   "a function");
}

static size_t last_named(const struct trial *trial, const char *name)
{
	size_t i = log_length(trial->log);

	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && event->act &&
		    strcmp(event->act, name) == 0)
			return i;
	}
	return EVIDENCE_NONE;
}

static unsigned swapped(int port)
{
	unsigned p = (unsigned)port & 0xffff;

	return (p >> 8) | (p & 0xff) << 8;
}

/* It bound a port of its own choice. */
static void say_elsewhere(const struct trial *trial, struct finding *finding,
			  struct source at)
{
	finding_say(finding, at,
		    "Your program listens on port %d, and "
		    "was started with port %d.",
		    trial->bound_port, trial->wanted_port);
	if (!trial->wanted_port) {
		free(finding->explanation);
		finding->explanation = NULL;
		finding_say(finding, at,
			    "Your program listens on %s, which "
			    "is not the port that it was given.",
			    trial->bound_how ? trial->bound_how : "a port");
	} else if (swapped(trial->bound_port) == (unsigned)trial->wanted_port) {
		finding_add(finding,
			    "These are the same two bytes in the "
			    "other order: 0x%04x and 0x%04x.",
			    (unsigned)trial->bound_port,
			    (unsigned)trial->wanted_port);
	}
}

static void say_failed(struct finding *finding, const struct event *event)
{
	finding_say(finding, event->at, "%s() said %s.", event->act,
		    errno_name(event->error));
}

/* It is still there, or was: how far did it come? */
static void say_how_far(const struct trial *trial, struct finding *finding)
{
	size_t bound = last_named(trial, "bind");
	size_t listened = last_named(trial, "listen");
	struct source at = nowhere;

	if (listened != EVIDENCE_NONE)
		at = log_at(trial->log, listened)->at;
	else if (bound != EVIDENCE_NONE)
		at = log_at(trial->log, bound)->at;
	if (trial->bound_port > 0)
		say_elsewhere(trial, finding, at);
	else if (bound != EVIDENCE_NONE && log_at(trial->log, bound)->error)
		say_failed(finding, log_at(trial->log, bound));
	else if (listened != EVIDENCE_NONE &&
		 log_at(trial->log, listened)->error)
		say_failed(finding, log_at(trial->log, listened));
	else if (listened != EVIDENCE_NONE)
		finding_say(finding, at,
			    "Your program listened on %s, and "
			    "no longer does.",
			    trial->bound_how ? trial->bound_how : "a port");
	else if (bound != EVIDENCE_NONE)
		finding_say(finding, at,
			    "Your program called bind(), but not listen().");
	else
		finding_say(finding, trial->doing.at,
			    "Your program called neither bind() nor "
			    "listen().");
}

static void add_end(const struct trial *trial, struct finding *finding)
{
	char *text;

	if (!trial->exited)
		return;
	finding_add(finding, "It exited with status %d", trial->status);
	if (trial->output.len == 0) {
		finding_add(finding, "and printed nothing.");
		return;
	}
	text = printable(trial->output.data, trial->output.len, 160);
	finding_add(finding, "and printed \"%s\".", text ? text : "");
	free(text);
}

/* The last listen() that went well. */
static size_t listened(const struct trial *trial)
{
	size_t i = last_named(trial, "listen");

	return i != EVIDENCE_NONE && log_at(trial->log, i)->error ?
		       EVIDENCE_NONE :
		       i;
}

static bool has_guests(const struct script *script)
{
	for (size_t i = 0; i < script->n_steps; i++)
		if (script->steps[i].verb == VERB_CONNECTS)
			return true;
	return false;
}

bool rule_did_not_listen(const struct trial *trial, struct finding *finding)
{
	/* What spins before it listens where it should has not come far. */
	bool spins = trial->end == TRIAL_SPINNING && trial->bound_port >= 0 &&
		     has_guests(trial->script);

	if ((trial->end != TRIAL_NOT_LISTENING && !spins) || trial->signal)
		return false;
	say_how_far(trial, finding);
	add_end(trial, finding);
	return true;
}

/* After a restart: the port is held by connections of the last run. */
bool rule_bind_failed(const struct trial *trial, struct finding *finding)
{
	size_t bound = last_named(trial, "bind");
	const struct step *step = evidence_step(trial);
	const struct event *event;

	if (bound == EVIDENCE_NONE || !step || step->verb != VERB_RESTARTS)
		return false;
	event = log_at(trial->log, bound);
	if (!event->error)
		return false;
	say_failed(finding, event);
	if (event->error == EADDRINUSE)
		finding_add(finding, "Connections of its last run still hold "
				     "the port (TIME_WAIT), and bind() was "
				     "not told to put up with them.");
	return true;
}

/* It should have said why it cannot start, and ended. */
bool rule_started_anyway(const struct trial *trial, struct finding *finding)
{
	const struct step *step = evidence_step(trial);
	size_t i = listened(trial);

	if (trial->end != TRIAL_STEP_FAILED || !step || i == EVIDENCE_NONE ||
	    trial->mismatch != MISMATCH_RUNNING || step->verb != VERB_EXITS)
		return false;
	return finding_say(finding, log_at(trial->log, i)->at,
			   "Your program was started with a port that it "
			   "cannot have, and listens all the same, on a "
			   "port that nobody knows.");
}

/* Of the whole run not one call of this family. */
static bool never_calls(const struct trial *trial, enum call_family family)
{
	struct query query = { (int)family, 0, ANY_FD, RESULT_ANY };

	return evidence_last(trial, SIZE_MAX, query) == EVIDENCE_NONE;
}

/* A program that is not finished: what it leaves undone is plain to see, and
   no subtler mistake should be read into it. */
bool rule_unfinished(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (trial->end != TRIAL_STEP_FAILED || !c || !c->established ||
	    (trial->mismatch != MISMATCH_LESS &&
	     trial->mismatch != MISMATCH_OPEN &&
	     trial->mismatch != MISMATCH_CLOSED &&
	     trial->mismatch != MISMATCH_RESET))
		return false;
	if (!c->accepted && never_calls(trial, CALL_ACCEPT))
		return finding_say(finding, trial->doing.at,
				   "%s has connected, and your program has "
				   "never called accept().",
				   c->peer);
	if (c->sent == 0 || c->taken > 0 || !never_calls(trial, CALL_READ))
		return false;
	return finding_say(finding, trial->doing.at,
			   "%s has sent %llu bytes, and your program has "
			   "never read from anybody.",
			   c->peer, (unsigned long long)c->sent);
}

/* The last call that closed what it listened on. */
static size_t listener_closed(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && event->peer &&
		    !strcmp(event->act, "close") &&
		    !strcmp(event->peer, "listener"))
			return i;
	}
	return EVIDENCE_NONE;
}

bool rule_listener_closed(const struct trial *trial, struct finding *finding)
{
	size_t closed = listener_closed(trial);

	if (trial->mismatch != MISMATCH_REFUSED || closed == EVIDENCE_NONE)
		return false;
	return finding_say(finding, log_at(trial->log, closed)->at,
			   "Your program closed its listener here, so that "
			   "the kernel refuses %s.",
			   peer_for_people(trial->peer, "everybody else"));
}

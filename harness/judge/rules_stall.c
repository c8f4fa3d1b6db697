/* SPDX-License-Identifier: MIT */
/*
 * One descriptor holds the others up: the program sits in a call for one
 * client, or tries for one client alone, while somebody else waits.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "judge/rules.h"
#include "judge/wording.h"

/* A step that can fail because the program is elsewhere. */
static bool could_be_a_stall(const struct trial *trial)
{
	if (trial->end != TRIAL_STEP_FAILED)
		return false;
	switch (trial->mismatch) {
	case MISMATCH_LESS:
	case MISMATCH_OPEN:
	case MISMATCH_BACKLOG:
	case MISMATCH_WAITS:
	case MISMATCH_OUTPUT:
	case MISMATCH_RUNNING:
		return true;
	case MISMATCH_NONE:
	case MISMATCH_CONTENT:
	case MISMATCH_MORE:
	case MISMATCH_CLOSED:
	case MISMATCH_RESET:
	case MISMATCH_REFUSED:
	case MISMATCH_COUNT:
	case MISMATCH_STATUS:
	case MISMATCH_CALLED:
	case MISMATCH_LINE:
	case MISMATCH_LINES:
	case MISMATCH_ALONE:
		return false;
	}
	return false;
}

/* Blocked in a call of this family, and on somebody else's descriptor. */
static bool blocked_in(const struct trial *trial, enum call_family family)
{
	const struct doing *doing = &trial->doing;

	if (!could_be_a_stall(trial) || doing->kind != DOING_BLOCKED ||
	    call_family_of(doing->call) != family)
		return false;
	return !trial->connection || doing->connection != trial->connection;
}

/* Somebody other than OTHER whom the program owes a look: input that it has
   not read, or a connection that it has not accepted. */
static const char *who_waits(const struct trial *trial, int other)
{
	size_t i;

	if (trial->connection && trial->connection != other)
		return evidence_connection(trial, trial->connection) ?
			       evidence_connection(trial, trial->connection)
				       ->peer :
			       trial->peer;
	if (trial->peer && trial->doing.peer &&
	    strcmp(trial->peer, trial->doing.peer) != 0)
		return trial->peer;
	for (i = 0; i < trial->n_connections; i++) {
		const struct connection *c = &trial->connections[i];

		if ((int)i + 1 == other || !c->established ||
		    c->program_closed || c->peer_reset)
			continue;
		if (c->taken < c->sent || !c->accepted)
			return c->peer;
	}
	return NULL;
}

/* Any call on a descriptor of this kind that the program believes to be
   non-blocking. */
static bool some_nonblocking(const struct trial *trial, enum call_family family)
{
	size_t i, n = log_length(trial->log);

	for (i = 0; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && event->fd >= 0 &&
		    !event->blocking && call_family_of(event->act) == family)
			return true;
	}
	return false;
}

/* A client's descriptor is non-blocking: by a call on it, or as it is held. */
static bool some_client_nonblocking(const struct trial *trial)
{
	for (size_t i = 0; i < trial->n_holdings; i++)
		if (trial->holdings[i].connection &&
		    !trial->holdings[i].blocking)
			return true;
	return some_nonblocking(trial, CALL_READ);
}

static void add_inheritance(const struct trial *trial, struct finding *finding)
{
	if (!some_nonblocking(trial, CALL_ACCEPT))
		return;
	finding_add(finding,
		    "Descriptor %d (%s) is blocking: the listener "
		    "is not, and accept() does not pass O_NONBLOCK on.",
		    trial->doing.fd,
		    trial->doing.peer ? trial->doing.peer : "a client");
}

/* It sits in accept() while one that it has accepted waits. */
static const struct connection *unserved(const struct trial *trial)
{
	size_t i;

	for (i = 0; i < trial->n_connections; i++) {
		const struct connection *c = &trial->connections[i];

		if (c->accepted && !c->program_closed && !c->peer_reset &&
		    (c->taken < c->sent ||
		     (c->peer_fin && !c->program_saw_end)))
			return c;
	}
	return NULL;
}

static bool stalled_in_accept(const struct trial *trial,
			      struct finding *finding)
{
	const struct connection *c;

	if (!blocked_in(trial, CALL_ACCEPT) || some_client_nonblocking(trial))
		return false;
	c = unserved(trial);
	if (!c)
		return false;
	return finding_say(finding, trial->doing.at,
			   "Your program sits in %s() for a client that may "
			   "never come, while %s waits.",
			   call_for_people(trial->doing.call), c->peer);
}

bool rule_stalled_on_silent_peer(const struct trial *trial,
				 struct finding *finding)
{
	const struct doing *doing = &trial->doing;
	const char *waits;

	if (stalled_in_accept(trial, finding))
		return true;
	if (!blocked_in(trial, CALL_READ))
		return false;
	waits = who_waits(trial, doing->connection);
	finding_say(finding, doing->at,
		    "Your program sits in %s() for %s, who is silent",
		    call_for_people(doing->call),
		    doing->peer ? doing->peer : "a client");
	if (waits)
		finding_add(finding, "while %s waits.", waits);
	else
		finding_add(finding, "and so would hear of nobody else.");
	add_inheritance(trial, finding);
	return true;
}

/* EAGAIN for one client, and again, with sleeps or a wait for that client
   alone in between. */
static const struct event *insists_on_writing(const struct trial *trial)
{
	size_t i = log_length(trial->log), seen = 0, full = 0;
	const struct event *first = NULL;

	while (i-- > 0 && seen < 12) {
		const struct event *event = log_at(trial->log, i);
		enum call_family family = call_family_of(event->act);

		if (event->kind != EVENT_CALL || family == CALL_WAIT)
			continue;
		seen++;
		if (family != CALL_WRITE || event->error != EAGAIN ||
		    (first && event->fd != first->fd))
			break;
		first = first ? first : event;
		full++;
	}
	return full >= 3 ? first : NULL;
}

/* It waits for one client's room and for nothing else. */
static const struct readiness *waits_for_room_only(const struct trial *trial)
{
	const struct readiness *r = trial->doing.interest;

	if (!evidence_waits_for_readiness(trial) ||
	    trial->doing.n_interest != 1 || r->connection == 0 ||
	    r->connection == trial->connection)
		return NULL;
	return (r->events & POLLOUT) && !(r->events & POLLIN) ? r : NULL;
}

bool rule_stalled_on_slow_reader(const struct trial *trial,
				 struct finding *finding)
{
	const struct doing *doing = &trial->doing;
	const struct readiness *room;
	const struct connection *link;
	const struct event *event;
	const char *waits = who_waits(trial, doing->connection);

	waits = waits ? waits : "everybody else";
	if (blocked_in(trial, CALL_WRITE))
		return finding_say(finding, doing->at,
				   "Your program sits in %s() for %s, who "
				   "does not read, while %s waits.",
				   call_for_people(doing->call),
				   doing->peer ? doing->peer : "a client",
				   waits);
	if (!could_be_a_stall(trial))
		return false;
	room = waits_for_room_only(trial);
	link = room ? evidence_connection(trial, room->connection) : NULL;
	if (room && room->peer && !(link && link->pending))
		return finding_say(finding, doing->at,
				   "Your program waits in %s() for room to "
				   "write to %s and for nothing else, while "
				   "%s waits.",
				   call_for_people(doing->call), room->peer,
				   waits);
	event = insists_on_writing(trial);
	if (!event || event->connection == trial->connection)
		return false;
	return finding_say(finding, event->at,
			   "%s() for %s says EAGAIN, and your program tries "
			   "nothing but that again, while %s waits.",
			   call_for_people(event->act),
			   event->peer ? event->peer : "a client", waits);
}

/* A program that counts on EAGAIN, and sits in a call that cannot say it. */
bool rule_not_nonblocking(const struct trial *trial, struct finding *finding)
{
	const struct doing *doing = &trial->doing;
	enum call_family family;

	if (!could_be_a_stall(trial) || doing->kind != DOING_BLOCKED)
		return false;
	family = call_family_of(doing->call);
	if (family == CALL_ACCEPT ? !some_client_nonblocking(trial) :
				    !some_nonblocking(trial, CALL_ACCEPT))
		return false;
	if (family == CALL_ACCEPT)
		return finding_say(finding, doing->at,
				   "Your program sits in %s() for a client "
				   "that may never come: the listener is "
				   "blocking, its clients' descriptors are "
				   "not.",
				   call_for_people(doing->call));
	finding_say(finding, doing->at, "Your program sits in %s() for %s.",
		    call_for_people(doing->call),
		    doing->peer ? doing->peer : "a client");
	add_inheritance(trial, finding);
	return true;
}

/* It reads one client's input, which has no end, while another one's lies
   there, or while that one is not even accepted. */
bool rule_starved_by_flood(const struct trial *trial, struct finding *finding)
{
	const struct doing *doing = &trial->doing;
	const struct connection *other =
		evidence_connection(trial, trial->connection);
	size_t reads;
	char a[32];

	if (trial->mismatch != MISMATCH_LESS || doing->kind != DOING_SERVING ||
	    !other || (other->accepted && other->taken >= other->sent))
		return false;
	reads = evidence_count(trial, evidence_step_begins(trial), SIZE_MAX,
			       (struct query){ CALL_READ, doing->connection,
					       ANY_FD, RESULT_SUCCESS });
	finding_say(finding, doing->at,
		    "Your program read %s times from %s, who sends without "
		    "a pause",
		    wording_number(a, reads), doing->peer);
	finding_add(finding, "while %s %s.", other->peer,
		    other->accepted ? "had sent something, too" :
				      "had not been accepted yet");
	return true;
}

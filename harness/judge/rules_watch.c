/* SPDX-License-Identifier: MIT */
/*
 * What the program waits for is not what matters: somebody has a right to be
 * heard, and the program waits without an interest in it.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "judge/rules.h"
#include "judge/wording.h"

/* The connection of the failed step, if the step found too little. */
static const struct connection *left_out(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (trial->end != TRIAL_STEP_FAILED || !c)
		return NULL;
	if (trial->mismatch != MISMATCH_LESS &&
	    trial->mismatch != MISMATCH_OPEN &&
	    trial->mismatch != MISMATCH_BACKLOG)
		return NULL;
	return c->program_closed || c->peer_reset ? NULL : c;
}

/* Its input, or its end, is there and has not been read. */
static bool has_unread(const struct connection *c)
{
	return c->accepted &&
	       (c->taken < c->sent || (c->peer_fin && !c->program_saw_end));
}

/* -1 when nothing is held that listens. */
static int listener_fd(const struct trial *trial)
{
	size_t i;

	for (i = 0; i < trial->n_holdings; i++)
		if (trial->holdings[i].kind &&
		    strcmp(trial->holdings[i].kind, "listener") == 0)
			return trial->holdings[i].fd;
	return -1;
}

bool rule_wrong_nfds(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = left_out(trial);
	const struct doing *doing = &trial->doing;
	int fd;

	if (!c || !evidence_waits_for_readiness(trial) ||
	    !call_is_select(doing->call) || doing->nfds < 0)
		return false;
	if (c->accepted && !has_unread(c))
		return false;
	fd = c->accepted ? c->fd : listener_fd(trial);
	if (fd < doing->nfds)
		return false;
	return finding_say(finding, doing->at,
			   "%s's descriptor is %d, and select() is called "
			   "with nfds %d: it looks at 0 to %d only.",
			   c->accepted ? c->peer : "The listener", fd,
			   doing->nfds, doing->nfds - 1);
}

/* An earlier wait had an interest in it, or it came out of one. */
static bool was_watched(const struct trial *trial, int connection,
			bool listener)
{
	size_t i, n = log_length(trial->log);

	for (i = 0; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (!call_is_readiness(event->act))
			continue;
		if (listener ? event_listener(event) != NULL :
			       event_interest(event, connection) != NULL)
			return true;
	}
	return false;
}

/* A select has returned since the connection was accepted, and did not bring
   it: the set came back without it. */
static bool dropped_from_set(const struct trial *trial,
			     const struct connection *c)
{
	size_t i = log_length(trial->log);
	bool came = false;

	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL)
			continue;
		if (call_family_of(event->act) == CALL_ACCEPT &&
		    event->ret == c->fd)
			return came;
		came |= call_is_select(event->act) && event->ret > 0;
	}
	return false;
}

/* Whom the set has lost; NULL: nobody. */
static const char *lost_from_set(const struct trial *trial,
				 const struct connection *c)
{
	struct query limit = { CALL_ACCEPT, 0, ANY_FD, EMFILE };

	if (has_unread(c)) {
		if (evidence_interest(trial, trial->connection))
			return NULL;
		return was_watched(trial, trial->connection, false) ||
				       dropped_from_set(trial, c) ?
			       c->peer :
			       NULL;
	}
	/* Without descriptors it may pause its listener. */
	if (c->accepted || evidence_listener_interest(trial) ||
	    !was_watched(trial, 0, true) ||
	    evidence_last(trial, SIZE_MAX, limit) != EVIDENCE_NONE)
		return NULL;
	return "the listener";
}

bool rule_set_not_rebuilt(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = left_out(trial);
	const struct doing *doing = &trial->doing;
	const char *lost;

	if (!c || !evidence_waits_for_readiness(trial) ||
	    !call_is_select(doing->call))
		return false;
	lost = lost_from_set(trial, c);
	if (!lost)
		return false;
	return finding_say(finding, doing->at,
			   "Your program waits in select() without %s in its "
			   "set. Each select() that returned before has left "
			   "in the set only what was ready.",
			   lost);
}

bool rule_edge_not_drained(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = left_out(trial);
	const struct readiness *interest;
	const struct event *read;
	size_t i;

	if (!c || !has_unread(c) || !evidence_waits_for_readiness(trial))
		return false;
	interest = evidence_interest(trial, trial->connection);
	i = evidence_last(trial, SIZE_MAX,
			  (struct query){ CALL_READ, trial->connection, ANY_FD,
					  RESULT_ANY });
	if (!interest || !(interest->events & INTEREST_EDGE) ||
	    i == EVIDENCE_NONE)
		return false;
	read = log_at(trial->log, i);
	if (read->error == EAGAIN || (!read->error && read->ret == 0))
		return false;
	finding_say(finding, read->at,
		    "Your program stopped reading from %s "
		    "before EAGAIN",
		    c->peer);
	if (c->taken < c->sent)
		finding_add(finding, "with %s bytes left, and",
			    wording_grouped(c->sent - c->taken));
	else
		finding_add(finding, "with the end of the stream unread, and");
	finding_add(finding, "waits in %s() for a new edge.",
		    call_for_people(trial->doing.call));
	return true;
}

/* The last accept, if connections are waiting for the next. */
static const struct event *last_accept(const struct trial *trial)
{
	const struct connection *c = left_out(trial);
	size_t i;

	if (!c || !c->established || c->accepted)
		return NULL;
	i = evidence_last(trial, SIZE_MAX,
			  (struct query){ CALL_ACCEPT, 0, ANY_FD, RESULT_ANY });
	return i == EVIDENCE_NONE ? NULL : log_at(trial->log, i);
}

bool rule_accept_not_drained(const struct trial *trial, struct finding *finding)
{
	const struct event *event = last_accept(trial);
	const struct readiness *listener = evidence_listener_interest(trial);

	if (!event || event->error || !listener ||
	    !evidence_waits_for_readiness(trial) ||
	    !(listener->events & INTEREST_EDGE))
		return false;
	return finding_say(finding, event->at,
			   "One edge announced several connections; your "
			   "program stopped after %s's, and %s is still in "
			   "the queue.",
			   event->peer && strcmp(event->peer, "listener") != 0 ?
				   event->peer :
				   "one of them",
			   trial->peer ? trial->peer : "the next");
}

/* accept failed once, and it has not called it since. */
bool rule_accept_given_up(const struct trial *trial, struct finding *finding)
{
	const struct event *event = last_accept(trial);

	if (!event || !event->error || event->error == EAGAIN ||
	    event->error == EMFILE || event->error == ENFILE ||
	    event->error == EINTR)
		return false;
	return finding_say(finding, event->at,
			   "%s() said %s, and your program has not called it "
			   "again since.",
			   call_for_people(event->act),
			   errno_name(event->error));
}

/* Descriptors ran out once, and it has not called accept since. */
bool rule_limit_given_up(const struct trial *trial, struct finding *finding)
{
	const struct event *event = last_accept(trial);

	if (!event || (event->error != EMFILE && event->error != ENFILE))
		return false;
	return finding_say(finding, event->at,
			   "%s() said %s when no descriptor was left, and "
			   "your program has not called it again since.",
			   call_for_people(event->act),
			   errno_name(event->error));
}

/* The program has taken more from the peer than it has given back, and the
   last write did not take everything: that write. */
static const struct event *unfinished_write(const struct trial *trial)
{
	const struct connection *c = left_out(trial);
	const struct event *event;
	size_t i;

	if (!c || c->written >= c->taken)
		return NULL;
	i = evidence_last(trial, SIZE_MAX,
			  (struct query){ CALL_WRITE, trial->connection, ANY_FD,
					  RESULT_ANY });
	if (i == EVIDENCE_NONE)
		return NULL;
	event = log_at(trial->log, i);
	if (event->error ? event->error != EAGAIN : event->ret >= event->asked)
		return NULL;
	return event;
}

/* It has never waited for room, and never met EAGAIN in a write: it knows of
   no pending output. */
static bool knows_no_pending(const struct trial *trial)
{
	size_t i, k, n = log_length(trial->log);
	struct query full = { CALL_WRITE, 0, ANY_FD, EAGAIN };

	if (evidence_last(trial, SIZE_MAX, full) != EVIDENCE_NONE)
		return false;
	for (i = 0; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		for (k = 0; k < event->n_ready; k++)
			if (event->ready[k].events & POLLOUT)
				return false;
	}
	return true;
}

/* A wait has brought room for this connection, and the program had asked for
   it: an edge that is always armed, for input and for room, is no question. */
static bool was_given_room(const struct trial *trial)
{
	const unsigned always = POLLIN | POLLOUT | INTEREST_EDGE;
	const struct readiness *interest =
		evidence_interest(trial, trial->connection);
	size_t i, n = log_length(trial->log);

	if (interest && (interest->events & always) == always)
		return false;

	for (i = 0; i < n; i++) {
		const struct readiness *r = event_interest(
			log_at(trial->log, i), trial->connection);

		if (r && r->events & POLLOUT)
			return true;
	}
	return false;
}

bool rule_short_write_forgotten(const struct trial *trial,
				struct finding *finding)
{
	const struct event *event = unfinished_write(trial);
	const char *code = evidence_reveals(trial);

	/* A rest that is kept and one that is dropped look the same until
	   more is written; a script that drains in silence knows. */
	if (!event || event->error ||
	    (code && strcmp(code, "output-stuck") == 0) ||
	    !(knows_no_pending(trial) ||
	      (code && strcmp(code, "short-write-lost") == 0 &&
	       !was_given_room(trial))))
		return false;
	return finding_say(finding, event->at,
			   "%s() for %s took %s of %s bytes, and your "
			   "program never sent the rest.",
			   call_for_people(event->act),
			   event->peer ? event->peer : "a client",
			   wording_grouped((uint64_t)event->ret),
			   wording_grouped((uint64_t)event->asked));
}

static bool has_room(const struct connection *c)
{
	return c->window == 0 || c->written - c->received < c->window;
}

bool rule_output_stuck(const struct trial *trial, struct finding *finding)
{
	const struct event *event = unfinished_write(trial);
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	const struct readiness *interest;

	if (!event || !evidence_waits_for_readiness(trial) || !has_room(c))
		return false;
	interest = evidence_interest(trial, trial->connection);
	finding_say(finding, trial->doing.at,
		    "Your program still owes %s %s bytes, %s has room for "
		    "them, and your program waits in %s()",
		    c->peer, wording_grouped(c->taken - c->written), c->peer,
		    call_for_people(trial->doing.call));
	if (!interest || !(interest->events & POLLOUT))
		finding_add(finding,
			    "without asking whether %s can be "
			    "written to.",
			    c->peer);
	else
		finding_add(finding, "for a readiness that has come and gone.");
	return true;
}

/* The same timeout again after a signal, although time has passed. */
bool rule_interrupted_restarts_wait(const struct trial *trial,
				    struct finding *finding)
{
	const struct event *before = NULL, *last = NULL;
	size_t i, n = log_length(trial->log), restarts = 0;

	if (trial->end != TRIAL_STEP_FAILED ||
	    (trial->mismatch != MISMATCH_OPEN &&
	     trial->mismatch != MISMATCH_LESS))
		return false;
	for (i = evidence_step_begins(trial); i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL ||
		    call_family_of(event->act) != CALL_WAIT)
			continue;
		if (event->error == EINTR && event->timeout > 0 && before &&
		    before->timeout == event->timeout && before->t < event->t) {
			restarts++;
			last = event;
		}
		before = event->error == EINTR ? event : NULL;
	}
	if (restarts < 2)
		return false;
	return finding_say(finding, last->at,
			   "Each signal interrupts %s(), and your program "
			   "calls it with the full timeout of %s ms again.",
			   call_for_people(last->act),
			   wording_grouped((uint64_t)last->timeout / 1000000));
}

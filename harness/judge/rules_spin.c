/* SPDX-License-Identifier: MIT */
/*
 * Calls that bring nothing, again and again: which ones repeat at the end of
 * the log says why they bring nothing.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "judge/rules.h"
#include "judge/wording.h"

#define TAIL  200 /* events that show a repetition well enough */
#define AGAIN 3	  /* so often is "again and again" */

bool trial_spins(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);

	if (trial->end == TRIAL_SPINNING)
		return true;
	return trial->end == TRIAL_STEP_FAILED && step &&
	       trial->mismatch == MISMATCH_COUNT &&
	       step->verb == VERB_MAKES_CALLS;
}

static size_t tail_begins(const struct trial *trial)
{
	size_t begin = evidence_step_begins(trial);
	size_t n = log_length(trial->log);

	return n > TAIL && begin < n - TAIL ? n - TAIL : begin;
}

/* The last readiness call of the tail, or NULL. */
static const struct event *last_wait(const struct trial *trial)
{
	size_t i = log_length(trial->log), begin = tail_begins(trial);

	while (i-- > begin) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && call_is_readiness(event->act))
			return event;
	}
	return NULL;
}

static size_t count_tail(const struct trial *trial, struct query query)
{
	return evidence_count(trial, tail_begins(trial), SIZE_MAX, query);
}

/* accept without descriptors, again and again. */
bool rule_limit_spins(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { EMFILE, ENFILE };
	size_t i, at;

	if (!trial_spins(trial))
		return false;
	for (i = 0; i < 2; i++) {
		struct query query = { CALL_ACCEPT, 0, ANY_FD, errors[i] };
		const struct event *wait = last_wait(trial);

		at = evidence_last(trial, SIZE_MAX, query);
		if (at == EVIDENCE_NONE)
			continue;
		if (count_tail(trial, query) < AGAIN &&
		    !(wait && event_listener(wait)))
			continue;
		return finding_say(finding, log_at(trial->log, at)->at,
				   "There is no descriptor left: accept() "
				   "says %s, the connection stays in the "
				   "queue, and your program is woken for it "
				   "again at once.",
				   errno_name(errors[i]));
	}
	return false;
}

bool rule_closed_descriptor_spins(const struct trial *trial,
				  struct finding *finding)
{
	const struct event *wait;
	size_t i;

	if (!trial_spins(trial))
		return false;
	wait = last_wait(trial);
	if (wait && wait->error == EBADF)
		return finding_say(finding, wait->at,
				   "%s() says EBADF again and again: it is "
				   "given a descriptor that is closed.",
				   call_for_people(wait->act));
	for (i = 0; wait && i < wait->n_ready; i++)
		if (wait->ready[i].events & POLLNVAL)
			return finding_say(
				finding, wait->at,
				"%s() reports POLLNVAL again and "
				"again: %s is closed, "
				"and still in the array.",
				call_for_people(wait->act),
				wording_descriptor(trial, wait->ready[i].fd));
	i = evidence_last(trial, SIZE_MAX,
			  (struct query){ ANY_FAMILY, 0, ANY_FD, EBADF });
	if (i == EVIDENCE_NONE ||
	    count_tail(trial, (struct query){ ANY_FAMILY, 0, ANY_FD, EBADF }) <
		    AGAIN)
		return false;
	return finding_say(finding, log_at(trial->log, i)->at,
			   "%s() says EBADF again and again: %s is closed "
			   "already.",
			   call_for_people(log_at(trial->log, i)->act),
			   wording_descriptor(trial,
					      log_at(trial->log, i)->fd));
}

/* A read that gives 0 for end of stream, not for want of room. */
static bool is_end(const struct event *event)
{
	return event->kind == EVENT_CALL && event->error == 0 &&
	       event->ret == 0 && event->asked != 0 &&
	       call_family_of(event->act) == CALL_READ;
}

static bool was_reset(const struct trial *trial, int connection)
{
	const struct connection *c = evidence_connection(trial, connection);

	return c && c->peer_reset;
}

/* Woken for a connection whose end it has read, and which it keeps. */
static bool woken_after_end(const struct trial *trial, struct finding *finding)
{
	const struct event *wait = last_wait(trial);
	size_t i;

	for (i = 0; wait && i < wait->n_ready; i++) {
		const struct readiness *r = &wait->ready[i];
		const struct connection *c =
			evidence_connection(trial, r->connection);

		if (!c || c->peer_reset || !c->peer_fin || c->program_closed ||
		    c->taken < c->sent || !(r->events & (POLLIN | EPOLLRDHUP)))
			continue;
		return finding_say(finding, wait->at,
				   "%s() wakes your program for the end of "
				   "%s's stream again and again, and your "
				   "program keeps the connection.",
				   call_for_people(wait->act), c->peer);
	}
	return false;
}

bool rule_eof_spins(const struct trial *trial, struct finding *finding)
{
	size_t i, begin, n = 0;
	const struct event *end = NULL;

	if (!trial_spins(trial))
		return false;
	begin = tail_begins(trial);
	for (i = log_length(trial->log); i-- > begin;) {
		const struct event *event = log_at(trial->log, i);

		if (!is_end(event) || was_reset(trial, event->connection))
			continue;
		if (!end)
			end = event;
		n += event->fd == end->fd;
	}
	if (n >= AGAIN)
		return finding_say(finding, end->at,
				   "%s() for %s returns 0, the end of the "
				   "stream, and your program calls it again "
				   "and again.",
				   call_for_people(end->act),
				   peer_for_people(end->peer, "a client"));
	return woken_after_end(trial, finding);
}

bool rule_hangup_spins(const struct trial *trial, struct finding *finding)
{
	const struct event *wait;
	size_t i;

	if (!trial_spins(trial))
		return false;
	wait = last_wait(trial);
	for (i = 0; wait && i < wait->n_ready; i++) {
		const struct readiness *r = &wait->ready[i];
		bool hangup = r->events & (POLLERR | POLLHUP);

		if (!hangup && !was_reset(trial, r->connection))
			continue;
		return finding_say(finding, wait->at,
				   "%s() reports %s for %s again and again, "
				   "and your program does nothing that would "
				   "end it.",
				   call_for_people(wait->act),
				   r->events & POLLERR ? "an error" :
							 "a hang-up",
				   peer_for_people(r->peer, "a descriptor"));
	}
	return false;
}

/* Does the tail hold a write for this connection that moved bytes? */
static bool writes_to(const struct trial *trial, int connection)
{
	size_t at = evidence_last(trial, SIZE_MAX,
				  (struct query){ CALL_WRITE, connection,
						  ANY_FD, RESULT_SUCCESS });

	return at != EVIDENCE_NONE && at >= tail_begins(trial) &&
	       log_at(trial->log, at)->ret > 0;
}

bool rule_write_interest_spins(const struct trial *trial,
			       struct finding *finding)
{
	const struct event *wait;
	size_t i;

	if (!trial_spins(trial))
		return false;
	wait = last_wait(trial);
	if (!wait || wait->n_ready == 0)
		return false;
	for (i = 0; i < wait->n_ready; i++) {
		unsigned events = wait->ready[i].events;

		if (!(events & POLLOUT) ||
		    events & (POLLIN | POLLERR | POLLHUP) ||
		    writes_to(trial, wait->ready[i].connection))
			return false;
	}
	return finding_say(finding, wait->at,
			   "%s() returns at once because %s can be written "
			   "to, and your program has nothing to write.",
			   call_for_people(wait->act),
			   peer_for_people(wait->ready[0].peer,
					   "a descriptor"));
}

/* select() leaves what remains of its timeout in the timeval. */
bool rule_timeout_reused(const struct trial *trial, struct finding *finding)
{
	const struct event *wait;
	size_t i, zero = 0, begin;
	bool positive = false;

	if (!trial_spins(trial))
		return false;
	wait = last_wait(trial);
	if (!wait || !call_is_select(wait->act) || wait->timeout != 0)
		return false;
	begin = tail_begins(trial);
	for (i = 0; i < log_length(trial->log); i++) {
		const struct event *event = log_at(trial->log, i);

		if (!call_is_select(event->act))
			continue;
		positive |= event->timeout > 0;
		zero += i >= begin && event->kind == EVENT_CALL &&
			event->timeout == 0 && event->ret == 0;
	}
	if (!positive || zero < AGAIN)
		return false;
	return finding_say(finding, wait->at,
			   "The first select() had a timeout, and each one "
			   "since has a timeout of 0: what the last select() "
			   "left in the timeval.");
}

/* Between this write and the one before it, it has tried others too. */
static bool serves_others(const struct trial *trial, size_t at,
			  struct query same)
{
	size_t before = evidence_last(trial, at, same);
	size_t i;

	for (i = before + 1; before != EVIDENCE_NONE && i < at; i++) {
		const struct event *event = log_at(trial->log, i);
		enum call_family family = call_family_of(event->act);

		if (event->kind == EVENT_CALL && event->fd != same.fd &&
		    (family == CALL_READ || family == CALL_WRITE ||
		     family == CALL_ACCEPT))
			return true;
	}
	return false;
}

bool rule_write_spins(const struct trial *trial, struct finding *finding)
{
	struct query full = { CALL_WRITE, 0, ANY_FD, EAGAIN };
	const struct event *event;
	size_t at;

	/* One that waits for readiness in between serves others meanwhile. */
	if (!trial_spins(trial) || last_wait(trial))
		return false;
	at = evidence_last(trial, SIZE_MAX, full);
	if (at == EVIDENCE_NONE)
		return false;
	event = log_at(trial->log, at);
	full.fd = event->fd;
	if (count_tail(trial, full) < AGAIN || serves_others(trial, at, full))
		return false;
	return finding_say(finding, event->at,
			   "%s() for %s says EAGAIN, and your program tries "
			   "again and again while %s does not read.",
			   call_for_people(event->act),
			   peer_for_people(event->peer, "a client"),
			   peer_for_people(event->peer, "that client"));
}

static bool say_woken(struct finding *finding, const struct event *wait)
{
	const struct readiness *r = &wait->ready[0];

	return finding_say(finding, wait->at,
			   "%s() returns at once for %s, and your program "
			   "does not take what is there.",
			   call_for_people(wait->act),
			   peer_for_people(r->peer, "a descriptor"));
}

static const struct event *last_call(const struct trial *trial)
{
	size_t at = evidence_last(trial, SIZE_MAX,
				  (struct query){ ANY_FAMILY, 0, ANY_FD,
						  RESULT_ANY });

	if (at == EVIDENCE_NONE || at < tail_begins(trial))
		return NULL;
	return log_at(trial->log, at);
}

static bool say_last(struct finding *finding, const struct event *event)
{
	finding_say(finding, event->at, "Your program calls %s()",
		    call_for_people(event->act));
	if (event->peer && !call_is_readiness(event->act))
		finding_add(finding, "for %s",
			    peer_for_people(event->peer, ""));
	finding_add(finding, "again and again,");
	if (event->error)
		finding_add(finding, "and it says %s.",
			    errno_name(event->error));
	else if (event->timeout == 0)
		finding_add(finding, "each time with a timeout of 0.");
	else if (event->timeout > 0 && event->timeout < 1000000)
		finding_add(finding, "each time for %s ns.",
			    wording_grouped((uint64_t)event->timeout));
	else if (event->asked == 0)
		finding_add(finding, "each time asking for 0 bytes.");
	else
		finding_add(finding, "and it brings nothing.");
	return true;
}

bool rule_busy_loop(const struct trial *trial, struct finding *finding)
{
	const struct event *wait, *call;

	if (!trial_spins(trial))
		return false;
	if (trial->doing.kind == DOING_COMPUTING)
		return finding_say(finding, trial->doing.at,
				   "Your program computes in a loop that it "
				   "does not leave, and makes no call.");
	wait = last_wait(trial);
	if (wait && wait->n_ready > 0)
		return say_woken(finding, wait);
	call = wait ? wait : last_call(trial);
	if (call)
		return say_last(finding, call);
	return finding_say(finding, trial->doing.at,
			   "Your program goes on without end, and gets "
			   "nothing done.");
}

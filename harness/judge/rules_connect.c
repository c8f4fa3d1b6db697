/* SPDX-License-Identifier: MIT */
/*
 * A program that connects: what it made of a connect that was still pending,
 * and how it learnt the outcome.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "judge/rules.h"

static bool is_named(const struct event *event, const char *name)
{
	return event->kind == EVENT_CALL && event->act &&
	       strcmp(event->act, name) == 0;
}

static bool failed(const struct trial *trial)
{
	return trial->end == TRIAL_STEP_FAILED || trial->end == TRIAL_ENDED;
}

static bool reports(const struct event *wait, int fd, unsigned events)
{
	size_t i;

	if (!call_is_readiness(wait->act) || wait->kind != EVENT_CALL)
		return false;
	for (i = 0; i < wait->n_ready; i++)
		if (wait->ready[i].fd == fd && (wait->ready[i].events & events))
			return true;
	return false;
}

/* The next pending connect at or after an index. */
static size_t next_pending(const struct trial *trial, size_t from)
{
	return evidence_next(trial, from, SIZE_MAX,
			     (struct query){ CALL_CONNECT, 0, ANY_FD,
					     EINPROGRESS });
}

static bool asks_outcome(const struct event *event)
{
	return is_named(event, "getsockopt") || is_named(event, "connect") ||
	       is_named(event, "getpeername") || is_named(event, "read") ||
	       is_named(event, "recv") || is_named(event, "recvfrom");
}

/* What became of it before anything was known: closed, or no more heard. */
static bool given_up(const struct trial *trial, size_t pending)
{
	int fd = log_at(trial->log, pending)->fd;
	size_t i, n = log_length(trial->log);

	for (i = pending + 1; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && call_is_readiness(event->act))
			return false;
		if (event->kind == EVENT_EXITS)
			return true;
		if (event->fd == fd && is_named(event, "close"))
			return true;
		/* Asking again and again, with rests, is a way to wait. */
		if (event->fd == fd && asks_outcome(event))
			return false;
	}
	return false;
}

bool rule_pending_is_failure(const struct trial *trial, struct finding *finding)
{
	size_t i;

	if (!failed(trial))
		return false;
	for (i = next_pending(trial, 0); i != EVIDENCE_NONE;
	     i = next_pending(trial, i + 1))
		if (given_up(trial, i))
			return finding_say(finding, log_at(trial->log, i)->at,
					   "connect() said EINPROGRESS: the "
					   "connection is on its way, and "
					   "your program gave it up.");
	return false;
}

/* It waits for this descriptor after an index: it has not taken the connection
   for one that is there. */
static bool waits_on(const struct trial *trial, size_t after, int fd)
{
	size_t i, k, n = log_length(trial->log);

	for (i = after; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		for (k = 0; event->kind == EVENT_WAITS && k < event->n_ready;
		     k++)
			if (event->ready[k].fd == fd)
				return true;
	}
	return false;
}

bool rule_pending_is_success(const struct trial *trial, struct finding *finding)
{
	size_t i, k, n = log_length(trial->log);

	if (!failed(trial))
		return false;
	for (i = next_pending(trial, 0); i != EVIDENCE_NONE;
	     i = next_pending(trial, i + 1)) {
		int fd = log_at(trial->log, i)->fd;

		for (k = i + 1; k < n; k++) {
			const struct event *event = log_at(trial->log, k);

			if (reports(event, fd,
				    POLLIN | POLLOUT | POLLERR | POLLHUP) ||
			    (event->fd == fd && (is_named(event, "close") ||
						 is_named(event, "connect"))))
				break;
			if (event->kind != EVENT_CALL || event->fd != fd ||
			    call_family_of(event->act) != CALL_WRITE)
				continue;
			/* A try that said "not yet" is a way to ask. */
			if (event->error == EAGAIN && waits_on(trial, k, fd))
				break;
			return finding_say(finding, event->at,
					   "Your program called %s() on a "
					   "connection that was still pending "
					   "(connect() had said EINPROGRESS).",
					   call_for_people(event->act));
		}
	}
	return false;
}

/* Written to after it became writable, and it was not connected. */
static bool write_unasked(const struct trial *trial, size_t pending,
			  struct finding *finding)
{
	int fd = log_at(trial->log, pending)->fd;
	size_t i, n = log_length(trial->log);

	for (i = pending + 1; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL || event->fd != fd)
			continue;
		if (asks_outcome(event) || is_named(event, "close"))
			return false;
		if (call_family_of(event->act) == CALL_WRITE && event->error)
			return finding_say(finding, event->at,
					   "%s() said %s: the connection had "
					   "become writable because it had "
					   "failed, and your program did not "
					   "ask which it was.",
					   call_for_people(event->act),
					   errno_name(event->error));
	}
	return false;
}

/* SO_ERROR was an error, which the log names. */
static bool says_error(const struct event *event)
{
	return event->text && strcmp(event->text, "no error") != 0;
}

/* Asked twice: the first reading of SO_ERROR clears it. */
static bool read_twice(const struct trial *trial, size_t pending,
		       struct finding *finding)
{
	int fd = log_at(trial->log, pending)->fd;
	size_t i, n = log_length(trial->log), asked = 0;

	for (i = pending + 1; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		/* While it is pending the answer is 0, and may be asked
		   for at every turn. */
		if (call_is_readiness(event->act))
			asked = 0;
		if (event->kind != EVENT_CALL || event->fd != fd)
			continue;
		if (is_named(event, "close"))
			return false;
		/* Who asks again after "no error" has lost nothing. */
		asked += is_named(event, "getsockopt") &&
			 (asked || says_error(event));
		if (asked == 2)
			return finding_say(finding, event->at,
					   "Your program asks descriptor %d "
					   "for its error twice: the first "
					   "answer clears it.",
					   fd);
	}
	return false;
}

bool rule_connect_error_unread(const struct trial *trial,
			       struct finding *finding)
{
	size_t i;

	if (!failed(trial))
		return false;
	for (i = next_pending(trial, 0); i != EVIDENCE_NONE;
	     i = next_pending(trial, i + 1))
		if (write_unasked(trial, i, finding) ||
		    read_twice(trial, i, finding))
			return true;
	return false;
}

/* Of a program that connects, a step that can fail because it is elsewhere. */
static bool waits_elsewhere(const struct trial *trial)
{
	return trial->end == TRIAL_STEP_FAILED && !trial->exited &&
	       (trial->mismatch == MISMATCH_LINE ||
		trial->mismatch == MISMATCH_ALONE ||
		trial->mismatch == MISMATCH_RUNNING);
}

static const struct connection *connection_to(const struct trial *trial,
					      const char *peer)
{
	for (size_t i = trial->n_connections; i-- > 0;)
		if (trial->connections[i].outgoing &&
		    strcmp(trial->connections[i].peer, peer) == 0)
			return &trial->connections[i];
	return NULL;
}

/* A peer that listens, and to which the program has not begun to connect. */
static const char *not_begun(const struct trial *trial)
{
	const struct script *script = trial->script;

	for (size_t i = 0; i < script->n_steps; i++)
		if (verb_is_answer(script->steps[i].verb) &&
		    !connection_to(trial, script->steps[i].who))
			return script->steps[i].who;
	return NULL;
}

/* An outcome that is there, and for which the program does not wait. */
static const char *not_watched(const struct trial *trial)
{
	for (size_t i = 0; i < trial->n_connections; i++) {
		const struct connection *it = &trial->connections[i];

		if (it->outgoing && !it->pending && !it->program_closed &&
		    !evidence_interest(trial, (int)i + 1))
			return it->peer;
	}
	return NULL;
}

/* The one pending connection that the program waits for, alone. */
static const char *watched_alone(const struct trial *trial)
{
	const struct doing *doing = &trial->doing;
	const struct connection *it;

	if (doing->kind != DOING_WAITING || doing->n_interest != 1)
		return NULL;
	it = evidence_connection(trial, doing->interest[0].connection);
	return it && it->outgoing && it->pending ? it->peer : NULL;
}

bool rule_connect_blocks(const struct trial *trial, struct finding *finding)
{
	const struct doing *doing = &trial->doing;
	const char *alone, *other;

	if (!waits_elsewhere(trial))
		return false;
	if (doing->kind == DOING_BLOCKED &&
	    call_family_of(doing->call) == CALL_CONNECT)
		return finding_say(finding, doing->at,
				   "Your program sits in connect() for %s, and "
				   "can start or finish no other connection.",
				   doing->peer ? doing->peer : "one of them");
	alone = watched_alone(trial);
	if (!alone)
		return false;
	other = not_begun(trial);
	if (other)
		return finding_say(finding, doing->at,
				   "Your program waits in %s() for %s alone, "
				   "and has not begun to connect to %s.",
				   call_for_people(doing->call), alone, other);
	other = not_watched(trial);
	return other &&
	       finding_say(finding, doing->at,
			   "Your program waits in %s() for %s alone, while "
			   "the outcome for %s is there.",
			   call_for_people(doing->call), alone, other);
}

/* It has ended while somebody had yet to answer, or to be asked. */
bool rule_gave_up_pending(const struct trial *trial, struct finding *finding)
{
	const struct connection *it = NULL;
	const char *peer = not_begun(trial);
	size_t at = evidence_printed(trial);
	struct source nowhere = { NULL, 0, NULL };

	if (!trial->exited || trial->end != TRIAL_STEP_FAILED ||
	    trial->n_connections == 0)
		return false;
	for (size_t i = 0; i < trial->n_connections && !it; i++)
		if (trial->connections[i].outgoing &&
		    trial->connections[i].pending &&
		    !trial->connections[i].program_closed)
			it = &trial->connections[i];
	if (!it && !peer)
		return false;
	return finding_say(finding,
			   at == EVIDENCE_NONE ? nowhere :
						 log_at(trial->log, at)->at,
			   "Your program exited with status %d, and its "
			   "connection to %s %s.",
			   trial->status, it ? it->peer : peer,
			   it ? "was still pending" : "had not been begun");
}

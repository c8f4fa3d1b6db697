/* SPDX-License-Identifier: MIT */
/*
 * A wrong answer, or none: with which write the first wrong byte came, and what
 * the program did last in place of the answer. Why, only the script can know.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "judge/rules.h"
#include "judge/wording.h"

#define NAP ((int64_t)1000000000) /* ns, at most */

/* No line of its own: that of the step's kind. */
static const struct source plain;

/* The write that took the byte at this place of what the program has written
   to the connection. */
static size_t write_of(const struct trial *trial, uint64_t place)
{
	const struct query write = { CALL_WRITE, trial->connection, ANY_FD,
				     RESULT_SUCCESS };
	size_t n = log_length(trial->log), i;
	uint64_t written = 0;

	for (i = evidence_next(trial, 0, n, write); i != EVIDENCE_NONE;
	     i = evidence_next(trial, i + 1, n, write)) {
		written += (uint64_t)log_at(trial->log, i)->ret;
		if (place < written)
			return i;
	}
	return EVIDENCE_NONE;
}

static void add_read(const struct trial *trial, struct finding *finding,
		     size_t before)
{
	size_t i = evidence_last(trial, before,
				 (struct query){ CALL_READ, 0, ANY_FD,
						 RESULT_SUCCESS });
	const struct event *read;
	char *bytes;

	if (i == EVIDENCE_NONE)
		return;
	read = log_at(trial->log, i);
	if (!read->connection || read->ret <= 0)
		return;
	bytes = wording_bytes((uint64_t)read->ret);
	finding_add(finding,
		    "The last read before it was a %s() of %s from "
		    "%s.",
		    call_for_people(read->act), bytes, read->peer);
	free(bytes);
}

static void add_time(struct finding *finding, const struct event *event)
{
	char *time = wording_duration(event->t);

	finding_add(finding, "%s of the run had passed then.", time);
	free(time);
}

bool rule_wrong_byte(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	const struct event *event;
	uint64_t place;
	char *bytes;
	size_t i;

	if ((trial->mismatch != MISMATCH_CONTENT &&
	     trial->mismatch != MISMATCH_MORE) ||
	    !c || c->received < trial->received.len)
		return false;
	place = c->received - trial->received.len + trial->differs_at;
	i = write_of(trial, place);
	if (i == EVIDENCE_NONE)
		return false;
	event = log_at(trial->log, i);
	bytes = wording_bytes((uint64_t)event->ret);
	finding_say(finding, event->at,
		    "The first byte %s is in a %s() of %s to %s.",
		    trial->mismatch == MISMATCH_MORE ? "too many" :
						       "that is wrong",
		    call_for_people(event->act), bytes, c->peer);
	free(bytes);
	if (code_is_timed(evidence_reveals(trial)))
		add_time(finding, event);
	else
		add_read(trial, finding, i);
	return true;
}

/* Whether it asks for room to write, or for anything, where it waits. */
static void add_interest(const struct trial *trial, struct finding *finding,
			 const struct connection *c)
{
	const struct readiness *interest =
		evidence_interest(trial, trial->connection);

	if (!evidence_waits_for_readiness(trial) ||
	    (interest && (interest->events & POLLOUT)))
		return;
	finding_add(finding,
		    "It waits in %s() without asking whether %s can "
		    "be written to.",
		    call_for_people(trial->doing.call), c->peer);
}

/* Its last write for the peer took less than it was given, or nothing. */
static bool say_cut(const struct trial *trial, struct finding *finding,
		    const struct connection *c)
{
	size_t i = evidence_last(trial, SIZE_MAX,
				 (struct query){ CALL_WRITE, trial->connection,
						 ANY_FD, RESULT_ANY });
	const struct event *write = log_at(trial->log, i);

	if (i == EVIDENCE_NONE || (write->error ? write->error != EAGAIN :
						  write->ret >= write->asked))
		return false;
	if (write->error)
		finding_say(finding, plain,
			    "%s() for %s said EAGAIN, and your program has not "
			    "sent these bytes since.",
			    call_for_people(write->act), c->peer);
	else
		finding_say(finding, plain,
			    "%s() for %s took %s of %s bytes, and your program "
			    "has not sent the rest since.",
			    call_for_people(write->act), c->peer,
			    wording_grouped((uint64_t)write->ret),
			    wording_grouped((uint64_t)write->asked));
	add_interest(trial, finding, c);
	return true;
}

/* What it has sent the peer since its last read, from whomever. */
static bool say_since(const struct trial *trial, struct finding *finding,
		      const struct connection *c)
{
	const struct query write = { CALL_WRITE, trial->connection, ANY_FD,
				     RESULT_SUCCESS };
	size_t n = log_length(trial->log), at, i;
	const struct event *read;
	char *input, *output;
	uint64_t sent = 0;

	at = evidence_last(trial, SIZE_MAX,
			   (struct query){ CALL_READ, 0, ANY_FD,
					   RESULT_SUCCESS });
	if (at == EVIDENCE_NONE)
		return false;
	read = log_at(trial->log, at);
	if (!read->connection || read->ret < 0)
		return false;
	for (i = evidence_next(trial, at, n, write); i != EVIDENCE_NONE;
	     i = evidence_next(trial, i + 1, n, write))
		sent += (uint64_t)log_at(trial->log, i)->ret;
	input = read->ret ? wording_bytes((uint64_t)read->ret) :
			    wording("the end of the stream");
	output = sent ? wording_bytes(sent) : wording("nothing");
	finding_say(finding, plain,
		    "The last that your program read was %s from %s; since "
		    "then it has sent %s to %s.",
		    input, read->peer, output, c->peer);
	free(input);
	free(output);
	return true;
}

/* It waits, and this connection is not among what it waits for. */
static bool say_unwatched(const struct trial *trial, struct finding *finding,
			  const struct connection *c)
{
	if (!c->accepted || !evidence_waits_for_readiness(trial) ||
	    evidence_interest(trial, trial->connection))
		return false;
	return finding_say(finding, plain,
			   "Your program waits in %s(), and does not watch "
			   "%s's connection.",
			   call_for_people(trial->doing.call), c->peer);
}

/* Nobody has half-closed, and the program should have closed. */
static bool say_open(const struct trial *trial, struct finding *finding,
		     const struct connection *c)
{
	size_t i = evidence_last(trial, SIZE_MAX,
				 (struct query){ CALL_READ, trial->connection,
						 ANY_FD, RESULT_SUCCESS });
	char *bytes;

	if (i == EVIDENCE_NONE || log_at(trial->log, i)->ret <= 0)
		return false;
	bytes = wording_bytes((uint64_t)log_at(trial->log, i)->ret);
	finding_say(finding, plain,
		    "The last that your program read from %s was %s, and it "
		    "keeps the connection open.",
		    c->peer, bytes);
	free(bytes);
	return true;
}

/* Then that is what it did; a nap between two looks is not. */
static bool sleeps_long(const struct doing *doing)
{
	return !call_is_readiness(doing->call) &&
	       (doing->timeout < 0 || doing->timeout > NAP);
}

bool rule_missing_bytes(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (!c || c->program_closed || trial->doing.kind != DOING_WAITING ||
	    sleeps_long(&trial->doing))
		return false;
	if (trial->mismatch == MISMATCH_OPEN && !c->peer_fin)
		return say_open(trial, finding, c);
	if (trial->mismatch != MISMATCH_LESS || c->outgoing)
		return false;
	return say_cut(trial, finding, c) || say_unwatched(trial, finding, c) ||
	       say_since(trial, finding, c);
}

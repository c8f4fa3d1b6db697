/* SPDX-License-Identifier: MIT */
/*
 * A connection ended too early, too late, or in the wrong way: what the
 * program saw of it just before it closed, or has not seen.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "judge/rules.h"
#include "judge/wording.h"

/* The failed step's connection, if the program ended it too early. */
static const struct connection *closed_early(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	const struct step *step = evidence_step(trial);

	if (trial->end != TRIAL_STEP_FAILED || !c || !c->accepted ||
	    (step && step->payload.kind == PAYLOAD_RESET) ||
	    !(c->program_closed || c->got_end || c->got_reset))
		return NULL;
	if (trial->mismatch == MISMATCH_CLOSED ||
	    trial->mismatch == MISMATCH_RESET)
		return c;
	return trial->mismatch == MISMATCH_LESS ? c : NULL;
}

/* Where it was closed; the length of the log when that is not known. */
static size_t close_index(const struct trial *trial, const struct connection *c)
{
	size_t n = log_length(trial->log), i = n;
	int number = (int)(c - trial->connections) + 1;

	if (c->program_closed && c->closed_at < n)
		i = c->closed_at + 1;
	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && event->act &&
		    event->connection == number &&
		    (strcmp(event->act, "close") == 0 ||
		     strcmp(event->act, "shutdown") == 0))
			return i;
	}
	return c->program_closed && c->closed_at < n ? c->closed_at : n;
}

static struct source close_source(const struct trial *trial,
				  const struct connection *c)
{
	size_t i = close_index(trial, c);

	if (i < log_length(trial->log))
		return log_at(trial->log, i)->at;
	return trial->doing.at;
}

/* Its last read or write before the close, if that failed with error. */
static const struct event *closed_upon(const struct trial *trial, int error)
{
	const struct connection *c = closed_early(trial);
	struct query query = { CALL_READ, trial->connection, ANY_FD,
			       RESULT_ANY };
	size_t at, read, write;

	if (!c)
		return NULL;
	at = close_index(trial, c);
	read = evidence_last(trial, at, query);
	query.family = CALL_WRITE;
	write = evidence_last(trial, at, query);
	if (read == EVIDENCE_NONE || (write != EVIDENCE_NONE && write > read))
		read = write;
	if (read == EVIDENCE_NONE || log_at(trial->log, read)->error != error)
		return NULL;
	/* A wait in between: the close has another reason. */
	return evidence_next_wait(trial, read) < at ? NULL :
						      log_at(trial->log, read);
}

static bool say_closed_upon(struct finding *finding, const struct event *event,
			    const char *meaning)
{
	return finding_say(finding, event->at,
			   "%s() for %s said %s (%s), and your program closed "
			   "the connection.",
			   call_for_people(event->act),
			   event->peer ? event->peer : "a client",
			   errno_name(event->error), meaning);
}

bool rule_interrupted_closes(const struct trial *trial, struct finding *finding)
{
	const struct event *event = closed_upon(trial, EINTR);

	return event && say_closed_upon(finding, event, "a signal came first");
}

bool rule_wouldblock_closes(const struct trial *trial, struct finding *finding)
{
	const struct event *event = closed_upon(trial, EAGAIN);

	/* A loop that tries everybody looks at its deadlines right after. */
	if (code_is_about_time(evidence_reveals(trial)))
		return false;
	return event && say_closed_upon(finding, event, "not now");
}

/* One client's reset, and another one's connection is closed for it. */
bool rule_reset_closes(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = closed_early(trial);
	const struct event *event;
	size_t i;

	if (!c)
		return false;
	i = evidence_failure_before(trial, close_index(trial, c));
	if (i == EVIDENCE_NONE)
		return false;
	event = log_at(trial->log, i);
	if ((event->error != ECONNRESET && event->error != EPIPE) ||
	    event->connection == trial->connection)
		return false;
	return finding_say(finding, close_source(trial, c),
			   "%s() for %s said %s, and your program closed the "
			   "connection of %s.",
			   call_for_people(event->act),
			   event->peer ? event->peer : "a client",
			   errno_name(event->error), c->peer);
}

/* A short write was its last: the rest went with the connection. */
bool rule_short_write_closes(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = closed_early(trial);
	const struct event *write;
	size_t i;

	if (!c || c->program_saw_end)
		return false;
	i = evidence_last(trial, close_index(trial, c),
			  (struct query){ CALL_WRITE, trial->connection, ANY_FD,
					  RESULT_ANY });
	if (i == EVIDENCE_NONE)
		return false;
	write = log_at(trial->log, i);
	if (write->error || write->ret >= write->asked)
		return false;
	return finding_say(finding, write->at,
			   "%s() for %s took %s of %s bytes, and your "
			   "program closed the connection without the rest.",
			   call_for_people(write->act), c->peer,
			   wording_grouped((uint64_t)write->ret),
			   wording_grouped((uint64_t)write->asked));
}

bool rule_half_close_loses_data(const struct trial *trial,
				struct finding *finding)
{
	const struct connection *c = closed_early(trial);

	if (!c || !c->peer_fin || c->peer_reset)
		return false;
	if (c->taken < c->sent)
		return finding_say(finding, close_source(trial, c),
				   "%s sent %s bytes and half-closed; your "
				   "program had read %s of them when it "
				   "closed the connection.",
				   c->peer, wording_grouped(c->sent),
				   wording_grouped(c->taken));
	if (c->written >= c->taken)
		return false;
	return finding_say(finding, close_source(trial, c),
			   "%s half-closed, and your program closed the "
			   "connection although it owed %s %s bytes.",
			   c->peer, c->peer,
			   wording_grouped(c->taken - c->written));
}

/* It has read the end and keeps the connection, and what it had read before
   was never tried: no want of room explains that. */
bool rule_half_close_forgets(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	struct query query = { CALL_WRITE, trial->connection, ANY_FD,
			       RESULT_ANY };
	const struct event *write;
	size_t read;

	if (trial->end != TRIAL_STEP_FAILED ||
	    trial->mismatch != MISMATCH_LESS || !c || !c->accepted ||
	    !c->peer_fin || c->peer_reset || c->program_closed ||
	    !c->program_saw_end || c->written >= c->taken)
		return false;
	write = log_at(trial->log, evidence_last(trial, SIZE_MAX, query));
	if (write && (write->error || write->ret < write->asked))
		return false;
	query.family = CALL_READ;
	read = evidence_last(trial, SIZE_MAX, query);
	return finding_say(finding,
			   read == EVIDENCE_NONE ? trial->doing.at :
						   log_at(trial->log, read)->at,
			   "%s half-closed, and your program has not sent the "
			   "%s bytes that it owes %s since.",
			   c->peer, wording_grouped(c->taken - c->written),
			   c->peer);
}

bool rule_close_loses_data(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (trial->end != TRIAL_STEP_FAILED ||
	    trial->mismatch == MISMATCH_COUNT || !c || !c->got_reset ||
	    !c->program_closed || c->taken >= c->sent || c->peer_reset)
		return false;
	return finding_say(finding, close_source(trial, c),
			   "Your program closed %s's connection with %s "
			   "bytes of input unread: the kernel then sends a "
			   "reset, and %s loses what was on its way.",
			   c->peer, wording_grouped(c->sent - c->taken),
			   c->peer);
}

/* No code of its own: why it closed is not in the log. */
bool rule_closed_early(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = closed_early(trial);

	if (!c || c->peer_fin || c->peer_reset || !c->program_closed)
		return false;
	return finding_say(finding, close_source(trial, c),
			   "Your program closed %s's connection, and %s had "
			   "not ended it.",
			   c->peer, c->peer);
}

/* The peer's FIN has come, and its stream has no end. */
static const struct connection *still_open(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (trial->end != TRIAL_STEP_FAILED ||
	    trial->mismatch != MISMATCH_OPEN || !c || !c->accepted ||
	    !c->peer_fin || c->written < c->taken)
		return NULL;
	return c;
}

static struct source last_read_source(const struct trial *trial)
{
	size_t i = evidence_last(trial, SIZE_MAX,
				 (struct query){ CALL_READ, trial->connection,
						 ANY_FD, RESULT_ANY });

	return i == EVIDENCE_NONE ? trial->doing.at : log_at(trial->log, i)->at;
}

bool rule_eof_unnoticed(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = still_open(trial);

	if (!c || c->program_saw_end || c->program_closed)
		return false;
	finding_say(finding, last_read_source(trial),
		    "%s has half-closed, and your program has not read the "
		    "end of the stream",
		    c->peer);
	if (trial->doing.call && trial->doing.kind == DOING_WAITING)
		finding_add(finding, "when it waits in %s().",
			    call_for_people(trial->doing.call));
	else
		finding_add(finding, "so far.");
	return true;
}

bool rule_never_closes(const struct trial *trial, struct finding *finding)
{
	const struct connection *c = still_open(trial);

	if (!c || !c->program_saw_end)
		return false;
	finding_say(finding, last_read_source(trial),
		    "Your program has read the end of %s's stream (0 bytes)",
		    c->peer);
	if (!c->program_closed)
		finding_add(finding, "and keeps the connection open.");
	else
		finding_add(finding, "and has closed it, yet the connection "
				     "is still open.");
	return true;
}

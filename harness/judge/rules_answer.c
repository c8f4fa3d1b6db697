/* SPDX-License-Identifier: MIT */
/*
 * A wrong answer: with which write the first wrong byte came. Why it was wrong
 * only the script can know.
 */
#include "judge/rules.h"
#include "judge/wording.h"

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

/* ", made after a recv() of 1 byte from alice" */
static void add_read(const struct trial *trial, struct finding *finding,
		     size_t before)
{
	size_t i = evidence_last(trial, before,
				 (struct query){ CALL_READ, 0, ANY_FD,
						 RESULT_SUCCESS });
	const struct event *read;

	if (i == EVIDENCE_NONE)
		return;
	read = log_at(trial->log, i);
	if (!read->peer || !read->connection || read->ret <= 0)
		return;
	finding_add(finding,
		    "The last read before it was a %s() of %s byte%s "
		    "from %s.",
		    call_for_people(read->act),
		    wording_grouped((uint64_t)read->ret),
		    read->ret == 1 ? "" : "s", read->peer);
}

bool rule_wrong_byte(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	const struct event *event;
	uint64_t place;
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
	finding_say(finding, event->at,
		    "The first byte %s is in a %s() of %s byte%s to %s.",
		    trial->mismatch == MISMATCH_MORE ? "too many" :
						       "that is wrong",
		    call_for_people(event->act),
		    wording_grouped((uint64_t)event->ret),
		    event->ret == 1 ? "" : "s", c->peer);
	add_read(trial, finding, i);
	return true;
}

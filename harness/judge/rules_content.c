/* SPDX-License-Identifier: MIT */
/*
 * Other bytes than those expected. Position-coded content says where the
 * bytes come from; the log says which call they went through.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "judge/pattern.h"
#include "judge/rules.h"
#include "judge/wording.h"

static const struct source nowhere = { NULL, 0, NULL };

static bool has_content(const struct trial *trial)
{
	return trial->end == TRIAL_STEP_FAILED && trial->expected.len > 0 &&
	       trial->connection &&
	       (trial->mismatch == MISMATCH_CONTENT ||
		trial->mismatch == MISMATCH_LESS ||
		trial->mismatch == MISMATCH_MORE);
}

/* The peer should have its own bytes back. */
static bool is_echo(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);
	size_t i;

	if (!step || step->verb != VERB_RECEIVES || !step->who)
		return false;
	if (step->payload.kind != PAYLOAD_TEXT)
		return true;
	for (i = 0; i < trial->step; i++) {
		const struct step *sent = &trial->script->steps[i];

		if (sent->verb == VERB_SENDS && sent->who &&
		    strcmp(sent->who, step->who) == 0 &&
		    memmem(step->payload.bytes, step->payload.len,
			   sent->payload.bytes, sent->payload.len) &&
		    sent->payload.kind == PAYLOAD_TEXT)
			return true;
	}
	return false;
}

/* Where in the connection's stream the first wrong byte is. */
static uint64_t wrong_position(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (!c || c->received < trial->received.len)
		return trial->differs_at;
	return c->received - trial->received.len + trial->differs_at;
}

/* A write that took only a part was followed by this one at the same place:
   if it is not for the rest, the mistake was made before it. */
static bool goes_on(const struct event *part, const struct event *next)
{
	return !part || part->error || next->asked == part->asked - part->ret;
}

/*
 * The last write for the connection that did not take everything and that
 * ended at, or shortly before, this place in the stream (the first bytes
 * after a seam may be right by chance: so many are returned in *chance).
 */
static const struct event *cut_write(const struct trial *trial, int64_t *chance)
{
	struct query writes = { CALL_WRITE, trial->connection, ANY_FD,
				RESULT_ANY };
	const struct event *found = NULL;
	uint64_t done = 0, place = wrong_position(trial);
	size_t i = 0;

	while ((i = evidence_next(trial, i, SIZE_MAX, writes)) !=
	       EVIDENCE_NONE) {
		const struct event *event = log_at(trial->log, i++);

		if (event->ret > 0)
			done += (uint64_t)event->ret;
		if (done > place)
			break;
		if ((!event->error && event->ret >= event->asked) ||
		    place - done > PATTERN_WORD ||
		    (event->error && !goes_on(found, event)))
			continue;
		found = event;
		*chance = (int64_t)(place - done);
	}
	return found;
}

static struct source write_source(const struct trial *trial)
{
	size_t at = evidence_last(trial, SIZE_MAX,
				  (struct query){ CALL_WRITE, trial->connection,
						  ANY_FD, RESULT_ANY });

	return at == EVIDENCE_NONE ? nowhere : log_at(trial->log, at)->at;
}

/* A write that cannot be of what was read: more: of more bytes than the
   program owes in all; else of fewer than the read before it brought. */
static const struct event *odd_write(const struct trial *trial, bool more,
				     const struct event **read)
{
	size_t i, n = log_length(trial->log);
	int64_t owed = 0;
	struct query fits = { ANY_FAMILY, trial->connection, ANY_FD,
			      RESULT_SUCCESS };

	for (i = 0, *read = NULL; i < n; i++) {
		const struct event *event = log_at(trial->log, i);
		enum call_family family = call_family_of(event->act);

		if (!evidence_fits(event, fits))
			continue;
		if (family == CALL_READ && event->ret > 0) {
			*read = event;
			owed += event->ret;
		}
		if (family != CALL_WRITE)
			continue;
		if (*read &&
		    (more ? event->asked > owed : event->asked < (*read)->ret))
			return event;
		owed = owed > event->ret ? owed - event->ret : 0;
		*read = NULL;
	}
	return NULL;
}

/* strlen() on received bytes stops at a NUL, or runs on beyond the end. */
bool rule_text_assumed(const struct trial *trial, struct finding *finding)
{
	const struct event *write, *read;
	size_t at = trial->differs_at;

	if (!has_content(trial) || !is_echo(trial))
		return false;
	if (trial->mismatch != MISMATCH_MORE && at < trial->expected.len &&
	    trial->expected.data[at] == 0) {
		write = odd_write(trial, false, &read);
		if (at == 0 && !write)
			return false;
		finding_say(finding, write ? write->at : write_source(trial),
			    "The first byte that is missing is a NUL.");
		if (write)
			finding_add(finding,
				    "Your program read %" PRId64
				    " bytes and passed %" PRId64 " to %s().",
				    read->ret, write->asked,
				    call_for_people(write->act));
		return true;
	}
	write = odd_write(trial, true, &read);
	if (!write || write->asked == read->asked ||
	    trial->mismatch == MISMATCH_LESS)
		return false;
	return finding_say(finding, write->at,
			   "Your program read %" PRId64
			   " bytes and passed %" PRId64
			   " to %s(): it does not send what it read, "
			   "but what it takes for a text.",
			   read->ret, write->asked,
			   call_for_people(write->act));
}

/* It has answered what it read last, and the answer did not all go out. */
static bool answer_was_cut(const struct trial *trial)
{
	size_t i = evidence_last(trial, SIZE_MAX,
				 (struct query){ CALL_WRITE, trial->connection,
						 ANY_FD, RESULT_ANY });

	return i != EVIDENCE_NONE &&
	       (log_at(trial->log, i)->error ||
		log_at(trial->log, i)->ret < log_at(trial->log, i)->asked);
}

/* One read is taken for a whole buffer, or for a whole message. */
bool rule_short_read_assumed(const struct trial *trial, struct finding *finding)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);
	const struct event *write, *read;

	if (!has_content(trial) || !is_echo(trial) || !c)
		return false;
	write = odd_write(trial, true, &read);
	if (write && write->asked == read->asked &&
	    trial->mismatch != MISMATCH_LESS)
		return finding_say(finding, write->at,
				   "Your program read %" PRId64 " bytes and "
				   "passed %" PRId64 ", the size of its "
				   "buffer, to %s().",
				   read->ret, write->asked,
				   call_for_people(write->act));
	if (trial->mismatch != MISMATCH_LESS || c->peer_fin ||
	    c->taken != c->sent || c->written >= c->taken ||
	    answer_was_cut(trial) || trial->doing.kind != DOING_BLOCKED ||
	    trial->doing.connection != trial->connection ||
	    call_family_of(trial->doing.call) != CALL_READ)
		return false;
	return finding_say(finding, trial->doing.at,
			   "Your program has read what %s sent, and waits in "
			   "%s() for more before it answers.",
			   c->peer, call_for_people(trial->doing.call));
}

/* Whose letter it is, by the order of names; NULL: a crowd, no telling. */
static const char *owner_of(const struct trial *trial, char letter)
{
	const char *names[26];
	size_t i, k, n = 0;

	for (i = 0; i < trial->script->n_steps && n < 26; i++) {
		const char *who = trial->script->steps[i].who;

		if (!who)
			continue;
		if (trial->script->steps[i].first)
			return NULL;
		for (k = 0; k < n && strcmp(names[k], who) != 0; k++)
			;
		if (k == n)
			names[n++] = who;
	}
	k = (size_t)(letter - 'A');
	return k < n ? names[k] : NULL;
}

/* Somebody else's text at the first wrong byte, or just around it. */
static const char *other_sender(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);
	const uint8_t *rest = trial->received.data + trial->differs_at;
	size_t i, left = trial->received.len - trial->differs_at;

	for (i = 0; i < trial->step; i++) {
		const struct step *sent = &trial->script->steps[i];

		if (sent->verb != VERB_SENDS || !sent->who ||
		    sent->payload.kind != PAYLOAD_TEXT ||
		    sent->payload.len < 2 || sent->payload.len > left ||
		    strcmp(sent->who, step->who) == 0)
			continue;
		if (memcmp(rest, sent->payload.bytes, sent->payload.len) == 0)
			return sent->who;
	}
	return NULL;
}

bool rule_data_crossed(const struct trial *trial, struct finding *finding)
{
	struct pattern_spot wanted, came;
	const char *other;

	if (!has_content(trial) || trial->mismatch == MISMATCH_LESS ||
	    !is_echo(trial) || trial->differs_at >= trial->received.len)
		return false;
	other = other_sender(trial);
	if (!other) {
		if (!pattern_spot(trial->received.data, trial->received.len,
				  trial->differs_at, &came))
			return false;
		other = owner_of(trial, came.letter);
		if (pattern_spot(trial->expected.data, trial->expected.len,
				 trial->mismatch == MISMATCH_MORE ?
					 0 :
					 trial->differs_at,
				 &wanted) ?
			    wanted.letter == came.letter :
			    !other || strcmp(other, trial->peer) == 0)
			return false;
	}
	return finding_say(
		finding, write_source(trial),
		"Your program sent %s bytes that had come from %s.",
		evidence_connection(trial, trial->connection) ?
			evidence_connection(trial, trial->connection)->peer :
			"a client",
		other ? other : "somebody else");
}

/* How far the received pattern jumps at the first wrong byte: forward is
   positive. False: there is no telling. */
static bool pattern_jump(const struct trial *trial, int64_t *jump,
			 struct pattern_spot *wanted)
{
	struct pattern_spot came;

	if (trial->mismatch != MISMATCH_CONTENT ||
	    !pattern_spot(trial->expected.data, trial->expected.len,
			  trial->differs_at, wanted) ||
	    !pattern_spot(trial->received.data, trial->received.len,
			  trial->differs_at, &came) ||
	    wanted->letter != came.letter)
		return false;
	*jump = came.offset - wanted->offset;
	return *jump != 0;
}

/* A write that a signal interrupted is where the stream goes wrong. */
bool rule_interrupted_write(const struct trial *trial, struct finding *finding)
{
	const struct event *cut;
	int64_t chance;

	if (!has_content(trial) || !is_echo(trial))
		return false;
	cut = cut_write(trial, &chance);
	if (!cut || cut->error != EINTR)
		return false;
	return finding_say(finding, cut->at,
			   "%s() was interrupted (EINTR, nothing written), "
			   "and your program did not go on from there.",
			   call_for_people(cut->act));
}

bool rule_output_reordered(const struct trial *trial, struct finding *finding)
{
	struct pattern_spot wanted;
	int64_t jump;
	size_t found;

	if (!has_content(trial) || !is_echo(trial) ||
	    !pattern_jump(trial, &jump, &wanted) || jump < 0)
		return false;
	/* Words that differ by whole words begin with the same digits. */
	if (jump % PATTERN_WORD == 0)
		wanted.offset -= wanted.offset % PATTERN_WORD;
	found = pattern_find(trial->received.data, trial->received.len,
			     trial->differs_at, wanted);
	if (found == trial->received.len)
		return false;
	return finding_say(finding, write_source(trial),
			   "Later bytes overtook earlier ones: byte %s of the "
			   "pattern comes after byte %s.",
			   wording_grouped((uint64_t)wanted.offset),
			   wording_grouped((uint64_t)(wanted.offset + jump)));
}

static void add_jump(const struct trial *trial, struct finding *finding,
		     const struct event *cut, int64_t chance)
{
	struct pattern_spot wanted;
	char a[32], b[32];
	int64_t jump;

	if (!pattern_jump(trial, &jump, &wanted))
		return;
	wanted.offset -= chance;
	wording_number(a, (uint64_t)wanted.offset);
	wording_number(b, (uint64_t)(wanted.offset + jump - 1));
	if (jump == 1)
		finding_add(finding, "Byte %s of the pattern is missing.", a);
	else if (jump > 0)
		finding_add(finding,
			    "Bytes %s to %s of the pattern are missing.", a, b);
	else if (cut->ret > 0 && -jump >= cut->ret &&
		 -jump < cut->ret + PATTERN_WORD)
		finding_add(finding, "Then it sent again from where the last "
				     "piece began.");
	else
		finding_add(finding,
			    "Then it sent again from byte %s of the pattern.",
			    wording_number(a,
					   (uint64_t)(wanted.offset + jump)));
}

bool rule_short_write_lost(const struct trial *trial, struct finding *finding)
{
	const struct event *cut;
	int64_t chance = 0;
	char *did;

	if (!has_content(trial) || !is_echo(trial) ||
	    trial->mismatch == MISMATCH_LESS ||
	    !(cut = cut_write(trial, &chance)))
		return false;
	did = wording_cut_write(trial, cut);
	finding_say(finding, cut->at, "%s", did);
	free(did);
	add_jump(trial, finding, cut, chance);
	return true;
}

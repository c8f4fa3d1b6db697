/* SPDX-License-Identifier: MIT */
/* What a peer expects to receive, held against what it has received. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "run/run.h"

static struct blob blob_of(const void *data, size_t len)
{
	struct blob blob = { memory_copy(len ? data : "", len), len };

	return blob;
}

/* The content that the step expects, borrowed. */
static void expected_of(const struct run *run, const struct peer *peer,
			const uint8_t **data, size_t *len)
{
	const struct payload *payload = &run->step->payload;

	*data = buffer_data(&peer->owed);
	*len = 0;
	switch (payload->kind) {
	case PAYLOAD_TEXT:
		*data = payload->bytes;
		*len = payload->len;
		break;
	case PAYLOAD_PATTERN:
	case PAYLOAD_ALL_SENT:
		*len = buffer_length(&peer->owed);
		break;
	case PAYLOAD_AT_MOST:
		*len = buffer_length(&peer->owed);
		if (*len > peer_arrived(peer))
			*len = peer_arrived(peer);
		break;
	case PAYLOAD_NONE:
	case PAYLOAD_NOTHING:
	case PAYLOAD_END:
	case PAYLOAD_RESET:
		break;
	}
}

static bool all_read(const struct peer *peer)
{
	return peer->seen == buffer_length(&peer->incoming);
}

/* How the stream has to stand after the content. */
static enum mismatch stream_state(const struct run *run,
				  const struct peer *peer)
{
	const struct connection *link = peer_link(&run->peers, peer);
	bool end = link && link->got_end && all_read(peer);
	bool reset = link && link->got_reset && all_read(peer);

	switch (run->step->payload.kind) {
	case PAYLOAD_END:
		return end   ? MISMATCH_NONE :
		       reset ? MISMATCH_RESET :
			       MISMATCH_OPEN;
	case PAYLOAD_RESET:
		return reset ? MISMATCH_NONE :
		       end   ? MISMATCH_CLOSED :
			       MISMATCH_OPEN;
	case PAYLOAD_AT_MOST:
	case PAYLOAD_NONE:
	case PAYLOAD_TEXT:
	case PAYLOAD_PATTERN:
	case PAYLOAD_ALL_SENT:
	case PAYLOAD_NOTHING:
		break;
	}
	return MISMATCH_NONE;
}

/* Why there is less than expected: the stream may be over. */
static enum mismatch why_less(const struct run *run, const struct peer *peer)
{
	const struct connection *link = peer_link(&run->peers, peer);

	if (link && all_read(peer) && link->got_reset)
		return MISMATCH_RESET;
	if (link && all_read(peer) && link->got_end)
		return MISMATCH_CLOSED;
	return MISMATCH_LESS;
}

static enum mismatch compare(const struct run *run, const struct peer *peer,
			     size_t *differs_at)
{
	const uint8_t *expected, *received = buffer_data(&peer->incoming);
	size_t len, arrived = peer_arrived(peer), i = 0;

	expected_of(run, peer, &expected, &len);
	if (run->step->payload.tail) {
		*differs_at = arrived;
		return arrived >= len && !memcmp(received + arrived - len,
						 expected, len) ?
			       MISMATCH_NONE :
			       why_less(run, peer);
	}
	while (i < len && i < arrived && expected[i] == received[i])
		i++;
	*differs_at = i;
	if (i < len && i < arrived)
		return MISMATCH_CONTENT;
	if (arrived < len)
		return why_less(run, peer);
	if (run->step->payload.kind == PAYLOAD_AT_MOST)
		return arrived > run->step->payload.len ? MISMATCH_MORE :
							  MISMATCH_NONE;
	if (arrived > len && (!run->step->payload.more ||
			      (run->step->payload.at_most &&
			       arrived - len > run->step->payload.at_most)))
		return MISMATCH_MORE;
	/* "Nothing" is about content; a close is an end of stream. */
	if (run->step->payload.kind == PAYLOAD_NOTHING)
		return why_less(run, peer) == MISMATCH_LESS ?
			       MISMATCH_NONE :
			       why_less(run, peer);
	return stream_state(run, peer);
}

static bool may_still_come(enum mismatch mismatch)
{
	return mismatch == MISMATCH_LESS || mismatch == MISMATCH_OPEN;
}

static bool fail(struct run *run, struct peer *peer, enum mismatch mismatch,
		 size_t differs_at)
{
	const uint8_t *expected;
	size_t len;

	expected_of(run, peer, &expected, &len);
	run->trial->expected = blob_of(expected, len);
	run->trial->received =
		blob_of(buffer_data(&peer->incoming), peer_arrived(peer));
	run->trial->differs_at = differs_at;
	return run_mismatch(run, mismatch);
}

bool run_has_arrived(const struct run *run, const struct peer *peer)
{
	size_t differs_at;

	return compare(run, peer, &differs_at) == MISMATCH_NONE;
}

bool run_expect(struct run *run, struct peer *peer)
{
	int64_t limit = clock_after(&run->supervisor.clock,
				    run->step->payload.at_once ? 0 : RUN_GRACE);
	size_t differs_at, taken;
	enum mismatch mismatch;

	while (may_still_come(mismatch = compare(run, peer, &differs_at)) &&
	       run_wake(run, limit))
		;
	if (run->trial->end != TRIAL_COMPLETED)
		return false;
	if (mismatch != MISMATCH_NONE)
		return fail(run, peer, mismatch, differs_at);
	taken = peer_arrived(peer);
	buffer_consume(&peer->incoming, taken);
	buffer_consume(&peer->owed, taken);
	peer->seen = 0;
	return true;
}

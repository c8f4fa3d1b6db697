/* SPDX-License-Identifier: MIT */
/*
 * A flood: what the program reads of a peer is replaced before it reads again,
 * so that this peer's input has no end, and the time goes on meanwhile.
 */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "run/run.h"

/* Whoever has read so much of one peer has had every occasion to look at the
   other one. A flood takes its time: so much an ms. */
#define FLOOD_BYTES	   (8U << 20)
#define FLOOD_BYTES_PER_MS 65536
#define PIECE		   4096

/* The text over and over, as often as it fits; at least once. */
static void feed_text(struct run *run, struct peer *peer)
{
	const struct payload *text = &run->step->flood;
	size_t times = text->len < PIECE ? PIECE / text->len : 1;
	uint8_t *piece = memory_get(times * text->len);

	for (size_t i = 0; i < times; i++)
		memcpy(piece + i * text->len, text->bytes, text->len);
	peer_send(&run->peers, peer, piece, times * text->len);
	free(piece);
}

static void feed(struct run *run, struct peer *peer)
{
	uint8_t pattern[PIECE];

	while (buffer_length(&peer->outgoing) < PEER_IN_FLIGHT) {
		if (run->step->flood.kind == PAYLOAD_TEXT) {
			feed_text(run, peer);
			continue;
		}
		peer_pattern(peer, pattern, sizeof(pattern));
		peer_send(&run->peers, peer, pattern, sizeof(pattern));
	}
	peer_deliver(&run->peers, peer);
}

/* It waits although there is input: within the usual grace, its timeouts
   come. False: it goes on waiting. */
static bool wakes(struct run *run, int64_t limit)
{
	struct supervisor *s = &run->supervisor;

	if (supervisor_due(s) > limit)
		return false;
	supervisor_advance(s, supervisor_due(s));
	return true;
}

static int64_t time_of(uint64_t bytes)
{
	return (int64_t)bytes * NS_PER_MS / FLOOD_BYTES_PER_MS;
}

static bool flow(struct run *run, struct peer *peer, const struct peer *other)
{
	const struct connection *link = peer_link(&run->peers, peer);
	struct supervisor *s = &run->supervisor;
	int64_t limit = clock_after(&s->clock, RUN_GRACE);
	uint64_t begin = link->taken, before = begin;
	enum supervised how;

	while (link->taken - begin < FLOOD_BYTES) {
		bool moved;

		feed(run, peer);
		if (!run_once(run, &how))
			return false;
		moved = peers_exchange(&run->peers, run_backlog(run));
		link = peer_link(&run->peers, peer);
		if (run->ended || run->peers.problem ||
		    run_has_arrived(run, other))
			break;
		if (how == SUPERVISED_FLOODED)
			supervisor_hold(s, time_of(link->taken - before));
		else if (moved)
			supervisor_refresh(s);
		else if (!wakes(run, limit))
			break;
		before = link->taken;
	}
	return !run->peers.problem || run_inconclusive(run, run->peers.problem);
}

bool run_flood(struct run *run, struct peer *peer)
{
	struct peer *other = peers_find(&run->peers, run->step->other, 0);
	int number = peer->connection;
	bool good;

	/* The list of peers may have moved, had it been a new one. */
	run->trial->peer = other->name;
	run->trial->connection = other->connection;
	run->trial->connections[number - 1].floods = true;
	good = flow(run, peer, other);
	run->trial->connections[number - 1].floods = false;
	return good && run_expect(run, other);
}

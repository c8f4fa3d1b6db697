/* SPDX-License-Identifier: MIT */
/* What each verb of the script language does: one row, one function. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run.h"

/* So many of a crowd connect before the program runs: more than a backlog
   holds would have to wait anyway. */
#define CROWD_BATCH 64

/* Fields of the trial that say whose step this is. */
static void about(struct run *run, const struct peer *peer)
{
	run->trial->peer = peer->name;
	run->trial->member = peer->member;
	run->trial->connection = peer->connection;
}

static bool settle(struct run *run)
{
	if (run->step->together)
		return true;
	supervisor_refresh(&run->supervisor);
	return run_settle(run, RUN_GRACE);
}

static bool connect_one(struct run *run, struct peer *peer)
{
	switch (peer_connect(&run->peers, peer, run_backlog(run))) {
	case CONNECTED:
	case CONNECT_WAITS:
		about(run, peer);
		run_note(run, peer->name, "connects", -1);
		return true;
	case CONNECT_REFUSED:
		about(run, peer);
		return run_mismatch(run, MISMATCH_REFUSED);
	case CONNECT_FAILED:
		break;
	}
	return run_inconclusive(run, run->peers.problem);
}

static bool connects(struct run *run, struct peer *peer)
{
	int done, batch = run_backlog(run) + 1;

	if (!connect_one(run, peer))
		return false;
	if (run->step->count <= 1)
		return true;
	if (batch > CROWD_BATCH || batch < 1)
		batch = CROWD_BATCH;
	done = peer->member - run->step->first + 1;
	return done % batch || run_settle(run, RUN_GRACE);
}

static bool send_piece(struct run *run, struct peer *peer, const uint8_t *data,
		       size_t n, bool last)
{
	run_note(run, peer->name, "sends", (int64_t)n);
	peer_send(&run->peers, peer, data, n);
	if (last)
		return true;
	supervisor_refresh(&run->supervisor);
	return run_settle(run, RUN_GRACE);
}

static bool send_all(struct run *run, struct peer *peer, const uint8_t *data,
		     size_t len)
{
	const struct step *step = run->step;
	size_t done = 0;

	if (!step->n_pieces)
		return send_piece(run, peer, data, len, true);
	for (size_t i = 0; done < len; i++) {
		size_t n = step->pieces[i % step->n_pieces];

		if (n > len - done)
			n = len - done;
		if (!send_piece(run, peer, data + done, n, done + n == len))
			return false;
		done += n;
	}
	return true;
}

static bool sends(struct run *run, struct peer *peer)
{
	const struct payload *payload = &run->step->payload;
	uint8_t *pattern;
	bool good;

	if (payload->kind == PAYLOAD_TEXT)
		return send_all(run, peer, payload->bytes, payload->len);
	pattern = malloc(payload->len + 1);
	if (!pattern)
		return run_inconclusive(run, "out of memory");
	peer_pattern(peer, pattern, payload->len);
	good = send_all(run, peer, pattern, payload->len);
	free(pattern);
	return good;
}

static bool receives(struct run *run, struct peer *peer)
{
	size_t before = run->peers.n ? peer_arrived(peer) : 0;

	if (!run_expect(run, peer))
		return false;
	run_note(run, peer->name, "receives",
		 (int64_t)(before - peer_arrived(peer)));
	return true;
}

static bool half_closes(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "half-closes", -1);
	peer_half_close(&run->peers, peer);
	return true;
}

static bool closes(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "closes", -1);
	peer_close(&run->peers, peer);
	return true;
}

static bool resets(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "resets", -1);
	peer_reset(&run->peers, peer);
	return true;
}

static void set_stopped(struct run *run, struct peer *peer, bool stopped)
{
	struct connection *link = peer_link(&run->peers, peer);

	peer->stopped = stopped;
	if (link)
		link->peer_stopped = stopped;
}

static bool stops_reading(struct run *run, struct peer *peer)
{
	const struct connection *link = peer_link(&run->peers, peer);
	struct event event = run_peer_event(run, peer->name, "stops reading");

	/* What it holds from now on: so much, and no more. */
	if (link)
		event.asked = (int64_t)link->window;
	log_append(run->trial->log, &event);
	set_stopped(run, peer, true);
	return true;
}

static bool reads_again(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "reads again", -1);
	set_stopped(run, peer, false);
	return true;
}

static bool reads(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "reads", (int64_t)run->step->n);
	peer_read(&run->peers, peer, run->step->n);
	return true;
}

static bool has_window(struct run *run, struct peer *peer)
{
	struct connection *link = peer_link(&run->peers, peer);

	peer->window = run->step->n;
	if (link)
		link->window = run->step->n;
	return true;
}

static bool floods(struct run *run, struct peer *peer)
{
	run_note(run, peer->name, "floods", -1);
	if (!run_flood(run, peer))
		return false;
	run_note(run, run->trial->peer, "receives",
		 (int64_t)run->step->payload.len);
	return true;
}

/* Of a crowd, those that have left are passed over. */
static bool has_left(const struct run *run, const struct peer *peer)
{
	return run->step->count > 1 && run->step->verb != VERB_CONNECTS &&
	       (!peer->connection || (peer->fd < 0 && !peer->wants_in));
}

/* A crowd connects: those that are there already stay. */
static bool is_there(const struct run *run, const struct peer *peer)
{
	return run->step->count > 1 && run->step->verb == VERB_CONNECTS &&
	       peer->fd >= 0;
}

/* The peers of the step, one after another. */
static bool each(struct run *run,
		 bool (*verb)(struct run *run, struct peer *peer))
{
	const struct step *step = run->step;

	for (int i = 0; i < (step->count > 0 ? step->count : 1); i++) {
		struct peer *peer =
			peers_find(&run->peers, step->who,
				   step->first ? step->first + i : 0);

		if (has_left(run, peer) || is_there(run, peer))
			continue;
		about(run, peer);
		if (listen_is_alone(run, peer))
			return run_mismatch(run, MISMATCH_ALONE);
		if (!verb(run, peer))
			return false;
		peer_deliver(&run->peers, peer);
	}
	return true;
}

static bool passes(struct run *run)
{
	return run_pass(run, run->step->ns);
}

static bool wall_jumps(struct run *run)
{
	clock_jump_wall(&run->supervisor.clock, run->step->ns);
	return settle(run);
}

static bool held(struct run *run)
{
	supervisor_hold(&run->supervisor, run->step->ns);
	return settle(run);
}

static bool fault(struct run *run)
{
	if (!listen_has_begun(run))
		faults_add(&run->supervisor.faults, &run->step->fault);
	return true;
}

static bool interrupted(struct run *run)
{
	run_note(run, "script", "interrupts", -1);
	supervisor_interrupt(&run->supervisor);
	return settle(run);
}

static bool nothing(struct run *run)
{
	(void)run;
	return true;
}

static bool restarts(struct run *run)
{
	struct trial *trial = run->trial;
	int64_t now = run->supervisor.clock.now;

	supervisor_stop(&run->supervisor);
	for (size_t i = 0; i < trial->n_connections; i++) {
		trial->connections[i].program_fin = true;
		trial->connections[i].program_closed = true;
	}
	peers_exchange(&run->peers, -1);
	run_note(run, "script", "restarts", -1);
	trial->bound_port = 0;
	run->supervisor.clock.now = now;
	run->ended = false;
	return run_start(run);
}

/* A fresh client comes, is served, and leaves. */
static bool still_serves(struct run *run)
{
	static const char line[] = "still there?\n";
	const struct step *asked = run->step;
	struct step step = *asked;
	struct peer *visitor = peers_find(&run->peers, "a visitor", 0);
	bool good;

	step.payload = (struct payload){ .kind = PAYLOAD_ALL_SENT };
	run->step = &step;
	about(run, visitor);
	good = connect_one(run, visitor) && settle(run) &&
	       send_piece(run, visitor, (const uint8_t *)line, sizeof(line) - 1,
			  false) &&
	       receives(run, visitor) && closes(run, visitor) && settle(run);
	run->step = asked;
	return good;
}

/* What a verb does: to each peer of the step, or once. */
struct act {
	bool (*each)(struct run *run, struct peer *peer);
	bool (*once)(struct run *run);
	bool settles; /* then the program goes on until it waits */
};

static const struct act acts[] = {
	[VERB_CONNECTS] = { .each = connects, .settles = true },
	[VERB_SENDS] = { .each = sends, .settles = true },
	[VERB_RECEIVES] = { .each = receives },
	[VERB_HALF_CLOSES] = { .each = half_closes, .settles = true },
	[VERB_CLOSES] = { .each = closes, .settles = true },
	[VERB_RESETS] = { .each = resets, .settles = true },
	[VERB_STOPS_READING] = { .each = stops_reading, .settles = true },
	[VERB_HAS_WINDOW] = { .each = has_window, .settles = true },
	[VERB_READS] = { .each = reads, .settles = true },
	[VERB_READS_AGAIN] = { .each = reads_again, .settles = true },
	[VERB_FLOODS] = { .each = floods, .settles = true },
	[VERB_ACCEPTS] = { .each = listen_answer, .settles = true },
	[VERB_ACCEPTS_AT_ONCE] = { .each = listen_answer, .settles = true },
	[VERB_REFUSES] = { .each = listen_answer, .settles = true },
	[VERB_STAYS_PENDING] = { .each = listen_answer, .settles = true },
	[VERB_IS_UNREACHABLE] = { .each = listen_answer, .settles = true },
	[VERB_LETS_THROUGH] = { .each = listen_answer, .settles = true },
	[VERB_PASSES] = { .once = passes },
	[VERB_WALL_JUMPS] = { .once = wall_jumps },
	[VERB_HELD] = { .once = held },
	[VERB_FAULT] = { .once = fault },
	[VERB_INTERRUPTED] = { .once = interrupted },
	[VERB_STARTS_WITH_OPEN] = { .once = nothing },
	[VERB_HAS_LIMIT] = { .once = nothing },
	[VERB_PORT_TAKEN] = { .once = nothing },
	[VERB_WAITS] = { .once = check_waits },
	[VERB_MAKES_CALLS] = { .once = check_calls },
	[VERB_HOLDS] = { .once = check_holds },
	[VERB_USES] = { .once = check_uses },
	[VERB_KEEPS] = { .once = check_keeps },
	[VERB_HAS_ACCEPTED] = { .once = check_accepted },
	[VERB_STILL_SERVES] = { .once = still_serves },
	[VERB_EXITS] = { .once = check_exits },
	[VERB_PRINTS] = { .once = check_prints },
	[VERB_PRINTS_LINE] = { .once = check_line },
	[VERB_PRINTS_NOTHING_MORE] = { .once = check_no_line },
	[VERB_HAS_NOT_CALLED] = { .once = check_not_called },
	[VERB_RESTARTS] = { .once = restarts },
};

bool run_step(struct run *run, const struct step *step)
{
	const struct act *act = &acts[step->verb];

	/* Of several things at once, the script fixes the order. */
	if (step->together || step->count > 1)
		supervisor_try(&run->supervisor);
	if (act->once)
		return act->once(run);
	return each(run, act->each) && (!act->settles || settle(run));
}

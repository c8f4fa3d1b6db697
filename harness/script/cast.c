/* SPDX-License-Identifier: MIT */
#include "script/cast.h"

#include <string.h>

#include "script/suggest.h"

static bool is_crowd(const char *name)
{
	return !strcmp(name, "clients");
}

static struct cast_peer *cast_find(const struct cast *cast, const char *name)
{
	for (int i = 0; i < cast->n_peers; i++) {
		if (!strcmp(cast->peers[i].name, name))
			return (struct cast_peer *)&cast->peers[i];
	}
	return NULL;
}

bool cast_knows(const struct cast *cast, const char *name)
{
	const struct cast_peer *peer = cast_find(cast, name);

	return peer && peer->known;
}

bool cast_listens(const struct cast *cast, const char *name)
{
	const struct cast_peer *peer = cast_find(cast, name);

	return peer && peer->listens;
}

/* NULL when one in this state may do it; otherwise what is in the way. */
static const char *state_forbids(uint8_t state, enum verb verb)
{
	bool stopped = state & CAST_STOPPED;

	state &= CAST_STATE;
	if (verb_is_answer(verb))
		return NULL;
	if (verb == VERB_CONNECTS)
		return state == CAST_CONNECTED ?
			       "is connected already: it may connect again after it "
			       "closes or resets" :
		       state == CAST_HALF_CLOSED ?
			       "has half-closed: it may connect again after it closes "
			       "or resets" :
			       NULL;
	if (state == CAST_OUTSIDE)
		return "has left: it can only connect again";
	if ((verb == VERB_SENDS || verb == VERB_FLOODS) &&
	    state == CAST_HALF_CLOSED)
		return "has half-closed: it can receive, but send nothing more";
	if (verb == VERB_HALF_CLOSES && state == CAST_HALF_CLOSED)
		return "has half-closed already: \"closes\" ends both ways";
	if (state == CAST_ENDED && verb != VERB_RECEIVES &&
	    verb != VERB_CLOSES && verb != VERB_RESETS)
		return "has no connection any more: it can close, and connect "
		       "again";
	if (verb == VERB_READS && !stopped)
		return "takes all that arrives: \"stops reading\" comes before "
		       "\"reads N bytes\"";
	if (verb == VERB_READS_AGAIN && !stopped)
		return "has not stopped: \"stops reading\" comes before "
		       "\"reads again\"";
	return NULL;
}

static uint8_t state_after(uint8_t state, const struct step *step)
{
	if (verb_is_answer(step->verb))
		return CAST_CONNECTED | (state & CAST_STOPPED);
	switch ((int)step->verb) {
	case VERB_CONNECTS:
		return CAST_CONNECTED;
	case VERB_HALF_CLOSES:
		return CAST_HALF_CLOSED | (state & CAST_STOPPED);
	case VERB_CLOSES:
	case VERB_RESETS:
		return CAST_OUTSIDE;
	case VERB_STOPS_READING:
		return state | CAST_STOPPED;
	case VERB_READS_AGAIN:
		return state & CAST_STATE;
	case VERB_RECEIVES:
		if (step->payload.kind == PAYLOAD_RESET)
			return CAST_ENDED;
		if (step->payload.kind == PAYLOAD_END &&
		    (state & CAST_STATE) == CAST_HALF_CLOSED)
			return CAST_ENDED;
	}
	return state;
}

/* One who does something before it has connected. */
static void stranger_refuse(const struct cast *cast, const struct step *step,
			    char *why, size_t size)
{
	const char *name = step->who;
	struct suggestion suggestion;

	if (step->verb == VERB_LETS_THROUGH) {
		snprintf(why, size,
			 "%s does not listen yet: \"%s stays pending\" comes "
			 "first",
			 name, name);
		return;
	}
	if (is_crowd(name)) {
		snprintf(why, size,
			 "there are no clients yet: \"500 clients "
			 "connect\" comes first");
		return;
	}
	suggest_begin(&suggestion, name, (int)strlen(name));
	for (int i = 0; i < cast->n_peers; i++)
		suggest_offer(&suggestion, cast->peers[i].name);
	snprintf(why, size,
		 "%s has not connected yet: \"%s connects\" comes "
		 "first%s",
		 name, name, suggest_text(&suggestion, ""));
}

static struct cast_peer *cast_add(struct cast *cast, const char *name)
{
	struct cast_peer *peer = &cast->peers[cast->n_peers++];

	snprintf(peer->name, sizeof(peer->name), "%s", name);
	return peer;
}

/* A peer connects, or it listens; and who listens does so from the start. */
static bool listener_refuse(const struct cast *cast,
			    const struct cast_peer *peer,
			    const struct step *step, char *why, size_t size)
{
	bool answers = verb_is_answer(step->verb);

	if (answers && is_crowd(step->who))
		snprintf(why, size,
			 "peers that listen have names, as in: alice accepts");
	else if (answers && peer && peer->known && !peer->listens)
		snprintf(why, size,
			 "%s connects to the program, and cannot listen too",
			 step->who);
	else if (step->verb == VERB_CONNECTS && peer && peer->listens)
		snprintf(why, size,
			 "%s listens: it is the program that connects",
			 step->who);
	else if (answers && !peer && cast->begun &&
		 step->verb != VERB_LETS_THROUGH)
		snprintf(why, size,
			 "who listens does so before the program starts: \"%s "
			 "accepts\" stands before all other steps",
			 step->who);
	else
		return false;
	return true;
}

/* What the cast as a whole knows of this peer, or NULL and why. */
static struct cast_peer *cast_enter(struct cast *cast, const struct step *step,
				    char *why, size_t size)
{
	struct cast_peer *peer = cast_find(cast, step->who);

	if (listener_refuse(cast, peer, step, why, size))
		return NULL;
	if (peer && peer->known)
		return peer;
	if (step->verb != VERB_CONNECTS &&
	    (!verb_is_answer(step->verb) || step->verb == VERB_LETS_THROUGH)) {
		stranger_refuse(cast, step, why, size);
		return NULL;
	}
	if (!peer && cast->n_peers == CAST_PEERS) {
		snprintf(why, size,
			 "a script has at most %d peers with names: "
			 "many are a crowd, as in: 500 clients connect",
			 CAST_PEERS);
		return NULL;
	}
	return peer ? peer : cast_add(cast, step->who);
}

static bool payload_check(const struct cast_peer *peer, const struct step *step,
			  char *why, size_t size)
{
	enum payload_kind kind = step->payload.kind;

	if (step->verb != VERB_RECEIVES)
		return true;
	if (kind == PAYLOAD_PATTERN && !peer->sent_pattern) {
		snprintf(why, size,
			 "no pattern was sent yet, as in: alice "
			 "sends 1 MiB pattern");
		return false;
	}
	if ((kind == PAYLOAD_ALL_SENT || kind == PAYLOAD_AT_MOST) &&
	    !peer->sent) {
		snprintf(why, size,
			 "nothing was sent yet that could come "
			 "back: \"receives nothing\", or send first");
		return false;
	}
	return true;
}

/* A step of one: its state is given, and moves on. */
static bool state_play(uint8_t *state, const struct step *step, char *why,
		       size_t size)
{
	const char *reason = state_forbids(*state, step->verb);

	if (reason && step->first > 0)
		snprintf(why, size, "client %d %s", step->first, reason);
	else if (reason)
		snprintf(why, size, "%s %s", step->who, reason);
	else
		*state = state_after(*state, step);
	return !reason;
}

/* Those of a crowd who can do it, do it; only when none can, it is wrong. */
static bool crowd_play(struct cast *cast, const struct step *step, char *why,
		       size_t size)
{
	uint8_t *members = cast->members + step->first - 1;
	bool any = false;

	for (int i = 0; i < step->count; i++) {
		if (state_forbids(members[i], step->verb))
			continue;
		any = true;
		members[i] = state_after(members[i], step);
	}
	if (!any)
		snprintf(why, size, "each of the clients %s",
			 state_forbids(members[0], step->verb));
	return any;
}

static bool crowd_enter(struct cast *cast, struct step *step, char *why,
			size_t size)
{
	if (step->first == 0 && step->verb == VERB_CONNECTS && step->count) {
		if (step->count > CAST_CROWD - cast->n_members) {
			snprintf(why, size, "a crowd has at most %d clients",
				 CAST_CROWD);
			return false;
		}
		step->first = cast->n_members + 1;
		cast->n_members += step->count;
	} else if (step->first == 0) {
		step->first = 1;
		step->count = cast->n_members;
	}
	if (step->first + step->count - 1 <= cast->n_members)
		return true;
	snprintf(why, size, "there are %d clients, counted from 1",
		 cast->n_members);
	return false;
}

bool cast_play(struct cast *cast, struct step *step, char *why, size_t size)
{
	struct cast_peer *peer = cast_enter(cast, step, why, size);
	bool played;

	if (!peer)
		return false;
	if (!is_crowd(step->who))
		played = state_play(&peer->state, step, why, size);
	else if (!crowd_enter(cast, step, why, size))
		played = false;
	else if (step->count > 1)
		played = crowd_play(cast, step, why, size);
	else
		played = state_play(&cast->members[step->first - 1], step, why,
				    size);
	if (!played || !payload_check(peer, step, why, size))
		return false;
	peer->known = true;
	peer->listens |= verb_is_answer(step->verb);
	peer->sent |= step->verb == VERB_SENDS || step->verb == VERB_FLOODS;
	peer->sent_pattern |= step->payload.kind == PAYLOAD_PATTERN ||
			      step->flood.kind == PAYLOAD_PATTERN;
	return true;
}

static uint8_t state_after_restart(uint8_t state)
{
	return (state & CAST_STATE) == CAST_OUTSIDE ? state : CAST_ENDED;
}

void cast_restart(struct cast *cast)
{
	for (int i = 0; i < cast->n_peers; i++)
		cast->peers[i].state =
			state_after_restart(cast->peers[i].state);
	for (int i = 0; i < cast->n_members; i++)
		cast->members[i] = state_after_restart(cast->members[i]);
}

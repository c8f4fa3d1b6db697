/* SPDX-License-Identifier: MIT */
/* What the program was doing, in a sentence. */
#include <stdlib.h>
#include <string.h>

#include "judge/evidence.h"
#include "judge/wording.h"

#define NAMED 3 /* so many clients are named, others counted */

/* "the listener", "alice", "descriptor 5". */
static char *whose(int fd, const char *peer)
{
	if (peer && strcmp(peer, "listener") == 0)
		return wording("the listener");
	return peer ? wording("%s", peer) : wording("descriptor %d", fd);
}

const char *wording_descriptor(const struct trial *trial, int fd)
{
	static char text[80];

	for (size_t i = log_length(trial->log); i-- > 0;) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL || event->fd != fd ||
		    !event->connection || !event->peer)
			continue;
		snprintf(text, sizeof(text), "descriptor %d (%s's)", fd,
			 event->peer);
		return text;
	}
	snprintf(text, sizeof(text), "descriptor %d", fd);
	return text;
}

/* What a script can speak of; not a library's own pipes. */
static bool is_anybody(const struct readiness *ready)
{
	return ready->connection > 0 ||
	       (ready->peer && strcmp(ready->peer, "listener") == 0);
}

static size_t count_anybody(const struct doing *doing)
{
	size_t n = 0;

	for (size_t i = 0; i < doing->n_interest; i++)
		n += is_anybody(&doing->interest[i]);
	return n;
}

/* "the listener, alice and 2 more"; NULL: nothing. */
static char *interest_list(const struct doing *doing)
{
	size_t anybody = count_anybody(doing), named = 0;
	size_t n = anybody ? anybody : doing->n_interest;
	char *list = NULL;

	for (size_t i = 0; i < doing->n_interest && named < NAMED; i++) {
		const struct readiness *ready = &doing->interest[i];
		char *one, *longer;

		if (anybody && !is_anybody(ready))
			continue;
		one = whose(ready->fd, ready->peer);
		named++;
		longer = !list ? wording("%s", one) :
				 wording("%s%s%s", list,
					 named == n ? " and " : ", ", one);
		free(one);
		free(list);
		list = longer;
	}
	if (n > NAMED) {
		char *longer = wording("%s and %zu more", list, n - NAMED);

		free(list);
		list = longer;
	}
	return list;
}

/* How long it goes on: ", for 30 ms at most" when nothing comes; a sleep, ", for
   30 ms more". */
static char *limit_of(const struct doing *doing)
{
	char *time, *text;

	if (doing->timeout < 0)
		return wording("%s", "");
	time = wording_duration(doing->timeout);
	text = wording(", for %s %s", time,
		       call_is_readiness(doing->call) ? "at most" : "more");
	free(time);
	return text;
}

char *wording_doing_clause(const struct doing *doing)
{
	const char *call = call_for_people(doing->call);
	char *who, *limit, *text;

	switch (doing->kind) {
	case DOING_NOTHING:
		break;
	case DOING_WAITING:
		who = interest_list(doing);
		limit = limit_of(doing);
		if (!call_is_readiness(doing->call))
			text = wording("sleeps in %s()%s", call ? call : "?",
				       limit);
		else
			text = wording("waits in %s() for %s%s", call,
				       who ? who : "nothing at all", limit);
		free(limit);
		free(who);
		return text;
	case DOING_BLOCKED:
		who = whose(doing->fd, doing->peer);
		text = wording("sits in %s() for %s", call ? call : "a call",
			       who);
		free(who);
		return text;
	case DOING_SPINNING:
		return wording("calls %s() again and again",
			       call ? call : "something");
	case DOING_SERVING:
		return wording("reads what %s sends, again and again",
			       doing->peer ? doing->peer : "one client");
	case DOING_COMPUTING:
		return wording("computes without making a call");
	case DOING_UNKNOWN:
		return wording("sits in %s()", call ? call : "a call");
	}
	return NULL;
}

char *wording_doing(const struct trial *trial)
{
	char *clause, *text;

	if (trial->exited || trial->signal)
		return NULL;
	clause = wording_doing_clause(&trial->doing);
	if (!clause)
		return NULL;
	text = wording("Your program %s.", clause);
	free(clause);
	return text;
}

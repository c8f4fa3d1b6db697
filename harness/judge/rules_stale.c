/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that are closed and live on in the program: in a set, in an
 * array, or in the rest of a batch of events.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "judge/rules.h"
#include "judge/wording.h"

static bool is_named(const struct event *event, const char *name)
{
	return event->kind == EVENT_CALL && event->act &&
	       strcmp(event->act, name) == 0;
}

/* Does this wait bring at least two, and this descriptor among them? */
static const struct readiness *brought(const struct event *wait, int fd)
{
	size_t i;

	for (i = 0; wait->n_ready > 1 && i < wait->n_ready; i++)
		if (wait->ready[i].fd == fd)
			return &wait->ready[i];
	return NULL;
}

/* The readiness call whose batch the event at index belongs to. */
static const struct event *batch_of(const struct trial *trial, size_t index,
				    size_t *at)
{
	while (index-- > 0) {
		const struct event *event = log_at(trial->log, index);

		if (event->kind == EVENT_CALL &&
		    call_is_readiness(event->act)) {
			*at = index;
			return event;
		}
	}
	return NULL;
}

static bool closed_between(const struct trial *trial, size_t from, size_t to,
			   int fd)
{
	size_t i;

	for (i = from; i < to; i++) {
		const struct event *event = log_at(trial->log, i);

		if (is_named(event, "close") && event->fd == fd)
			return true;
	}
	return false;
}

/* Accepting somebody, and preparing the new descriptor, is for no event of
   the old one, though it has the same number. */
static bool acts_on(const struct event *event)
{
	enum call_family family = call_family_of(event->act);

	return family == CALL_READ || family == CALL_WRITE ||
	       is_named(event, "close") || is_named(event, "shutdown");
}

/* A call on a descriptor that the batch reported, and that was closed since
   in the same batch. reused: it belongs to a newer connection by now. */
static bool is_stale(const struct trial *trial, size_t index, bool *reused)
{
	const struct event *event = log_at(trial->log, index);
	const struct readiness *old;
	const struct event *wait;
	size_t at;

	if (event->kind != EVENT_CALL || event->fd < 0)
		return false;
	wait = batch_of(trial, index, &at);
	old = wait ? brought(wait, event->fd) : NULL;
	if (!old || !closed_between(trial, at + 1, index, event->fd))
		return false;
	*reused = acts_on(event) && event->connection && old->connection &&
		  event->connection != old->connection;
	return *reused || event->error == EBADF;
}

/* Only a call that has to do with the failure counts: what else happens in
   a batch may be lawful, such as a read right after accept. */
static bool matters(const struct trial *trial, size_t index, bool reused)
{
	const struct event *event = log_at(trial->log, index);

	if (trial->end == TRIAL_ENDED)
		return true;
	if (!reused)
		return index >= evidence_step_begins(trial);
	return event->connection == trial->connection ||
	       event->connection == trial->doing.connection;
}

bool rule_stale_event(const struct trial *trial, struct finding *finding)
{
	size_t i = log_length(trial->log);
	bool reused = false;

	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (!is_stale(trial, i, &reused) || !matters(trial, i, reused))
			continue;
		finding_say(finding, event->at,
			    "Your program called %s() for "
			    "an event of descriptor %d, which it had closed "
			    "earlier in the same batch",
			    call_for_people(event->act), event->fd);
		if (reused)
			finding_add(finding, "and which is %s's by now.",
				    event->peer ? event->peer :
						  "somebody else");
		else
			finding_add(finding, "(EBADF).");
		return true;
	}
	return false;
}

static const struct readiness *invalid_slot(const struct event *wait)
{
	size_t i;

	for (i = 0; i < wait->n_ready; i++)
		if (wait->ready[i].events & POLLNVAL)
			return &wait->ready[i];
	return NULL;
}

/* The last readiness call was given a closed descriptor. */
bool rule_closed_descriptor_watched(const struct trial *trial,
				    struct finding *finding)
{
	size_t i = log_length(trial->log);

	if (trial->end != TRIAL_STEP_FAILED && trial->end != TRIAL_ENDED)
		return false;
	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);
		const struct readiness *slot;

		if (event->kind != EVENT_CALL || !call_is_readiness(event->act))
			continue;
		slot = invalid_slot(event);
		if (event->error == EBADF)
			return finding_say(finding, event->at,
					   "%s() said EBADF: it was given a "
					   "descriptor that is closed.",
					   call_for_people(event->act));
		if (slot)
			return finding_say(finding, event->at,
					   "%s() reported POLLNVAL: "
					   "%s is closed, and still in the "
					   "array.",
					   call_for_people(event->act),
					   wording_descriptor(trial, slot->fd));
		return false;
	}
	return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * What the held program is doing, and what it holds: the facts that a verdict
 * starts from. Part of supervisor.h.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "supervise/calls.h"
#include "supervise/readiness.h"

#define MOST 65536

/* What it waits for, collected into one growing list. */
struct interest_list {
	struct readiness *entries;
	size_t n, most;
};

static void add(struct supervisor *s, struct interest_list *list, int fd,
		const struct open_file *file, unsigned events)
{
	struct readiness *more;

	if (list->n >= list->most)
		return;
	more = realloc(list->entries, (list->n + 1) * sizeof(*more));
	if (!more)
		return;
	list->entries = more;
	more[list->n++] = (struct readiness){
		.fd = fd,
		.peer = file_owner(s, file),
		.connection = file ? file->connection : 0,
		.events = readiness_plain(events),
	};
}

static struct open_file *file_at(struct supervisor *s, int fd)
{
	return fd >= 0 && (size_t)fd < s->descriptors.size ?
		       s->descriptors.files[fd] :
		       NULL;
}

static void of_epoll(struct supervisor *s, struct interest_list *list)
{
	const struct open_file *epoll = s->current.file;

	for (size_t i = 0; epoll && i < epoll->n_interests; i++)
		add(s, list, epoll->interests[i].fd, epoll->interests[i].file,
		    epoll->interests[i].events);
}

static void of_poll(struct supervisor *s, struct interest_list *list)
{
	size_t n = (unsigned)call_argument(s, 1);
	struct pollfd *slots = n <= MOST ? calloc(n + 1, sizeof(*slots)) : NULL;

	s->trial->doing.nfds = (int)n;
	if (slots && !tracee_read(&s->tracee, call_argument(s, 0), slots,
				  n * sizeof(*slots)))
		for (size_t i = 0; i < n; i++)
			if (slots[i].fd >= 0)
				add(s, list, slots[i].fd,
				    file_at(s, slots[i].fd),
				    (unsigned short)slots[i].events);
	free(slots);
}

static void of_select(struct supervisor *s, struct interest_list *list)
{
	static const unsigned bits[3] = { POLLIN, POLLOUT, POLLPRI };
	int nfds = (int)call_argument(s, 0);

	s->trial->doing.nfds = nfds;
	for (int fd = 0; s->current.sets && fd < nfds && fd < SELECT_MOST;
	     fd++) {
		unsigned events = 0;

		for (int i = 0; i < 3; i++)
			if (select_set_has(&s->current.sets->in[i], fd))
				events |= bits[i];
		if (events)
			add(s, list, fd, file_at(s, fd), events);
	}
}

size_t supervisor_interest(struct supervisor *s, size_t most,
			   struct readiness **entries)
{
	struct interest_list list = { .most = most };
	const char *name = s->current.call->name;

	if (!strncmp(name, "epoll", 5))
		of_epoll(s, &list);
	else if (strstr(name, "poll"))
		of_poll(s, &list);
	else if (strstr(name, "select"))
		of_select(s, &list);
	*entries = list.entries;
	return list.n;
}

/* One last event says what it waits for; the trial borrows it from there. */
static void log_interest(struct supervisor *s)
{
	struct event event = event_none(EVENT_WAITS);
	size_t index;

	event.t = s->clock.now;
	event.who = "server";
	event.act = s->current.call->name;
	event.fd = s->current.fd;
	event.peer = file_owner(s, s->current.file);
	event.connection = s->trial->doing.connection;
	event.blocking = s->current.blocks;
	event.timeout = s->trial->doing.timeout;
	event.at = s->current.at;
	event.n_ready = supervisor_interest(s, MOST, &event.ready);
	index = log_append(s->trial->log, &event);
	free(event.ready);
	s->trial->doing.interest = log_at(s->trial->log, index)->ready;
	s->trial->doing.n_interest = log_at(s->trial->log, index)->n_ready;
}

void supervisor_announce(struct supervisor *s)
{
	struct event event = event_none(EVENT_WAITS);
	const struct current *current = &s->current;

	if (!current->held || current->announced)
		return;
	s->current.announced = true;
	event.t = s->clock.now;
	event.who = "server";
	event.act = current->call->name;
	event.fd = current->fd;
	event.peer = file_owner(s, current->file);
	event.connection = current->file ? current->file->connection : 0;
	event.blocking = current->blocks;
	event.timeout = current->deadline == CLOCK_NEVER ?
				-1 :
				current->deadline - s->clock.now;
	event.at = current->at;
	if (s->descriptors.size <= READINESS_KEPT)
		event.n_ready =
			supervisor_interest(s, READINESS_KEPT, &event.ready);
	log_append(s->trial->log, &event);
	free(event.ready);
}

static void describe_call(struct supervisor *s)
{
	const struct current *current = &s->current;
	struct doing *doing = &s->trial->doing;

	doing->kind = current->flooded			 ? DOING_SERVING :
		      current->call->family == CALL_WAIT ? DOING_WAITING :
							   DOING_BLOCKED;
	doing->call = current->call->name;
	doing->fd = current->fd;
	doing->peer = file_owner(s, current->file);
	doing->connection = current->file ? current->file->connection : 0;
	doing->timeout = current->deadline == CLOCK_NEVER ?
				 -1 :
				 current->deadline - s->clock.now;
	doing->nfds = -1;
	doing->at = current->at;
	log_interest(s);
}

static void describe_holdings(struct supervisor *s)
{
	struct trial *trial = s->trial;

	free(trial->holdings);
	trial->n_holdings = 0;
	trial->holdings =
		calloc(s->descriptors.size + 1, sizeof(*trial->holdings));
	for (size_t fd = 0; trial->holdings && fd < s->descriptors.size; fd++) {
		const struct open_file *file = s->descriptors.files[fd];

		if (!file || file->kind == FILE_OTHER ||
		    file->kind == FILE_OUTPUT)
			continue;
		trial->holdings[trial->n_holdings++] = (struct holding){
			.fd = (int)fd,
			.kind = file_kind_name(file->kind),
			.peer = file_owner(s, file),
			.connection = file->connection,
			.blocking = !file->nonblocking,
			.opened_at = file->opened_at,
		};
	}
}

void supervisor_describe(struct supervisor *s)
{
	if (s->current.held && s->current.call)
		describe_call(s);
	else if (s->stuck_in) {
		s->trial->doing.kind = DOING_UNKNOWN;
		s->trial->doing.call = s->stuck_in;
		s->trial->doing.fd = -1;
		s->trial->doing.at = s->stuck_at;
	}
	describe_holdings(s);
}

/* SPDX-License-Identifier: MIT */
#include "supervise/readiness.h"

#include <stdlib.h>

#include "supervise/calls.h"

/* In poll's bits and in epoll's, which are the same. */
#define READABLE (POLLIN | POLLRDNORM)
#define WRITABLE (POLLOUT | POLLWRNORM)

unsigned readiness_plain(unsigned events)
{
	if (events & READABLE)
		events |= POLLIN;
	if (events & WRITABLE)
		events |= POLLOUT;
	return events;
}

static bool is_full(const struct supervisor *s, const struct open_file *file)
{
	const struct connection *connection;

	if (!file || file->kind != FILE_CONNECTION)
		return false;
	connection = supervisor_connection(s, file->connection);
	return connection && connection_room(connection) == 0;
}

static struct open_file *file_at(struct supervisor *s, int fd)
{
	if (fd < 0 || (size_t)fd >= s->descriptors.size)
		return NULL;
	return s->descriptors.files[fd];
}

/* An epoll instance that is itself watched, by poll or select: from now on
   what is hidden is kept out of it. */
static void note_nested(struct supervisor *s, const struct open_file *file)
{
	s->nested |= file && file->kind == FILE_EPOLL;
}

int readiness_mask_poll(struct supervisor *s, struct pollfd *slots, size_t n,
			bool *hidden)
{
	int left = 0;

	*hidden = false;
	for (size_t i = 0; i < n; i++) {
		if (slots[i].revents)
			note_nested(s, file_at(s, slots[i].fd));
		if (slots[i].revents & WRITABLE &&
		    is_full(s, file_at(s, slots[i].fd))) {
			slots[i].revents &= ~WRITABLE;
			*hidden = true;
		}
		left += slots[i].revents != 0;
	}
	return left;
}

int readiness_mask_select(struct supervisor *s, int nfds,
			  struct select_set sets[3])
{
	int left = 0;

	for (int fd = 0; fd < nfds && fd < SELECT_MOST; fd++) {
		if (select_set_has(&sets[0], fd))
			note_nested(s, file_at(s, fd));
		if (select_set_has(&sets[1], fd) && is_full(s, file_at(s, fd)))
			select_set_clear(&sets[1], fd);
		for (int i = 0; i < 3; i++)
			left += select_set_has(&sets[i], fd) != 0;
	}
	return left;
}

static struct interest *interest_of(struct open_file *epoll,
				    const struct epoll_event *event)
{
	return !epoll ?
		       NULL :
		       interest_of_event(epoll, event->data.u64, event->events);
}

int readiness_mask_epoll(struct supervisor *s, struct open_file *epoll,
			 struct epoll_event *events, int n, bool *hidden)
{
	int left = 0;

	*hidden = false;
	for (int i = 0; i < n; i++) {
		struct epoll_event event = events[i];
		struct interest *interest = interest_of(epoll, &event);

		if (event.events & WRITABLE && interest &&
		    is_full(s, interest->file)) {
			event.events &= ~(uint32_t)WRITABLE;
			*hidden = true;
			/* A level comes back by itself, an edge does not. */
			readiness_owe(s, interest->file);
		}
		if (!event.events && interest &&
		    interest->events & EPOLLONESHOT)
			interest->asleep = s->edges_owed = true;
		if (!event.events)
			continue;
		if (interest && interest->events & EPOLLONESHOT)
			interest->disarmed = true;
		events[left++] = event;
	}
	return left;
}

static struct readiness entry(struct supervisor *s, int fd,
			      const struct open_file *file, unsigned events)
{
	return (struct readiness){
		.fd = fd,
		.peer = file_owner(s, file),
		.connection = file ? file->connection : 0,
		.events = readiness_plain(events),
	};
}

size_t readiness_of_poll(struct supervisor *s, const struct pollfd *slots,
			 size_t n, struct readiness *out)
{
	size_t used = 0;

	for (size_t i = 0; i < n && used < READINESS_KEPT; i++)
		if (slots[i].revents)
			out[used++] = entry(s, slots[i].fd,
					    file_at(s, slots[i].fd),
					    (unsigned short)slots[i].revents);
	return used;
}

size_t readiness_of_select(struct supervisor *s, int nfds,
			   struct select_set sets[3], struct readiness *out)
{
	static const unsigned events[3] = { POLLIN, POLLOUT, POLLPRI };
	size_t used = 0;

	for (int fd = 0; fd < nfds && fd < SELECT_MOST; fd++) {
		unsigned ready = 0;

		for (int i = 0; i < 3; i++)
			if (select_set_has(&sets[i], fd))
				ready |= events[i];
		if (ready && used < READINESS_KEPT)
			out[used++] = entry(s, fd, file_at(s, fd), ready);
	}
	return used;
}

size_t readiness_of_epoll(struct supervisor *s, struct open_file *epoll,
			  const struct epoll_event *events, int n,
			  struct readiness *out)
{
	size_t used = 0;

	for (int i = 0; i < n && used < READINESS_KEPT; i++) {
		const struct interest *interest =
			interest_of(epoll, &events[i]);

		out[used++] = entry(s, interest ? interest->fd : -1,
				    interest ? interest->file : NULL,
				    events[i].events);
	}
	return used;
}

/* EPOLL_CTL_MOD with the same events reports anew what is ready. One that fired
   for nothing but an event that was struck out goes on without that one. */
static void pay(struct supervisor *s, int epoll, struct interest *interest,
		bool at_entry)
{
	uint32_t hidden = is_full(s, interest->file) ? WRITABLE : 0;
	struct epoll_event event = { .events = interest->events & ~hidden,
				     .data.u64 = interest->data };
	const uint64_t arguments[6] = {
		(uint64_t)epoll,
		EPOLL_CTL_MOD,
		(uint64_t)interest->fd,
		s->tracee.scratch,
	};

	if (tracee_write(&s->tracee, s->tracee.scratch, &event, sizeof(event)) <
	    0)
		return;
	interest->asleep = false;
	interest->muted = hidden && s->nested;
	tracee_call(&s->tracee, &s->current.entry, at_entry,
		    calls_number("epoll_ctl"), arguments);
}

void readiness_owe(struct supervisor *s, struct open_file *file)
{
	file->edge_owed = true;
	s->edges_owed = true;
}

/* Levels come back by themselves; what has fired once is asleep. */
static bool is_due(const struct supervisor *s, const struct interest *interest)
{
	if (interest->asleep && !interest->disarmed)
		return true;
	if (interest->muted && !interest->disarmed &&
	    !is_full(s, interest->file))
		return true;
	return interest->file->edge_owed && !is_full(s, interest->file) &&
	       interest->events & WRITABLE && !interest->disarmed &&
	       interest->events & (EPOLLET | EPOLLONESHOT);
}

static void pay_all(struct supervisor *s, int fd, struct open_file *epoll)
{
	for (size_t i = 0; i < epoll->n_interests; i++)
		if (is_due(s, &epoll->interests[i]))
			pay(s, fd, &epoll->interests[i], false);
}

static void mute(struct supervisor *s, int fd, struct open_file *epoll)
{
	for (size_t i = 0; i < epoll->n_interests; i++) {
		struct interest *interest = &epoll->interests[i];
		bool full = interest->events & WRITABLE &&
			    is_full(s, interest->file);

		if (interest->disarmed || full == interest->muted)
			continue;
		pay(s, fd, interest, true);
		if (full)
			readiness_owe(s, interest->file);
	}
}

void readiness_mute(struct supervisor *s)
{
	if (!s->nested ||
	    tracee_map_scratch(&s->tracee, &s->current.entry, true) < 0)
		return;
	for (size_t fd = 0; fd < s->descriptors.size; fd++) {
		struct open_file *file = s->descriptors.files[fd];

		if (file && file->kind == FILE_EPOLL)
			mute(s, (int)fd, file);
	}
}

bool readiness_can_pay(const struct supervisor *s)
{
	for (size_t fd = 0; s->edges_owed && fd < s->descriptors.size; fd++) {
		const struct open_file *file = s->descriptors.files[fd];

		if (!file || file->kind != FILE_EPOLL)
			continue;
		for (size_t i = 0; i < file->n_interests; i++)
			if (is_due(s, &file->interests[i]))
				return true;
	}
	return false;
}

void readiness_pay(struct supervisor *s)
{
	if (!s->edges_owed ||
	    tracee_map_scratch(&s->tracee, &s->current.entry, false) < 0)
		return;
	s->edges_owed = false;
	for (size_t fd = 0; fd < s->descriptors.size; fd++) {
		struct open_file *file = s->descriptors.files[fd];

		if (file && file->kind == FILE_EPOLL)
			pay_all(s, (int)fd, file);
	}
	for (size_t fd = 0; fd < s->descriptors.size; fd++) {
		struct open_file *file = s->descriptors.files[fd];

		if (!file || !file->edge_owed)
			continue;
		file->edge_owed = is_full(s, file);
		s->edges_owed |= file->edge_owed;
	}
}

static bool nobody_waits(const struct supervisor *s)
{
	for (size_t i = 0; i < s->trial->n_connections; i++) {
		const struct connection *it = &s->trial->connections[i];

		if (it->established && !it->accepted)
			return false;
	}
	return true;
}

/* All that was sent has been delivered, so the counts tell. */
static bool is_silent(const struct supervisor *s, const struct open_file *file)
{
	const struct connection *link;

	if (file->kind == FILE_LISTENER)
		return nobody_waits(s);
	link = file->kind == FILE_CONNECTION ?
		       supervisor_connection(s, file->connection) :
		       NULL;
	return link && link->established && link->sent == link->taken &&
	       !link->peer_fin && !link->peer_closed && !link->peer_reset &&
	       !link->got_reset && !link->program_fin;
}

bool readiness_is_idle(struct supervisor *s)
{
	struct readiness *watched;
	bool idle = s->descriptors.size <= READINESS_KEPT && !s->edges_owed;
	size_t n;

	if (!idle)
		return false;
	n = supervisor_interest(s, READINESS_KEPT, &watched);
	for (size_t i = 0; i < n && idle; i++) {
		const struct open_file *file = file_at(s, watched[i].fd);

		idle = file && !(watched[i].events & (POLLOUT | POLLPRI)) &&
		       is_silent(s, file);
	}
	free(watched);
	return idle && n > 0 && n < READINESS_KEPT;
}

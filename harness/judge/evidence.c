/* SPDX-License-Identifier: MIT */
#include "judge/evidence.h"

#include <errno.h>
#include <string.h>

struct call_name {
	const char *name;
	const char *people; /* NULL: the same */
	enum call_family family;
	bool readiness;
};

/* The kernel's names and the C library's: a log may hold either. */
static const struct call_name calls[] = {
	{ "read", NULL, CALL_READ, false },
	{ "readv", NULL, CALL_READ, false },
	{ "preadv2", NULL, CALL_READ, false },
	{ "recv", NULL, CALL_READ, false },
	{ "recvfrom", "recv", CALL_READ, false },
	{ "recvmsg", NULL, CALL_READ, false },
	{ "recvmmsg", NULL, CALL_READ, false },
	{ "write", NULL, CALL_WRITE, false },
	{ "writev", NULL, CALL_WRITE, false },
	{ "pwritev2", NULL, CALL_WRITE, false },
	{ "send", NULL, CALL_WRITE, false },
	{ "sendto", "send", CALL_WRITE, false },
	{ "sendmsg", NULL, CALL_WRITE, false },
	{ "sendmmsg", NULL, CALL_WRITE, false },
	{ "sendfile", NULL, CALL_WRITE, false },
	{ "splice", NULL, CALL_WRITE, false },
	{ "accept", NULL, CALL_ACCEPT, false },
	{ "accept4", NULL, CALL_ACCEPT, false },
	{ "connect", NULL, CALL_CONNECT, false },
	{ "select", NULL, CALL_WAIT, true },
	{ "pselect", "select", CALL_WAIT, true },
	{ "pselect6", "select", CALL_WAIT, true },
	{ "poll", NULL, CALL_WAIT, true },
	{ "ppoll", "poll", CALL_WAIT, true },
	{ "epoll_wait", NULL, CALL_WAIT, true },
	{ "epoll_pwait", "epoll_wait", CALL_WAIT, true },
	{ "epoll_pwait2", "epoll_wait", CALL_WAIT, true },
	{ "nanosleep", NULL, CALL_WAIT, false },
	{ "clock_nanosleep", "nanosleep", CALL_WAIT, false },
	{ "pause", NULL, CALL_WAIT, false },
	{ "rt_sigtimedwait", "sigtimedwait", CALL_WAIT, false },
	{ "rt_sigsuspend", "sigsuspend", CALL_WAIT, false },
};

static const struct call_name *call_find(const char *call)
{
	size_t i;

	for (i = 0; call && i < sizeof calls / sizeof calls[0]; i++)
		if (strcmp(calls[i].name, call) == 0)
			return &calls[i];
	return NULL;
}

enum call_family call_family_of(const char *call)
{
	const struct call_name *found = call_find(call);

	return found ? found->family : CALL_OTHER;
}

const char *call_for_people(const char *call)
{
	const struct call_name *found = call_find(call);

	return found && found->people ? found->people : call;
}

const char *peer_for_people(const char *peer, const char *otherwise)
{
	if (!peer)
		return otherwise;
	return strcmp(peer, "listener") == 0 ? "the listener" : peer;
}

bool call_is_readiness(const char *call)
{
	const struct call_name *found = call_find(call);

	return found && found->readiness;
}

bool call_is_select(const char *call)
{
	return call && strcmp(call_for_people(call), "select") == 0;
}

bool evidence_fits(const struct event *event, struct query query)
{
	if (event->kind != EVENT_CALL)
		return false;
	if (query.fd != ANY_FD && event->fd != query.fd)
		return false;
	if (query.connection && event->connection != query.connection)
		return false;
	if (query.error == RESULT_FAILURE && event->error == 0)
		return false;
	if (query.error == RESULT_SUCCESS && event->error != 0)
		return false;
	if (query.error > 0 && event->error != query.error)
		return false;
	return query.family == ANY_FAMILY ||
	       (int)call_family_of(event->act) == query.family;
}

size_t evidence_last(const struct trial *trial, size_t before,
		     struct query query)
{
	size_t i = log_length(trial->log);

	if (before < i)
		i = before;
	while (i-- > 0)
		if (evidence_fits(log_at(trial->log, i), query))
			return i;
	return EVIDENCE_NONE;
}

size_t evidence_next(const struct trial *trial, size_t from, size_t until,
		     struct query query)
{
	size_t i, end = log_length(trial->log);

	if (until < end)
		end = until;
	for (i = from; i < end; i++)
		if (evidence_fits(log_at(trial->log, i), query))
			return i;
	return EVIDENCE_NONE;
}

size_t evidence_count(const struct trial *trial, size_t from, size_t until,
		      struct query query)
{
	size_t n = 0;

	while ((from = evidence_next(trial, from, until, query)) !=
	       EVIDENCE_NONE) {
		n++;
		from++;
	}
	return n;
}

size_t evidence_printed(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (i-- > 0)
		if (log_at(trial->log, i)->kind == EVENT_PRINTS)
			return i;
	return EVIDENCE_NONE;
}

size_t evidence_end(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (i-- > 0) {
		enum event_kind kind = log_at(trial->log, i)->kind;

		if (kind == EVENT_KILLED || kind == EVENT_EXITS)
			return i;
	}
	return EVIDENCE_NONE;
}

size_t evidence_step_begins(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (i-- > 0)
		if (log_at(trial->log, i)->kind == EVENT_STEP)
			return i;
	return 0;
}

const struct step *evidence_step(const struct trial *trial)
{
	if (!trial->script || trial->step >= trial->script->n_steps)
		return NULL;
	return &trial->script->steps[trial->step];
}

const char *evidence_reveals(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);

	if (step && step->reveals)
		return step->reveals;
	return trial->script ? trial->script->reveals : NULL;
}

const struct connection *evidence_connection(const struct trial *trial,
					     int number)
{
	if (number < 1 || (size_t)number > trial->n_connections)
		return NULL;
	return &trial->connections[number - 1];
}

static const struct readiness *interest_in(const struct readiness *list,
					   size_t n, int connection)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].connection == connection)
			return &list[i];
	return NULL;
}

static const struct readiness *listener_in(const struct readiness *list,
					   size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].peer && strcmp(list[i].peer, "listener") == 0)
			return &list[i];
	return NULL;
}

const struct readiness *evidence_interest(const struct trial *trial,
					  int connection)
{
	return interest_in(trial->doing.interest, trial->doing.n_interest,
			   connection);
}

const struct readiness *evidence_listener_interest(const struct trial *trial)
{
	return listener_in(trial->doing.interest, trial->doing.n_interest);
}

const struct readiness *event_interest(const struct event *event,
				       int connection)
{
	return interest_in(event->ready, event->n_ready, connection);
}

const struct readiness *event_listener(const struct event *event)
{
	return listener_in(event->ready, event->n_ready);
}

bool evidence_waits_for_readiness(const struct trial *trial)
{
	return trial->doing.kind == DOING_WAITING &&
	       call_is_readiness(trial->doing.call);
}

/* Calls that a program makes on its way out, whatever the reason. */
static bool cleans_up(const struct event *event)
{
	static const char *const names[] = {
		"close",	   "shutdown",	   "epoll_ctl",	 "fcntl",
		"ioctl",	   "setsockopt",   "getsockopt", "getpeername",
		"clock_gettime",   "dup",	   "dup2",	 "dup3",
		"timerfd_settime", "gettimeofday", "time",	 "close_range",
		"getsockname",
	};
	size_t i;

	for (i = 0; event->act && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], event->act) == 0)
			return true;
	return false;
}

/* A failure on a descriptor of -1 is the echo of an earlier one, and perror()
   calls dup() when descriptors have run out. */
static bool is_echo(const struct event *event)
{
	if (event->error && event->act && strcmp(event->act, "dup") == 0)
		return true;
	return event->error == EBADF && event->fd < 0 &&
	       call_family_of(event->act) != CALL_WAIT;
}

size_t evidence_failure_before(const struct trial *trial, size_t before)
{
	size_t i = log_length(trial->log);

	if (before < i)
		i = before;
	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL || is_echo(event))
			continue;
		if (event->act && strcmp(event->act, "close") == 0)
			continue;
		if (event->error)
			return i;
		if (!cleans_up(event))
			break;
	}
	return EVIDENCE_NONE;
}

size_t evidence_next_wait(const struct trial *trial, size_t after)
{
	size_t i, n = log_length(trial->log);

	for (i = after + 1; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if ((event->kind == EVENT_CALL || event->kind == EVENT_WAITS) &&
		    call_family_of(event->act) == CALL_WAIT)
			return i;
	}
	return n;
}

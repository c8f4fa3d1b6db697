/* SPDX-License-Identifier: MIT */
/*
 * Calls that connect, and those that ask what became of it.
 *
 * To a peer that listens the kernel connects for real; what is added here is
 * the account of it, and that an outcome which is certain has come before the
 * program goes on: it must not depend on how quick loopback is.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "run/patience.h"
#include "supervise/calls.h"

/* Of the file that the current call is about. */
static struct connection *link_of(const struct supervisor *s)
{
	return !s->current.file ?
		       NULL :
		       supervisor_connection(s, s->current.file->connection);
}

static bool is_under_way(const struct supervisor *s)
{
	const struct connection *link = link_of(s);

	return (s->current.file && s->current.file->refused) ||
	       (link && (link->pending || link->established));
}

static struct target *target_of(struct supervisor *s)
{
	struct sockaddr_in address = { 0 };

	if (!s->targets || s->current.file->kind == FILE_LOCAL ||
	    call_argument(s, 2) < sizeof(address) ||
	    tracee_read(&s->tracee, call_argument(s, 1), &address,
			sizeof(address)) < 0)
		return NULL;
	return targets_at(s->targets, &address);
}

/* The program's socket is one end of a new connection. */
static struct connection *begin(struct supervisor *s, struct target *target)
{
	struct open_file *file = s->current.file;
	struct connection *link;

	file->connection =
		trial_connect(s->trial, target->peer, target->window);
	file->kind = FILE_CONNECTION;
	file->late_error = 0;
	target->connection = file->connection;
	link = supervisor_connection(s, file->connection);
	link->outgoing = link->accepted = true;
	link->fd = s->current.fd;
	link->peer_port = target->port;
	return link;
}

static enum entered fail(struct supervisor *s, int error)
{
	s->current.injected = true;
	call_log(s, -error);
	return call_answer(s, -error);
}

static enum entered connect_entry(struct supervisor *s)
{
	const struct fault_spec *fault = NULL;
	struct current *current = &s->current;

	if (!call_about(s, (int)call_argument(s, 0)))
		return ENTERED_WATCH;
	current->blocks = !current->file->nonblocking;
	call_limit(s, current->file->send_timeout);
	if (current->repeated || is_under_way(s))
		return ENTERED_WATCH;
	current->target = target_of(s);
	if (current->file->kind == FILE_SOCKET ||
	    current->file->kind == FILE_CONNECTION)
		fault = faults_match(&s->faults, CALL_CONNECT, NULL,
				     FAULT_ERRNO);
	if (fault)
		return fail(s, fault->error);
	if (current->target && current->target->answer == ANSWER_UNREACHABLE) {
		begin(s, current->target)->failed = ENETUNREACH;
		return fail(s, ENETUNREACH);
	}
	return ENTERED_WATCH;
}

/* Call it in the program, which is held at the exit of one. */
static long inject(struct supervisor *s, const char *call, uint64_t fd,
		   uint64_t second, uint64_t third)
{
	const uint64_t arguments[6] = { fd, second, third, 0, 8 };

	s->current.changed = true;
	return tracee_call(&s->tracee, &s->current.entry, false,
			   calls_number(call), arguments);
}

/* Until the kernel says that it has ended: a poll in the program's place. */
static bool await_refusal(struct supervisor *s, int fd)
{
	struct {
		struct timespec no_time;
		struct pollfd slot;
	} area = { .slot = { .fd = fd, .events = POLLOUT } };
	struct patience patience = patience_begin();
	uint64_t at;

	if (tracee_map_scratch(&s->tracee, &s->current.entry, false) < 0)
		return false;
	s->current.changed = true;
	at = s->tracee.scratch;
	do {
		if (tracee_write(&s->tracee, at, &area, sizeof(area)) < 0)
			return false;
		if (inject(s, "ppoll", at + sizeof(area.no_time), 1, at) != 0)
			return true;
	} while (patience_left(&patience));
	return false;
}

/* What the target answers has reached the program's socket at fd. */
static void settle(struct supervisor *s, struct target *target, int fd)
{
	struct connection *link = supervisor_connection(s, target->connection);
	int port;

	switch (target->answer) {
	case ANSWER_ACCEPTS:
	case ANSWER_AT_ONCE:
		port = target_accept(target);
		if (port < 0)
			s->targets->problem = "a connection over loopback did "
					      "not complete";
		link->program_port = port;
		link->established = port >= 0;
		break;
	case ANSWER_REFUSES:
	case ANSWER_UNREACHABLE:
		link->failed = target->answer == ANSWER_REFUSES ? ECONNREFUSED :
								  EHOSTUNREACH;
		s->descriptors.files[fd]->refused = true;
		if (!await_refusal(s, fd))
			s->targets->problem = "a refusal over loopback did "
					      "not arrive";
		break;
	case ANSWER_PENDING:
		link->pending = true;
		break;
	}
}

/* The outcome is certain, and the program would be told of it without having
   to wait: by the next try. */
static bool is_decided(const struct supervisor *s, long result)
{
	const struct connection *link = link_of(s);

	return link && link->outgoing && !link->pending &&
	       (result == -EINPROGRESS || result == -EALREADY) &&
	       !s->targets->problem &&
	       (s->current.blocks ||
		(s->current.target &&
		 s->current.target->answer == ANSWER_AT_ONCE));
}

static enum exited connect_exit(struct supervisor *s, long *result)
{
	struct target *target = s->current.target;

	if (target && !s->current.repeated && !is_under_way(s) &&
	    (*result == 0 || *result == -EINPROGRESS)) {
		begin(s, target);
		settle(s, target, s->current.fd);
	}
	if (is_decided(s, *result))
		return EXITED_AGAIN;
	if (call_would_wait(s) &&
	    (*result == -EINPROGRESS || *result == -EALREADY))
		return EXITED_WAITS;
	/* Repeated after the answer that the program never saw. */
	if (s->current.repeated && *result == -EISCONN)
		*result = 0;
	call_late_error(s, result);
	if (*result == 0)
		call_progress(s);
	if (s->current.file && *result != -EINPROGRESS && *result != -EALREADY)
		s->current.file->refused = false;
	call_log(s, *result);
	return EXITED_DONE;
}

/* A descriptor of the program's that refers to this connection; -1: none. */
static int descriptor_of(const struct supervisor *s, int connection)
{
	for (size_t fd = 0; fd < s->descriptors.size; fd++)
		if (s->descriptors.files[fd] &&
		    s->descriptors.files[fd]->connection == connection)
			return (int)fd;
	return -1;
}

/* Its SYN has gone unanswered: another one, that meets the new answer. */
static bool connect_anew(struct supervisor *s, const struct target *target,
			 int fd)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)target->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	uint64_t at;

	if (tracee_map_scratch(&s->tracee, &s->current.entry, false) < 0)
		return false;
	at = s->tracee.scratch;
	if (tracee_write(&s->tracee, at, &nobody, sizeof(nobody)) < 0 ||
	    inject(s, "connect", (uint64_t)fd, at, sizeof(nobody)) < 0 ||
	    tracee_write(&s->tracee, at, &address, sizeof(address)) < 0)
		return false;
	return inject(s, "connect", (uint64_t)fd, at, sizeof(address)) ==
	       -EINPROGRESS;
}

void supervisor_decide(struct supervisor *s, struct target *target,
		       enum answer answer)
{
	struct connection *link = supervisor_connection(s, target->connection);
	int fd = descriptor_of(s, target->connection);

	if (target_answer(target, answer) < 0)
		s->targets->problem = "a peer cannot listen";
	supervisor_try(s);
	if (answer == ANSWER_PENDING || !link || !link->pending || fd < 0 ||
	    !s->current.held || s->targets->problem)
		return;
	link->pending = false;
	if (answer == ANSWER_UNREACHABLE)
		s->descriptors.files[fd]->late_error = EHOSTUNREACH;
	if (connect_anew(s, target, fd))
		settle(s, target, fd);
	else
		s->targets->problem = "a pending connection was lost";
}

static enum entered getsockopt_entry(struct supervisor *s)
{
	if (!call_about(s, (int)call_argument(s, 0)) ||
	    call_argument(s, 1) != SOL_SOCKET ||
	    call_argument(s, 2) != SO_ERROR)
		return ENTERED_GO;
	return ENTERED_WATCH;
}

/* SO_ERROR: what it said goes into the log. */
static enum exited getsockopt_exit(struct supervisor *s, long *result)
{
	const struct open_file *file = s->current.file;
	uint64_t at = call_argument(s, 3);
	int error = 0;

	if (*result == 0 &&
	    !tracee_read(&s->tracee, at, &error, sizeof(error)) &&
	    error == ECONNREFUSED && file->late_error) {
		error = file->late_error;
		tracee_write(&s->tracee, at, &error, sizeof(error));
	}
	call_log_text(s, *result,
		      log_intern(s->trial->log,
				 error ? errno_name(error) : "no error"));
	return EXITED_DONE;
}

static enum entered getpeername_entry(struct supervisor *s)
{
	const struct connection *link;

	call_about(s, (int)call_argument(s, 0));
	link = link_of(s);
	return link && link->outgoing ? ENTERED_WATCH : ENTERED_GO;
}

static enum exited getpeername_exit(struct supervisor *s, long *result)
{
	call_log(s, *result);
	return EXITED_DONE;
}

const struct call calls_connect[] = {
	{ .name = "connect",
	  .family = CALL_CONNECT,
	  .entry = connect_entry,
	  .exit = connect_exit,
	  .timed_out = -EINPROGRESS,
	  .restarts = true },
	{ .name = "getsockopt",
	  .entry = getsockopt_entry,
	  .exit = getsockopt_exit },
	{ .name = "getpeername",
	  .entry = getpeername_entry,
	  .exit = getpeername_exit },
	{ .name = NULL },
};

/* SPDX-License-Identifier: MIT */
/*
 * Calls that make sockets, listen and accept; and socket options.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "run/peer_ports.h"
#include "supervise/calls.h"

/* The machine's own connections are nothing to a program; netlink(7) shows
   them to who judges it. It is told that the kernel has none. */
static enum entered socket_entry(struct supervisor *s)
{
	if ((int)call_argument(s, 0) == AF_NETLINK) {
		call_log(s, -EAFNOSUPPORT);
		return call_answer(s, -EAFNOSUPPORT);
	}
	call_change(s, 1, call_argument(s, 1) | SOCK_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited socket_exit(struct supervisor *s, long *result)
{
	int domain = (int)call_argument(s, 0);
	int type = (int)call_argument(s, 1);
	bool tcp = (domain == AF_INET || domain == AF_INET6) &&
		   (type & 0xf) == SOCK_STREAM;

	if (*result >= 0)
		call_opened(s, (int)*result, tcp ? FILE_SOCKET : FILE_LOCAL,
			    type & SOCK_NONBLOCK);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited socketpair_exit(struct supervisor *s, long *result)
{
	bool nonblocking = call_argument(s, 1) & SOCK_NONBLOCK;
	int ends[2];

	if (*result == 0 &&
	    !tracee_read(&s->tracee, call_argument(s, 3), ends, sizeof(ends))) {
		call_opened(s, ends[0], FILE_LOCAL, nonblocking);
		call_opened(s, ends[1], FILE_LOCAL, nonblocking);
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered about_first(struct supervisor *s)
{
	call_about(s, (int)call_argument(s, 0));
	return ENTERED_WATCH;
}

/* Where a bind() leads to, and whether 127.0.0.1 reaches it. */
static void note_address(struct supervisor *s, struct open_file *file,
			 const struct sockaddr_storage *address)
{
	char host[INET6_ADDRSTRLEN] = "?", text[80];
	const struct sockaddr_in *v4 = (const void *)address;
	const struct sockaddr_in6 *v6 = (const void *)address;

	if (address->ss_family == AF_INET) {
		file->port = ntohs(v4->sin_port);
		file->reachable = v4->sin_addr.s_addr == htonl(INADDR_ANY) ||
				  v4->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
	} else if (address->ss_family == AF_INET6) {
		file->port = ntohs(v6->sin6_port);
		file->reachable = IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr);
		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
	}
	/* The right port is not said: it may differ between machines. */
	if (s->port && file->port == s->port)
		snprintf(text, sizeof(text), "%s:PORT", host);
	else
		snprintf(text, sizeof(text), "%s:%d", host, file->port);
	s->trial->bound_how = log_intern(s->trial->log, text);
}

static enum exited bind_exit(struct supervisor *s, long *result)
{
	struct sockaddr_storage address = { 0 };
	size_t len = call_argument(s, 2);

	s->port_in_use |= *result == -EADDRINUSE;
	if (len > sizeof(address))
		len = sizeof(address);
	if (*result == 0 && s->current.file &&
	    s->current.file->kind == FILE_SOCKET &&
	    !tracee_read(&s->tracee, call_argument(s, 1), &address, len))
		note_address(s, s->current.file, &address);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited listen_exit(struct supervisor *s, long *result)
{
	struct open_file *file = s->current.file;

	if (*result == 0 && file && file->kind == FILE_SOCKET) {
		bool right = file->reachable &&
			     (!s->port || s->port == file->port);

		file->kind = FILE_LISTENER;
		file->backlog = (int)call_argument(s, 1);
		if (right && !s->listener)
			s->listener = file;
		if (right)
			s->trial->bound_port = -1;
		else if (s->trial->bound_port >= 0)
			s->trial->bound_port = file->port;
		call_progress(s);
	}
	call_log(s, *result);
	return EXITED_DONE;
}

/* The errno that a fault has for this accept, or 0. EAGAIN only where nothing
   would be stranded: see inject() in calls_transfer.c. */
static int accept_fault(struct supervisor *s)
{
	const struct open_file *file = s->current.file;
	const struct fault_spec *fault;

	if (!file || file->kind != FILE_LISTENER || s->current.repeated)
		return 0;
	if (!file->edge_triggered && !s->current.blocks &&
	    faults_match(&s->faults, CALL_ACCEPT, NULL, FAULT_EAGAIN))
		return EAGAIN;
	fault = faults_match(&s->faults, CALL_ACCEPT, NULL, FAULT_ERRNO);
	return fault ? fault->error : 0;
}

static enum entered accept_entry(struct supervisor *s)
{
	bool with_flags = !strcmp(s->current.call->name, "accept4");
	uint64_t scratch;
	const uint32_t len = sizeof(struct sockaddr_in6);
	int error;

	call_about(s, (int)call_argument(s, 0));
	s->current.blocks = s->current.file && !s->current.file->nonblocking;
	error = accept_fault(s);
	if (error) {
		s->current.injected = true;
		call_log(s, -error);
		return call_answer(s, -error);
	}
	if (s->current.blocks)
		call_limit(s, s->current.file->receive_timeout);
	if (!call_argument(s, 1) && (scratch = call_scratch(s)) &&
	    !tracee_write(&s->tracee, scratch, &len, sizeof(len))) {
		call_change(s, 1, scratch + 64);
		call_change(s, 2, scratch);
	}
	call_replace(s, "accept4");
	call_change(s, 3,
		    (with_flags ? call_argument(s, 3) : 0) | SOCK_NONBLOCK);
	return ENTERED_WATCH;
}

/* The number of the connection that was accepted: its source port says it. */
static int accepted_number(struct supervisor *s)
{
	struct sockaddr_in address = { 0 };
	uint64_t at = registers_argument(&s->current.registers, 1);
	struct connection *connection;
	int number;

	/* Family and port stand at the same place in both families. */
	if (tracee_read(&s->tracee, at, &address, 4) < 0)
		return 0;
	number = peer_port_number(ntohs(address.sin_port));
	connection = supervisor_connection(s, number);
	return connection ? number : 0;
}

static enum exited accept_exit(struct supervisor *s, long *result)
{
	bool with_flags = !strcmp(s->current.call->name, "accept4");
	struct open_file *file;
	struct connection *connection;

	if (*result == -EAGAIN && call_would_wait(s))
		return EXITED_WAITS;
	if (*result < 0) {
		call_log(s, *result);
		return EXITED_DONE;
	}
	if (s->current.file && s->current.file->kind != FILE_LISTENER) {
		call_opened(s, (int)*result, FILE_LOCAL, false);
		call_log(s, *result);
		return EXITED_DONE;
	}
	file = call_opened(s, (int)*result, FILE_CONNECTION,
			   with_flags && call_argument(s, 3) & SOCK_NONBLOCK);
	file->connection = accepted_number(s);
	connection = supervisor_connection(s, file->connection);
	if (connection) {
		connection->accepted = true;
		connection->fd = (int)*result;
	}
	call_progress(s);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited shutdown_exit(struct supervisor *s, long *result)
{
	struct connection *connection =
		!s->current.file ?
			NULL :
			supervisor_connection(s, s->current.file->connection);

	if (*result == 0 && connection && connection->pending)
		connection->pending = false; /* it has given up: tcp(7) */
	else if (*result == 0 && connection && call_argument(s, 1) != SHUT_RD) {
		connection->program_fin = true;
		call_progress(s);
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static void set_timeout(struct supervisor *s, int64_t *timeout)
{
	struct timeval value;

	if (!tracee_read(&s->tracee, call_argument(s, 3), &value,
			 sizeof(value)))
		*timeout = value.tv_sec * NS_PER_SECOND + value.tv_usec * 1000;
}

static enum entered setsockopt_entry(struct supervisor *s)
{
	struct open_file *file;

	if (!call_about(s, (int)call_argument(s, 0)))
		return ENTERED_GO;
	file = s->current.file;
	/* A cork holds bytes back for real time; a stream does not show it. */
	if (call_argument(s, 1) == IPPROTO_TCP &&
	    call_argument(s, 2) == TCP_CORK && file->kind != FILE_LOCAL)
		return call_answer(s, 0);
	if (call_argument(s, 1) != SOL_SOCKET)
		return ENTERED_GO;
	switch ((int)call_argument(s, 2)) {
	case SO_RCVTIMEO:
		set_timeout(s, &file->receive_timeout);
		return ENTERED_GO;
	case SO_SNDTIMEO:
		set_timeout(s, &file->send_timeout);
		return ENTERED_GO;
	case SO_SNDBUF:
	case SO_RCVBUF:
		/* Windows are virtual; a small real one would let real time
		   in through the kernel's timers. */
		if (file->kind != FILE_LOCAL)
			return call_answer(s, 0);
		return ENTERED_GO;
	default:
		return ENTERED_GO;
	}
}

const struct call calls_socket[] = {
	{ .name = "socket", .entry = socket_entry, .exit = socket_exit },
	{ .name = "socketpair", .entry = socket_entry, .exit = socketpair_exit },
	{ .name = "bind", .entry = about_first, .exit = bind_exit },
	{ .name = "listen", .entry = about_first, .exit = listen_exit },
	{ .name = "accept",
	  .family = CALL_ACCEPT,
	  .entry = accept_entry,
	  .exit = accept_exit,
	  .timed_out = -EAGAIN,
	  .restarts = true },
	{ .name = "accept4",
	  .family = CALL_ACCEPT,
	  .entry = accept_entry,
	  .exit = accept_exit,
	  .timed_out = -EAGAIN,
	  .restarts = true },
	{ .name = "shutdown", .entry = about_first, .exit = shutdown_exit },
	{ .name = "setsockopt", .entry = setsockopt_entry },
	{ .name = NULL },
};

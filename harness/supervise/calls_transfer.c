/* SPDX-License-Identifier: MIT */
/*
 * Calls that move bytes.
 *
 * A write is cut to the room in the peer's virtual window; no room is EAGAIN.
 * Where the program's descriptor blocks, EAGAIN means that it waits, and a
 * write that went partly through is carried on until all of it has gone, as
 * the kernel would do.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <fcntl.h>

#include "supervise/calls.h"
#include "supervise/spin.h"
#include "supervise/readiness.h"

#define MAX_VECTORS 1024

/* How the arguments of a call are laid out. */
enum layout {
	LAYOUT_PLAIN,		/* buffer in 1, size in 2 */
	LAYOUT_VECTOR,		/* vectors in 1, their number in 2 */
	LAYOUT_MESSAGE,		/* struct msghdr in 1 */
	LAYOUT_SIZE_3,		/* sendfile */
	LAYOUT_SIZE_4,		/* splice */
};

static enum layout layout_of(const struct call *call)
{
	const char *name = call->name;

	if (!strcmp(name, "readv") || !strcmp(name, "writev"))
		return LAYOUT_VECTOR;
	if (!strcmp(name, "recvmsg") || !strcmp(name, "sendmsg"))
		return LAYOUT_MESSAGE;
	if (!strcmp(name, "sendfile"))
		return LAYOUT_SIZE_3;
	if (!strcmp(name, "splice"))
		return LAYOUT_SIZE_4;
	return LAYOUT_PLAIN;
}

static int flags_of(const struct supervisor *s)
{
	const char *name = s->current.call->name;

	if (!strcmp(name, "recvfrom") || !strcmp(name, "sendto"))
		return (int)call_argument(s, 3);
	if (!strcmp(name, "recvmsg") || !strcmp(name, "sendmsg"))
		return (int)call_argument(s, 2);
	if (!strcmp(name, "splice") &&
	    call_argument(s, 5) & SPLICE_F_NONBLOCK)
		return MSG_DONTWAIT;
	return 0;
}

/* The vectors that the program gave; to be freed. */
static struct iovec *vectors_of(struct supervisor *s, struct msghdr *message,
				size_t *n)
{
	uint64_t at = call_argument(s, 1);
	struct iovec *vectors;

	*n = call_argument(s, 2);
	if (layout_of(s->current.call) == LAYOUT_MESSAGE) {
		if (tracee_read(&s->tracee, at, message, sizeof(*message)) < 0)
			return NULL;
		at = (uint64_t)(uintptr_t)message->msg_iov;
		*n = message->msg_iovlen;
	}
	if (*n > MAX_VECTORS)
		return NULL;
	vectors = calloc(*n + 1, sizeof(*vectors));
	if (vectors && *n &&
	    tracee_read(&s->tracee, at, vectors, *n * sizeof(*vectors)) < 0) {
		free(vectors);
		return NULL;
	}
	return vectors;
}

static size_t bytes_asked(struct supervisor *s)
{
	struct msghdr message;
	struct iovec *vectors;
	size_t n, sum = 0;

	switch (layout_of(s->current.call)) {
	case LAYOUT_PLAIN:
		return call_argument(s, 2);
	case LAYOUT_SIZE_3:
		return call_argument(s, 3);
	case LAYOUT_SIZE_4:
		return call_argument(s, 4);
	case LAYOUT_VECTOR:
	case LAYOUT_MESSAGE:
		break;
	}
	vectors = vectors_of(s, &message, &n);
	for (size_t i = 0; vectors && i < n; i++)
		sum += vectors[i].iov_len;
	free(vectors);
	return sum;
}

/* Leave out the first `skip` bytes of the vectors and all after `size`. */
static size_t trim(struct iovec *vectors, size_t n, size_t skip, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < n && size > 0; i++) {
		struct iovec part = vectors[i];
		size_t gone = skip < part.iov_len ? skip : part.iov_len;

		skip -= gone;
		part.iov_base = (char *)part.iov_base + gone;
		part.iov_len -= gone;
		if (part.iov_len > size)
			part.iov_len = size;
		size -= part.iov_len;
		if (part.iov_len)
			vectors[used++] = part;
	}
	return used;
}

static void cut_vectors(struct supervisor *s, size_t size)
{
	struct msghdr message;
	size_t n, used;
	struct iovec *vectors = vectors_of(s, &message, &n);
	uint64_t scratch = call_scratch(s), at = scratch + sizeof(message);

	if (!vectors || !scratch) {
		free(vectors);
		return;
	}
	used = trim(vectors, n, s->current.done, size);
	tracee_write(&s->tracee, at, vectors, used * sizeof(*vectors));
	free(vectors);
	if (layout_of(s->current.call) == LAYOUT_VECTOR) {
		call_change(s, 1, at);
		call_change(s, 2, used);
		return;
	}
	message.msg_iov = (struct iovec *)(uintptr_t)at;
	message.msg_iovlen = used;
	tracee_write(&s->tracee, scratch, &message, sizeof(message));
	call_change(s, 1, scratch);
}

/* Let the call move `size` bytes at most, after those that are done. */
static void cut(struct supervisor *s, size_t size)
{
	s->current.offered = size;
	if (!s->current.done && size == s->current.asked)
		return;
	switch (layout_of(s->current.call)) {
	case LAYOUT_PLAIN:
		call_change(s, 1, call_argument(s, 1) + s->current.done);
		call_change(s, 2, size);
		break;
	case LAYOUT_SIZE_3:
		call_change(s, 3, size);
		break;
	case LAYOUT_SIZE_4:
		call_change(s, 4, size);
		break;
	case LAYOUT_VECTOR:
	case LAYOUT_MESSAGE:
		cut_vectors(s, size);
		break;
	}
}

/* recvmsg() with a copy of the message: its outcome belongs to the program. */
static void copy_message_back(struct supervisor *s)
{
	struct msghdr ours, theirs;
	uint64_t at = call_argument(s, 1);

	if (layout_of(s->current.call) != LAYOUT_MESSAGE ||
	    registers_argument(&s->current.registers, 1) == at ||
	    tracee_read(&s->tracee, s->tracee.scratch, &ours, sizeof(ours)) ||
	    tracee_read(&s->tracee, at, &theirs, sizeof(theirs)))
		return;
	theirs.msg_namelen = ours.msg_namelen;
	theirs.msg_controllen = ours.msg_controllen;
	theirs.msg_flags = ours.msg_flags;
	tracee_write(&s->tracee, at, &theirs, sizeof(theirs));
}

/* A fault for this call: how many bytes at most, or EAGAIN. */
static bool inject(struct supervisor *s, enum call_family family)
{
	const struct open_file *file = s->current.file;
	const struct fault_spec *fault;

	if (file->kind != FILE_CONNECTION || s->current.repeated)
		return false;
	/* On an edge-triggered descriptor what is left behind would have no
	   further event: the kernel could not do that. */
	if (!file->edge_triggered && !s->current.blocks &&
	    faults_match(&s->faults, family, call_peer(s), FAULT_EAGAIN)) {
		s->current.injected = true;
		return true;
	}
	if (family == CALL_READ && file->edge_triggered)
		return false;
	fault = faults_match(&s->faults, family, call_peer(s), FAULT_AT_MOST);
	if (fault && fault->n < s->current.asked) {
		s->current.at_most = fault->n;
		s->current.injected = true;
	}
	return false;
}

static void begin(struct supervisor *s, int64_t timeout)
{
	struct current *current = &s->current;

	current->asked = bytes_asked(s);
	current->blocks = current->file && !current->file->nonblocking &&
			  !(flags_of(s) & MSG_DONTWAIT);
	if (current->blocks && timeout > 0) {
		current->timeout = timeout;
		current->deadline = s->clock.now + timeout;
	}
}

static enum entered again_later(struct supervisor *s)
{
	if (s->current.blocks)
		return call_pretend(s, -EAGAIN);
	s->trial->empty_calls++;
	call_log(s, -EAGAIN);
	return call_answer(s, -EAGAIN);
}

static enum entered read_entry(struct supervisor *s)
{
	struct current *current = &s->current;
	size_t size;

	if (!call_about(s, (int)call_argument(s, 0)) ||
	    current->file->kind == FILE_OTHER ||
	    current->file->kind == FILE_OUTPUT)
		return ENTERED_GO;
	if (!current->repeated)
		begin(s, current->file->receive_timeout);
	if (inject(s, CALL_READ))
		return again_later(s);
	size = current->asked - current->done;
	if (current->at_most && size > current->at_most)
		size = current->at_most;
	cut(s, size);
	return ENTERED_WATCH;
}

static enum exited read_done(struct supervisor *s, long *result)
{
	struct current *current = &s->current;
	struct connection *connection =
		supervisor_connection(s, current->file->connection);
	bool peek = flags_of(s) & MSG_PEEK;

	copy_message_back(s);
	if (*result > 0 && connection && !peek)
		connection->taken += (uint64_t)*result;
	if (*result > 0) {
		s->trial->useful_calls++;
		call_progress(s);
	}
	if (*result == 0 && current->asked && !current->file->saw_end) {
		current->file->saw_end = true;
		if (connection)
			connection->program_saw_end = true;
		call_progress(s);
	}
	if (*result == -EAGAIN)
		s->trial->empty_calls++;
	if (*result == -ECONNRESET)
		call_progress(s);
	if (*result > 0)
		*result += (long)current->done;
	else if (current->done)
		*result = (long)current->done;
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited read_exit(struct supervisor *s, long *result)
{
	struct current *current = &s->current;
	struct connection *connection =
		supervisor_connection(s, current->file->connection);

	if (*result == -EAGAIN && call_would_wait(s))
		return EXITED_WAITS;
	if (*result > 0 && current->blocks && flags_of(s) & MSG_WAITALL &&
	    !(flags_of(s) & MSG_PEEK) &&
	    current->done + (size_t)*result < current->asked) {
		current->done += (size_t)*result;
		if (connection)
			connection->taken += (uint64_t)*result;
		call_progress(s);
		return EXITED_AGAIN;
	}
	return read_done(s, result);
}

static size_t room_for(const struct supervisor *s)
{
	const struct connection *connection =
		supervisor_connection(s, s->current.file->connection);

	return connection ? connection_room(connection) : SIZE_MAX;
}

static enum entered write_output(struct supervisor *s)
{
	size_t size = s->current.asked - s->current.done;

	output_drain(&s->output);
	s->current.blocks = true;
	spin_count_print(s);
	if (size <= OUTPUT_PIECE && !s->current.done)
		return ENTERED_GO;
	cut(s, size < OUTPUT_PIECE ? size : OUTPUT_PIECE);
	return ENTERED_WATCH;
}

/* MSG_MORE holds bytes back for real time, as TCP_CORK does. */
static void uncork(struct supervisor *s)
{
	bool message = layout_of(s->current.call) == LAYOUT_MESSAGE;

	if (flags_of(s) & MSG_MORE)
		call_change(s, message ? 2 : 3,
			    (uint64_t)(flags_of(s) & ~MSG_MORE));
}

static enum entered write_to(struct supervisor *s, int fd)
{
	struct current *current = &s->current;
	size_t size, room;

	if (!call_about(s, fd) || current->file->kind == FILE_OTHER)
		return ENTERED_GO;
	if (!current->repeated)
		begin(s, current->file->send_timeout);
	if (current->file->kind == FILE_OUTPUT)
		return write_output(s);
	if (inject(s, CALL_WRITE))
		return again_later(s);
	size = current->asked - current->done;
	if (current->at_most && size > current->at_most)
		size = current->at_most;
	room = room_for(s);
	if (size > room || current->at_most)
		readiness_owe(s, current->file);
	if (room == 0 && size > 0)
		return again_later(s);
	uncork(s);
	cut(s, size < room ? size : room);
	return ENTERED_WATCH;
}

static enum entered write_entry(struct supervisor *s)
{
	return write_to(s, (int)call_argument(s, 0));
}

static enum exited write_done(struct supervisor *s, long *result)
{
	if (*result > 0) {
		s->trial->useful_calls++;
		if (s->current.file->kind == FILE_CONNECTION)
			call_progress(s);
		*result += (long)s->current.done;
	} else if (s->current.done) {
		*result = (long)s->current.done;
	}
	if (*result == -EAGAIN)
		s->trial->empty_calls++;
	if (s->current.file->kind != FILE_OUTPUT)
		call_log(s, *result);
	return EXITED_DONE;
}

static enum exited write_exit(struct supervisor *s, long *result)
{
	struct current *current = &s->current;
	struct connection *connection =
		supervisor_connection(s, current->file->connection);

	if (*result > 0 && connection)
		connection->written += (uint64_t)*result;
	if (*result == -EAGAIN && call_would_wait(s))
		return EXITED_WAITS;
	if (*result > 0 && current->blocks && !current->at_most &&
	    current->file->kind != FILE_EVENTFD &&
	    current->done + (size_t)*result < current->asked &&
	    layout_of(current->call) != LAYOUT_SIZE_4) {
		current->done += (size_t)*result;
		if (connection)
			call_progress(s);
		return EXITED_AGAIN;
	}
	return write_done(s, result);
}

/* splice() reads from one side and writes to the other. */
static enum entered splice_entry(struct supervisor *s)
{
	int to = (int)call_argument(s, 2);
	const struct open_file *file = descriptors_get(&s->descriptors, to);

	if (file && file->kind == FILE_CONNECTION)
		return write_to(s, to);
	return read_entry(s);
}

static enum exited splice_exit(struct supervisor *s, long *result)
{
	if (s->current.fd == (int)call_argument(s, 2))
		return write_exit(s, result);
	return read_exit(s, result);
}

#define READS(call_name) { \
	.name = call_name, .family = CALL_READ, .entry = read_entry, \
	.exit = read_exit, .timed_out = -EAGAIN, .restarts = true }
#define WRITES(call_name) { \
	.name = call_name, .family = CALL_WRITE, .entry = write_entry, \
	.exit = write_exit, .timed_out = -EAGAIN, .restarts = true }

const struct call calls_transfer[] = {
	READS("read"),
	READS("readv"),
	READS("recvfrom"),
	READS("recvmsg"),
	WRITES("write"),
	WRITES("writev"),
	WRITES("sendto"),
	WRITES("sendmsg"),
	WRITES("sendfile"),
	{ .name = "splice", .family = CALL_READ, .entry = splice_entry,
	  .exit = splice_exit, .timed_out = -EAGAIN, .restarts = true },
	{ .name = NULL },
};

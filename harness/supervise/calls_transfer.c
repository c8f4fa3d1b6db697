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
#include <sys/socket.h>

#include "supervise/readiness.h"
#include "supervise/spin.h"
#include "supervise/transfer.h"

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

	current->asked = transfer_size(s);
	current->blocks = current->file && !current->file->nonblocking &&
			  !(transfer_flags(s) & MSG_DONTWAIT);
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
	    current->file->kind == FILE_OUTPUT) {
		spin_count_file(s);
		return ENTERED_GO;
	}
	if (!current->repeated)
		begin(s, current->file->receive_timeout);
	if (inject(s, CALL_READ))
		return again_later(s);
	size = current->asked - current->done;
	if (current->at_most && size > current->at_most)
		size = current->at_most;
	transfer_cut(s, size);
	return ENTERED_WATCH;
}

static enum exited read_done(struct supervisor *s, long *result)
{
	struct current *current = &s->current;
	struct connection *connection =
		supervisor_connection(s, current->file->connection);
	bool peek = transfer_flags(s) & MSG_PEEK;

	transfer_copy_back(s);
	if (*result > 0 && connection && !peek)
		connection->taken += (uint64_t)*result;
	/* A look at what is there takes nothing away. */
	if (*result > 0 && !peek) {
		s->trial->useful_calls++;
		call_progress(s);
		s->flood = connection && connection->floods;
	}
	if (*result == 0 && current->asked && !current->file->saw_end) {
		current->file->saw_end = true;
		if (connection)
			connection->program_saw_end = true;
		call_progress(s);
	}
	if (*result == -EAGAIN)
		s->trial->empty_calls++;
	call_late_error(s, result);
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
	if (*result > 0 && current->blocks && transfer_flags(s) & MSG_WAITALL &&
	    !(transfer_flags(s) & MSG_PEEK) &&
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

	supervisor_drain(s);
	s->current.blocks = true;
	spin_count_print(s);
	if (size <= OUTPUT_PIECE && !s->current.done)
		return s->current.file->is_stdout ? ENTERED_WATCH : ENTERED_GO;
	transfer_cut(s, size < OUTPUT_PIECE ? size : OUTPUT_PIECE);
	return ENTERED_WATCH;
}

/* MSG_MORE holds bytes back for real time, as TCP_CORK does. */
static void uncork(struct supervisor *s)
{
	bool message = transfer_layout(s->current.call) == LAYOUT_MESSAGE;

	if (transfer_flags(s) & MSG_MORE)
		call_change(s, message ? 2 : 3,
			    (uint64_t)(transfer_flags(s) & ~MSG_MORE));
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
	transfer_cut(s, size < room ? size : room);
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
	call_late_error(s, result);
	if (s->current.file->kind != FILE_OUTPUT)
		call_log(s, *result);
	else
		supervisor_drain(s);
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
	    transfer_layout(current->call) != LAYOUT_SIZE_4) {
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

/*
 * Several messages in one call. On a stream they are bytes like others, and
 * the kernel may always do with the first: so it is made as a call of one.
 */
static bool make_single(struct supervisor *s, const char *name)
{
	const struct open_file *file =
		descriptors_get(&s->descriptors, (int)call_argument(s, 0));

	if (!file || file->kind != FILE_CONNECTION || !call_argument(s, 2))
		return false;
	call_replace(s, name);
	call_change(s, 2, call_argument(s, 3));
	return true;
}

/* What it moved stands in the message, and the result is how many messages. */
static enum exited give_single(struct supervisor *s, enum exited exited,
			       long *result)
{
	uint32_t length = (uint32_t)*result;

	if (exited != EXITED_DONE || *result < 0)
		return exited;
	tracee_write(&s->tracee, call_argument(s, 1) + sizeof(struct msghdr),
		     &length, sizeof(length));
	*result = 1;
	return exited;
}

static enum entered recvmmsg_entry(struct supervisor *s)
{
	return make_single(s, "recvmsg") ? read_entry(s) : ENTERED_GO;
}

static enum exited recvmmsg_exit(struct supervisor *s, long *result)
{
	return give_single(s, read_exit(s, result), result);
}

static enum entered sendmmsg_entry(struct supervisor *s)
{
	return make_single(s, "sendmsg") ? write_entry(s) : ENTERED_GO;
}

static enum exited sendmmsg_exit(struct supervisor *s, long *result)
{
	return give_single(s, write_exit(s, result), result);
}

#define READS(call_name)                                                       \
	{                                                                      \
		.name = (call_name), .family = CALL_READ, .entry = read_entry, \
		.exit = read_exit, .timed_out = -EAGAIN, .restarts = true      \
	}
#define WRITES(call_name)                                  \
	{                                                  \
		.name = (call_name), .family = CALL_WRITE, \
		.entry = write_entry, .exit = write_exit,  \
		.timed_out = -EAGAIN, .restarts = true     \
	}

const struct call calls_transfer[] = {
	READS("read"),
	READS("readv"),
	READS("recvfrom"),
	READS("recvmsg"),
	READS("preadv2"),
	WRITES("write"),
	WRITES("writev"),
	WRITES("sendto"),
	WRITES("sendmsg"),
	WRITES("pwritev2"),
	WRITES("sendfile"),
	{ .name = "recvmmsg",
	  .family = CALL_READ,
	  .entry = recvmmsg_entry,
	  .exit = recvmmsg_exit,
	  .timed_out = -EAGAIN,
	  .restarts = true },
	{ .name = "sendmmsg",
	  .family = CALL_WRITE,
	  .entry = sendmmsg_entry,
	  .exit = sendmmsg_exit,
	  .timed_out = -EAGAIN,
	  .restarts = true },
	{ .name = "splice",
	  .family = CALL_READ,
	  .entry = splice_entry,
	  .exit = splice_exit,
	  .timed_out = -EAGAIN,
	  .restarts = true },
	{ .name = NULL },
};

/* SPDX-License-Identifier: MIT */
#include "supervise/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 512

static const struct call *by_number[MAX_NUMBER];
static const char *names[MAX_NUMBER];
static size_t n_names;

static void fill_table(void)
{
	static const struct call *const tables[] = {
		calls_connect, calls_descriptor, calls_process, calls_socket,
		calls_time,    calls_transfer,	 calls_wait,
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct call *call = tables[i]; call->name; call++) {
			long number = calls_number(call->name);

			names[n_names++] = call->name;
			if (number >= 0 && number < MAX_NUMBER)
				by_number[number] = call;
		}
}

const struct call *calls_find(long number)
{
	if (!n_names)
		fill_table();
	return number >= 0 && number < MAX_NUMBER ? by_number[number] : NULL;
}

const char *const *calls_names(size_t *n)
{
	if (!n_names)
		fill_table();
	*n = n_names;
	return names;
}

long calls_number(const char *name)
{
	return seccomp_syscall_resolve_name(name);
}

uint64_t call_argument(const struct supervisor *supervisor, int i)
{
	return registers_argument(&supervisor->current.entry, i);
}

void call_change(struct supervisor *supervisor, int i, uint64_t value)
{
	registers_set_argument(&supervisor->current.registers, i, value);
	supervisor->current.changed = true;
}

void call_replace(struct supervisor *supervisor, const char *name)
{
	registers_set_call(&supervisor->current.registers, calls_number(name));
	supervisor->current.changed = true;
}

enum entered call_answer(struct supervisor *supervisor, long result)
{
	registers_skip(&supervisor->current.registers, result);
	supervisor->current.changed = true;
	return ENTERED_ANSWERED;
}

enum entered call_pretend(struct supervisor *supervisor, long result)
{
	call_answer(supervisor, result);
	return ENTERED_WATCH;
}

void call_forget(struct supervisor *supervisor)
{
	free(supervisor->current.sets);
	supervisor->current = (struct current){ .fd = -1 };
}

bool call_about(struct supervisor *supervisor, int fd)
{
	supervisor->current.fd = fd;
	supervisor->current.file =
		descriptors_get(&supervisor->descriptors, fd);
	return supervisor->current.file != NULL;
}

struct open_file *call_opened(struct supervisor *supervisor, int fd,
			      enum file_kind kind, bool nonblocking)
{
	struct open_file *file =
		descriptors_open(&supervisor->descriptors, fd, kind);

	file->nonblocking = nonblocking;
	file->kernel_nonblocking = true;
	file->flags = O_RDWR;
	file->opened_at = supervisor->current.at;
	supervisor->current.fd = fd;
	supervisor->current.file = file;
	return file;
}

const char *file_owner(const struct supervisor *supervisor,
		       const struct open_file *file)
{
	const struct connection *connection;

	if (!file)
		return NULL;
	connection = supervisor_connection(supervisor, file->connection);
	return connection ? connection->peer : file_kind_name(file->kind);
}

const char *call_peer(const struct supervisor *supervisor)
{
	const struct open_file *file = supervisor->current.file;
	const struct connection *connection;

	if (!file)
		return NULL;
	connection = supervisor_connection(supervisor, file->connection);
	return connection ? connection->peer : NULL;
}

bool call_would_wait(const struct supervisor *supervisor)
{
	return supervisor->current.blocks &&
	       supervisor->current.deadline > supervisor->clock.now;
}

void call_limit(struct supervisor *supervisor, int64_t timeout)
{
	struct current *current = &supervisor->current;

	if (current->repeated || !current->blocks || timeout <= 0)
		return;
	current->timeout = timeout;
	current->deadline = clock_after(&supervisor->clock, timeout);
}

void call_late_error(const struct supervisor *supervisor, long *result)
{
	const struct open_file *file = supervisor->current.file;

	if (*result == -ECONNREFUSED && file && file->late_error)
		*result = -file->late_error;
}

void call_progress(struct supervisor *supervisor)
{
	supervisor->idling = (struct idling){
		.since = supervisor->clock.now,
	};
	supervisor->interrupted = false;
}

/* Said when it is new or changed. */
static const char *mode_to_tell(struct open_file *file)
{
	if (file->told && file->told_nonblocking == file->nonblocking)
		return NULL;
	file->told = true;
	file->told_nonblocking = file->nonblocking;
	return file->nonblocking ? "non-blocking" : "blocking";
}

static struct event event_of_call(const struct supervisor *supervisor,
				  long result)
{
	const struct current *current = &supervisor->current;
	struct event event = event_none(EVENT_CALL);

	event.t = supervisor->clock.now;
	event.who = "server";
	event.act = current->call->name;
	event.fd = current->fd;
	event.at = current->at;
	if (current->file) {
		event.peer = file_owner(supervisor, current->file);
		event.connection = current->file->connection;
		if (result >= 0 && current->file->kind != FILE_EPOLL)
			event.mode = mode_to_tell(current->file);
	}
	event.blocking = current->blocks;
	event.injected = current->injected;
	if (current->call->family == CALL_READ ||
	    current->call->family == CALL_WRITE)
		event.asked = (int64_t)current->asked;
	event.timeout = current->timeout;
	event.ret = result < 0 ? -1 : result;
	event.error = result < 0 ? (int)-result : 0;
	event.closed_peer = current->call->family == CALL_READ && !result &&
			    current->asked > 0;
	return event;
}

void call_log(struct supervisor *supervisor, long result)
{
	struct event event = event_of_call(supervisor, result);

	log_append(supervisor->trial->log, &event);
}

void call_log_interest(struct supervisor *supervisor, long result, int epoll,
		       const char *operation, unsigned interest)
{
	struct event event = event_of_call(supervisor, result);

	event.epoll = epoll;
	event.operation = operation;
	event.interest = interest;
	log_append(supervisor->trial->log, &event);
}

void call_log_text(struct supervisor *supervisor, long result, const char *text)
{
	struct event event = event_of_call(supervisor, result);

	event.text = text;
	log_append(supervisor->trial->log, &event);
}

void call_log_ready(struct supervisor *supervisor, long result,
		    struct readiness *ready, size_t n)
{
	struct event event = event_of_call(supervisor, result);

	event.ready = ready;
	event.n_ready = n;
	log_append(supervisor->trial->log, &event);
}

uint64_t call_scratch(struct supervisor *supervisor)
{
	tracee_map_scratch(&supervisor->tracee, &supervisor->current.entry,
			   true);
	return supervisor->tracee.scratch;
}

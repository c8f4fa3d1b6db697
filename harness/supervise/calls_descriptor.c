/* SPDX-License-Identifier: MIT */
/*
 * Calls that make, copy, change and close descriptors, and epoll_ctl.
 *
 * What could wait is made non-blocking in the kernel from the start; the
 * program is told what it asked for.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "supervise/calls.h"
#include "supervise/spin.h"

/* The program gives fd up; event is the index of the one that says so. */
static void close_one(struct supervisor *s, int fd, size_t event)
{
	struct open_file *file = descriptors_get(&s->descriptors, fd);
	struct connection *connection;
	int number;

	if (!file)
		return;
	if (file->kind == FILE_TIMERFD && file->references == 1)
		clock_timer_free(&s->clock, file->timer);
	if (file == s->listener && file->references == 1)
		s->listener = NULL;
	if (!descriptors_close(&s->descriptors, fd, &number))
		return;
	connection = supervisor_connection(s, number);
	if (!connection)
		return;
	connection->fd = -1;
	connection->program_closed = true;
	connection->program_fin = true;
	connection->closed_at = event;
	call_progress(s);
}

static enum entered close_entry(struct supervisor *s)
{
	int fd = (int)call_argument(s, 0);
	bool open = call_about(s, fd);

	spin_count_file(s);
	/* The kernel will say just this: no need to stop at the exit. */
	if (!open || s->current.file->kind != FILE_OTHER)
		call_log(s, open ? 0 : -EBADF);
	close_one(s, fd, log_length(s->trial->log) - 1);
	return ENTERED_GO;
}

static enum entered close_range_entry(struct supervisor *s)
{
	uint64_t first = call_argument(s, 0), last = call_argument(s, 1);

	if (call_argument(s, 2) & CLOSE_RANGE_CLOEXEC)
		return ENTERED_GO;
	for (uint64_t fd = first; fd <= last && fd < s->descriptors.size; fd++)
		close_one(s, (int)fd, log_length(s->trial->log));
	return ENTERED_GO;
}

static enum entered watch(struct supervisor *s)
{
	call_about(s, (int)call_argument(s, 0));
	return ENTERED_WATCH;
}

static enum exited dup_exit(struct supervisor *s, long *result)
{
	if (*result >= 0) {
		int fd = (int)*result;
		struct open_file *there = fd < (int)s->descriptors.size ?
						  s->descriptors.files[fd] :
						  NULL;

		if (there && there != s->current.file)
			close_one(s, fd, log_length(s->trial->log));
		descriptors_duplicate(&s->descriptors, (int)call_argument(s, 0),
				      fd);
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered set_flags(struct supervisor *s, struct open_file *file)
{
	const int kept = O_APPEND | O_ASYNC | O_DIRECT | O_NOATIME;
	int wanted = (int)call_argument(s, 2);

	file->nonblocking = wanted & O_NONBLOCK;
	if (!file->kernel_nonblocking)
		return ENTERED_GO;
	if (!((wanted ^ file->flags) & kept)) {
		call_log(s, 0);
		return call_answer(s, 0);
	}
	file->flags = (file->flags & ~kept) | (wanted & kept);
	call_change(s, 2, (uint64_t)(wanted | O_NONBLOCK));
	return ENTERED_WATCH;
}

static enum entered fcntl_entry(struct supervisor *s)
{
	struct open_file *file;

	if (!call_about(s, (int)call_argument(s, 0)))
		return ENTERED_WATCH;
	spin_count_file(s);
	file = s->current.file;
	switch ((int)call_argument(s, 1)) {
	case F_GETFL:
		if (!file->kernel_nonblocking)
			return ENTERED_GO;
		return call_answer(
			s, file->flags | (file->nonblocking ? O_NONBLOCK : 0));
	case F_SETFL:
		return set_flags(s, file);
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return ENTERED_WATCH;
	default:
		return ENTERED_GO;
	}
}

static enum exited fcntl_exit(struct supervisor *s, long *result)
{
	int command = (int)call_argument(s, 1);

	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		return dup_exit(s, result);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered ioctl_entry(struct supervisor *s)
{
	int on = 0;
	bool open = call_about(s, (int)call_argument(s, 0));

	spin_count_file(s);
	if (!open || (unsigned)call_argument(s, 1) != FIONBIO ||
	    tracee_read(&s->tracee, call_argument(s, 2), &on, sizeof(on)) < 0)
		return ENTERED_GO;
	s->current.file->nonblocking = on;
	if (!s->current.file->kernel_nonblocking)
		return ENTERED_GO;
	call_log(s, 0);
	return call_answer(s, 0);
}

static enum entered pipe_entry(struct supervisor *s)
{
	call_replace(s, "pipe2");
	call_change(s, 1, O_NONBLOCK);
	return ENTERED_WATCH;
}

static enum entered pipe2_entry(struct supervisor *s)
{
	call_change(s, 1, call_argument(s, 1) | O_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited pipe_result(struct supervisor *s, long *result, int flags)
{
	int ends[2];

	if (*result == 0 &&
	    !tracee_read(&s->tracee, call_argument(s, 0), ends, sizeof(ends))) {
		call_opened(s, ends[0], FILE_PIPE, flags & O_NONBLOCK)->flags =
			O_RDONLY;
		call_opened(s, ends[1], FILE_PIPE, flags & O_NONBLOCK)->flags =
			O_WRONLY;
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited pipe_exit(struct supervisor *s, long *result)
{
	return pipe_result(s, result, 0);
}

static enum exited pipe2_exit(struct supervisor *s, long *result)
{
	return pipe_result(s, result, (int)call_argument(s, 1));
}

static enum entered eventfd_entry(struct supervisor *s)
{
	call_replace(s, "eventfd2");
	call_change(s, 1, EFD_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited eventfd_exit(struct supervisor *s, long *result)
{
	if (*result >= 0)
		call_opened(s, (int)*result, FILE_EVENTFD, false);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered eventfd2_entry(struct supervisor *s)
{
	call_change(s, 1, call_argument(s, 1) | EFD_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited eventfd2_exit(struct supervisor *s, long *result)
{
	if (*result >= 0)
		call_opened(s, (int)*result, FILE_EVENTFD,
			    call_argument(s, 1) & EFD_NONBLOCK);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered signalfd_entry(struct supervisor *s)
{
	/* signalfd() has no flags; signalfd4() is the same with them. */
	uint64_t flags = !strcmp(s->current.call->name, "signalfd4") ?
				 call_argument(s, 3) :
				 0;

	call_replace(s, "signalfd4");
	call_change(s, 3, flags | O_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited signalfd_exit(struct supervisor *s, long *result)
{
	bool with_flags = !strcmp(s->current.call->name, "signalfd4");

	if (*result >= 0 && (int)call_argument(s, 0) < 0)
		call_opened(s, (int)*result, FILE_SIGNALFD,
			    with_flags && call_argument(s, 3) & O_NONBLOCK);
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited epoll_create_exit(struct supervisor *s, long *result)
{
	if (*result >= 0) {
		s->current.fd = (int)*result;
		s->current.file = descriptors_open(&s->descriptors,
						   (int)*result, FILE_EPOLL);
		s->current.file->opened_at = s->current.at;
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered just_watch(struct supervisor *s)
{
	(void)s;
	return ENTERED_WATCH;
}

static enum entered epoll_ctl_entry(struct supervisor *s)
{
	call_about(s, (int)call_argument(s, 2));
	return ENTERED_WATCH;
}

/* NULL: none that epoll_ctl(2) knows. */
static const char *operation_name(int operation)
{
	switch (operation) {
	case EPOLL_CTL_ADD:
		return "ADD";
	case EPOLL_CTL_MOD:
		return "MOD";
	case EPOLL_CTL_DEL:
		return "DEL";
	default:
		return NULL;
	}
}

static enum exited epoll_ctl_exit(struct supervisor *s, long *result)
{
	int operation = (int)call_argument(s, 1), fd = s->current.fd;
	struct open_file *epoll =
		descriptors_get(&s->descriptors, (int)call_argument(s, 0));
	struct epoll_event event = { 0 };

	if (*result == 0 && epoll && operation == EPOLL_CTL_DEL)
		interest_remove(epoll, fd);
	else if (*result == 0 && epoll && s->current.file &&
		 !tracee_read(&s->tracee, call_argument(s, 3), &event,
			      sizeof(event))) {
		interest_set(epoll, fd, s->current.file, event.events,
			     event.data.u64);
		s->nested |= s->current.file->kind == FILE_EPOLL;
	}
	call_log_interest(s, *result, (int)call_argument(s, 0),
			  operation_name(operation), event.events);
	return EXITED_DONE;
}

const struct call calls_descriptor[] = {
	{ .name = "close", .entry = close_entry },
	{ .name = "close_range", .entry = close_range_entry },
	{ .name = "dup", .entry = watch, .exit = dup_exit },
	{ .name = "dup2", .entry = watch, .exit = dup_exit },
	{ .name = "dup3", .entry = watch, .exit = dup_exit },
	{ .name = "fcntl", .entry = fcntl_entry, .exit = fcntl_exit },
	{ .name = "ioctl", .entry = ioctl_entry },
	{ .name = "pipe", .entry = pipe_entry, .exit = pipe_exit },
	{ .name = "pipe2", .entry = pipe2_entry, .exit = pipe2_exit },
	{ .name = "eventfd", .entry = eventfd_entry, .exit = eventfd_exit },
	{ .name = "eventfd2", .entry = eventfd2_entry, .exit = eventfd2_exit },
	{ .name = "signalfd", .entry = signalfd_entry, .exit = signalfd_exit },
	{ .name = "signalfd4", .entry = signalfd_entry, .exit = signalfd_exit },
	{ .name = "epoll_create",
	  .entry = just_watch,
	  .exit = epoll_create_exit },
	{ .name = "epoll_create1",
	  .entry = just_watch,
	  .exit = epoll_create_exit },
	{ .name = "epoll_ctl",
	  .entry = epoll_ctl_entry,
	  .exit = epoll_ctl_exit },
	{ .name = NULL },
};

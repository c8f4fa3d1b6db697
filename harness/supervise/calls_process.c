/* SPDX-License-Identifier: MIT */
/*
 * Calls about the process itself: signals, its end, randomness, and what it
 * must not do.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>

#include "supervise/calls.h"

#define KERNEL_SIGACTION_FLAGS 8 /* offset in the kernel's struct */

/* SA_RESTART decides how an interrupted call goes on. */
static enum entered sigaction_entry(struct supervisor *s)
{
	int signal = (int)call_argument(s, 0);
	uint64_t at = call_argument(s, 1), flags;

	if (!at || signal < 1 || signal > 64 ||
	    tracee_read(&s->tracee, at + KERNEL_SIGACTION_FLAGS, &flags,
			sizeof(flags)) < 0)
		return ENTERED_GO;
	if (flags & SA_RESTART)
		s->handlers_restart |= UINT64_C(1) << (signal - 1);
	else
		s->handlers_restart &= ~(UINT64_C(1) << (signal - 1));
	return ENTERED_GO;
}

/* Its own signals are its own affair: raise(), abort(). */
static enum entered kill_entry(struct supervisor *s)
{
	/* The signal is the last argument: the third one of tgkill(). */
	int last = s->current.call->name[1] == 'g' ? 2 : 1;

	if ((pid_t)call_argument(s, 0) != s->tracee.pid)
		return ENTERED_REFUSED;
	s->killed_itself |= call_argument(s, last) == SIGKILL;
	return ENTERED_GO;
}

static enum entered getrandom_entry(struct supervisor *s)
{
	uint8_t bytes[256];
	size_t size = call_argument(s, 1);

	if (size > sizeof(bytes))
		size = sizeof(bytes);
	for (size_t i = 0; i < size; i++) {
		s->random = s->random * 6364136223846793005ULL +
			    1442695040888963407ULL;
		bytes[i] = (uint8_t)(s->random >> 56);
	}
	if (tracee_write(&s->tracee, call_argument(s, 0), bytes, size) < 0)
		return call_answer(s, -EFAULT);
	return call_answer(s, (long)size);
}

static enum entered prctl_entry(struct supervisor *s)
{
	switch ((int)call_argument(s, 0)) {
	case PR_SET_DUMPABLE:
	case PR_SET_SECCOMP:
		return ENTERED_REFUSED;
	default:
		return ENTERED_GO;
	}
}

static enum entered execve_entry(struct supervisor *s)
{
	(void)s;
	return ENTERED_REFUSED;
}

static enum entered exit_entry(struct supervisor *s)
{
	struct event event = event_none(EVENT_EXITS);

	event.t = s->clock.now;
	event.who = "server";
	event.act = "exits";
	event.ret = (int64_t)(call_argument(s, 0) & 0xff);
	event.at = s->current.at;
	log_append(s->trial->log, &event);
	return ENTERED_GO;
}

const struct call calls_process[] = {
	{ .name = "rt_sigaction", .entry = sigaction_entry },
	{ .name = "kill", .entry = kill_entry },
	{ .name = "tkill", .entry = kill_entry },
	{ .name = "tgkill", .entry = kill_entry },
	{ .name = "getrandom", .entry = getrandom_entry },
	{ .name = "prctl", .entry = prctl_entry },
	{ .name = "execve", .entry = execve_entry },
	{ .name = "exit", .entry = exit_entry },
	{ .name = "exit_group", .entry = exit_entry },
	{ .name = NULL },
};

/* SPDX-License-Identifier: MIT */
#include "supervise/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervise/calls.h"

/* What the program has arranged for a signal, by proc(5). */
struct disposition {
	bool blocked;
	bool ignored;
	bool caught;
};

static struct disposition look_up(const struct supervisor *s, int signal)
{
	struct disposition found = { 0 };
	uint64_t bit = UINT64_C(1) << (signal - 1), set;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)s->tracee.pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "SigBlk: %lx", &set) == 1)
			found.blocked = set & bit;
		else if (sscanf(line, "SigIgn: %lx", &set) == 1)
			found.ignored = set & bit;
		else if (sscanf(line, "SigCgt: %lx", &set) == 1)
			found.caught = set & bit;
	}
	if (file)
		fclose(file);
	return found;
}

bool signals_are_limit(const struct supervisor *s)
{
	char path[64], line[256];
	uint64_t pending = 0, set;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)s->tracee.pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "SigPnd: %lx", &set) == 1 ||
		    sscanf(line, "ShdPnd: %lx", &set) == 1)
			pending |= set;
	if (file)
		fclose(file);
	return pending == UINT64_C(1) << (SIGXCPU - 1);
}

static void post(struct supervisor *s, int signal)
{
	syscall(SYS_tgkill, s->tracee.pid, s->tracee.pid, signal);
}

uint64_t signals_mask(const struct supervisor *s)
{
	const struct call *call = s->current.call;
	uint64_t at = call->mask_argument ?
			      call_argument(s, call->mask_argument - 1) :
			      0;

	/* pselect6 has a pointer to a pointer and a size. */
	if (at && !strcmp(call->name, "pselect6") &&
	    tracee_read(&s->tracee, at, &at, sizeof(at)) < 0)
		return 0;
	return at;
}

/* The mask with which the held call waits. */
static bool lets_through(const struct supervisor *s, int signal)
{
	uint64_t at = signals_mask(s), mask;

	return at && !tracee_read(&s->tracee, at, &mask, sizeof(mask)) &&
	       !(mask & UINT64_C(1) << (signal - 1));
}

/* The held call ends, and the program runs on: the signal is pending and is
   delivered first. */
static void interrupt(struct supervisor *s, int signal)
{
	const struct current *current = &s->current;
	bool restart = s->handlers_restart & UINT64_C(1) << (signal - 1);

	if (restart && current->call->restarts && !current->done &&
	    current->timeout == -2) {
		struct registers registers;

		/* The handler returns to the call's instruction. */
		registers_repeat(&registers, &current->entry);
		registers_write(s->tracee.pid, &registers);
		s->current = (struct current){ .fd = -1 };
		s->stopped = true;
	} else {
		supervisor_finish(s, -EINTR);
	}
}

void signals_send(struct supervisor *s, int signal, bool harmless)
{
	struct disposition disposition;
	const struct call *call;

	supervisor_try(s);
	call = s->current.call;
	disposition = look_up(s, signal);
	if (!s->tracee.pid)
		return;
	if (!s->current.held || s->current.flooded || !call) {
		post(s, signal);
		return;
	}
	if (disposition.blocked) {
		post(s, signal);
		/* A mask in the call may let it through. */
		if (call->sleeps && call->mask_argument)
			s->current.for_real = true;
		else if (lets_through(s, signal))
			s->current.for_real = s->current.suspends = true;
		return;
	}
	if (!disposition.caught && (disposition.ignored || harmless)) {
		if (call->always_eintr ||
		    (s->current.blocks && s->current.timeout > 0))
			supervisor_finish(s, -EINTR);
		return;
	}
	post(s, signal);
	interrupt(s, signal);
}

static bool is_crash(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
	       signal == SIGILL || signal == SIGABRT || signal == SIGSYS;
}

void signals_log(struct supervisor *s, const struct stop *stop,
		 struct source at)
{
	const char *name = sigabbrev_np(stop->signal);
	struct event event = event_none(EVENT_SIGNAL);

	event.t = s->clock.now;
	event.who = "server";
	event.act = log_intern(s->trial->log, name ? name : "signal");
	event.ret = stop->signal;
	event.at = at;
	log_append(s->trial->log, &event);
}

void signals_deliver(struct supervisor *s, const struct stop *stop)
{
	struct source at = { 0 };
	struct registers registers;

	if ((is_crash(stop->signal) || stop->signal == SIGPIPE) &&
	    !registers_read(s->tracee.pid, &registers))
		at = lines_where(s->lines, registers_pc(&registers),
				 registers_sp(&registers), false);
	if (stop->signal && stop->signal != SIGSTOP)
		signals_log(s, stop, at);
	tracee_resume(&s->tracee, false,
		      stop->signal == SIGSTOP ? 0 : stop->signal);
}

bool signals_fault(struct supervisor *s)
{
	const struct current *current = &s->current;
	const struct fault_spec *fault;

	if (!current->held || current->announced || s->interrupted)
		return false;
	fault = faults_match(&s->faults, current->call->family, call_peer(s),
			     FAULT_INTERRUPT);
	if (!fault && current->call->family != CALL_WAIT)
		fault = faults_match(&s->faults, CALL_WAIT, call_peer(s),
				     FAULT_INTERRUPT);
	if (!fault)
		return false;
	s->interrupted = true;
	s->current.announced = true;
	signals_send(s, SIGUSR1, true);
	/* Still held: the program cannot be interrupted there. */
	return !s->current.held;
}

/* SPDX-License-Identifier: MIT */
#include "supervise/supervisor.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervise/calls.h"
#include "supervise/held.h"
#include "supervise/readiness.h"
#include "supervise/signals.h"
#include "supervise/spin.h"

struct connection *supervisor_connection(const struct supervisor *s, int number)
{
	if (number < 1 || (size_t)number > s->trial->n_connections)
		return NULL;
	return &s->trial->connections[number - 1];
}

size_t connection_room(const struct connection *connection)
{
	uint64_t waiting = connection->written - connection->received;

	/* Nobody there: the kernel answers for itself. */
	if (connection->peer_reset || connection->peer_closed)
		return SIZE_MAX;
	return waiting < connection->window ? connection->window - waiting : 0;
}

static bool is_excluded(const struct supervisor *s, const char *name)
{
	for (char *const *it = s->forbids; it && *it; it++)
		if (!strcmp(*it, name))
			return true;
	return false;
}

/* EPERM, and the trial is told. */
static enum entered refuse(struct supervisor *s, const char *name)
{
	s->trial->forbidden = name;
	s->trial->forbidden_at = s->current.at;
	s->refused = true;
	return call_answer(s, -EPERM);
}

/* A call through another ABI has not happened: it is held at a SIGSYS. */
static void refuse_foreign(struct supervisor *s)
{
	struct registers registers;

	s->trial->forbidden = "a foreign system call ABI";
	if (!registers_read(s->tracee.pid, &registers))
		s->trial->forbidden_at =
			lines_where(s->lines, registers_pc(&registers),
				    registers_sp(&registers), false);
}

/* A call that is not in the table is here because nobody may make it. */
static const char *name_of(struct supervisor *s, long number)
{
	char *name = seccomp_name(number);
	/* What glibc's fork() does: a process that shares no memory. */
	bool fork = name && !strcmp(name, "clone") &&
		    !(call_argument(s, 0) & CLONE_VM);
	const char *kept = log_intern(s->trial->log, fork ? "fork" :
						     name ? name :
							    "?");

	free(name);
	return kept;
}

static enum entered enter(struct supervisor *s)
{
	struct current *current = &s->current;
	long number = registers_call(&current->entry);
	enum entered entered;

	if (!current->call)
		return refuse(s, name_of(s, number));
	if (s->forbids && is_excluded(s, current->call->name) &&
	    lines_direct(s->lines))
		return refuse(s, current->call->name);
	entered = current->call->entry(s);
	return entered == ENTERED_REFUSED ? refuse(s, current->call->name) :
					    entered;
}

static void begin_call(struct supervisor *s)
{
	struct current *current = &s->current;

	call_forget(s);
	s->stuck_in = NULL;
	registers_read(s->tracee.pid, &current->entry);
	current->registers = current->entry;
	current->call = calls_find(registers_call(&current->entry));
	current->timeout = -2;
	current->deadline = CLOCK_NEVER;
	current->at = lines_where(s->lines, registers_pc(&current->entry),
				  registers_sp(&current->entry), true);
	spin_count(s);
}

/* At the entry of a call: a new one, or the held one once more. True: the
   program shall not go on. */
static bool at_entry(struct supervisor *s)
{
	struct current *current = &s->current;
	enum entered entered;

	if (current->repeated)
		current->registers = current->entry;
	else
		begin_call(s);
	if (spin_is_endless(s))
		return true;
	current->changed = false;
	current->held = false;
	entered = enter(s);
	if (entered == ENTERED_WATCH && held_may_begin(s)) {
		current->held = current->before = true;
		return true;
	}
	if (current->changed)
		registers_write(s->tracee.pid, &current->registers);
	tracee_resume(&s->tracee, entered == ENTERED_WATCH, 0);
	if (entered != ENTERED_WATCH)
		call_forget(s);
	return s->refused;
}

/* -ERESTART*: no result; the kernel delivers a signal and sorts it out. */
static bool is_restart(long result)
{
	return result <= -512 && result >= -516;
}

/* True when the program does not go on now; *end says why. */
static bool at_exit(struct supervisor *s, enum supervised *end)
{
	struct current *current = &s->current;
	struct registers now;
	long result, given;
	enum exited exited;

	if (!current->call || registers_read(s->tracee.pid, &now) < 0) {
		tracee_resume(&s->tracee, false, 0);
		return false;
	}
	given = result = registers_result(&now);
	if (is_restart(result) && signals_are_limit(s)) {
		held_repeat(s);
		return false;
	}
	if (is_restart(result)) {
		call_log(s, -EINTR);
		call_forget(s);
		tracee_resume(&s->tracee, false, 0);
		return false;
	}
	exited = current->call->exit(s, &result);
	current->for_real = false;
	switch (exited) {
	case EXITED_DONE:
		if (s->flood) {
			s->flood = false;
			current->held = current->flooded = true;
			current->result = result;
			*end = SUPERVISED_FLOODED;
			return true;
		}
		held_give(s, result,
			  current->changed || current->repeated ||
				  result != given);
		tracee_resume(&s->tracee, false, 0);
		return false;
	case EXITED_AGAIN:
		held_repeat(s);
		return false;
	case EXITED_WAITS:
		current->held = true;
		return true;
	}
	return false;
}

static void note_end(struct supervisor *s, const struct stop *stop)
{
	struct event event =
		event_none(stop->signal ? EVENT_KILLED : EVENT_EXITS);

	s->trial->exited = !stop->signal;
	s->trial->status = stop->status;
	s->trial->signal = stop->signal;
	call_forget(s);
	s->descriptors.pid = 0;
	if (!stop->signal)
		return; /* exit_group() has been logged */
	event.t = s->clock.now;
	event.who = "server";
	event.act = "killed";
	event.ret = stop->signal;
	log_append(s->trial->log, &event);
}

static enum supervised lost(struct supervisor *s)
{
	tracee_kill(&s->tracee);
	return SUPERVISED_LOST;
}

/* Its CPU time is used up, and there is no more for it. */
static enum supervised out_of_time(struct supervisor *s,
				   const struct stop *stop)
{
	/* Where it happens to be says little, the loop does. */
	signals_log(s, stop, lines_of_loop(s->lines));
	tracee_kill(&s->tracee);
	note_end(s, stop);
	return SUPERVISED_ENDED;
}

/* The program is about to get a signal. True: *end says how it ends. */
static bool at_signal(struct supervisor *s, const struct stop *stop,
		      enum supervised *end)
{
	if (stop->foreign) {
		refuse_foreign(s);
		*end = SUPERVISED_FORBIDDEN;
		return true;
	}
	if (stop->limit && spin_grant(s)) {
		tracee_resume(&s->tracee, false, 0);
		return false;
	}
	if (stop->limit) {
		*end = out_of_time(s, stop);
		return true;
	}
	if (spin_count_crash(s, stop->signal)) {
		tracee_kill(&s->tracee);
		note_end(s, stop);
		*end = SUPERVISED_ENDED;
		return true;
	}
	signals_deliver(s, stop);
	return false;
}

/* One turn: wait for a stop and act on it. True: *end says how it ends. */
static bool turn(struct supervisor *s, enum supervised *end)
{
	struct stop stop = tracee_wait(&s->tracee);

	if (stop.kind != STOP_NONE)
		spin_stopped(s);
	switch (stop.kind) {
	case STOP_ENTRY:
		if (!at_entry(s))
			return false;
		*end = s->refused      ? SUPERVISED_FORBIDDEN :
		       s->current.held ? SUPERVISED_QUIESCENT :
					 SUPERVISED_SPINNING;
		return true;
	case STOP_EXIT:
		*end = SUPERVISED_QUIESCENT;
		return at_exit(s, end);
	case STOP_SIGNAL:
		return at_signal(s, &stop, end);
	case STOP_GONE:
		note_end(s, &stop);
		*end = SUPERVISED_ENDED;
		return true;
	case STOP_NONE:
		return spin_look(s, end);
	case STOP_LOST:
		*end = lost(s);
		return true;
	}
	return false;
}

void supervisor_try(struct supervisor *s)
{
	enum supervised end;

	if (!s->current.held || !s->current.before)
		return;
	held_make(s);
	while (!turn(s, &end))
		;
}

enum supervised supervisor_run(struct supervisor *s)
{
	enum supervised end = SUPERVISED_QUIESCENT;

	tracee_ticks(true);
	do {
		if (!held_go_on(s))
			break;
		while (!turn(s, &end))
			;
	} while (end == SUPERVISED_QUIESCENT &&
		 (signals_fault(s) || readiness_can_pay(s)));
	tracee_ticks(false);
	supervisor_drain(s);
	if (end == SUPERVISED_QUIESCENT)
		supervisor_announce(s);
	return end;
}

void supervisor_interrupt(struct supervisor *s)
{
	signals_send(s, SIGUSR1, true);
}

void supervisor_refresh(struct supervisor *s)
{
	call_progress(s);
}

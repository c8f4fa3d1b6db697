/* SPDX-License-Identifier: MIT */
#include "supervise/held.h"

#include "supervise/calls.h"
#include "supervise/readiness.h"
#include "supervise/signals.h"
#include "supervise/spin.h"

bool held_may_begin(struct supervisor *s)
{
	const struct current *current = &s->current;
	bool masked = current->call->mask_argument &&
		      call_argument(s, current->call->mask_argument - 1);

	return current->call->family == CALL_WAIT && !current->call->sleeps &&
	       !current->repeated && !masked && current->timeout != 0 &&
	       current->timeout != -2 && readiness_is_idle(s);
}

void held_give(struct supervisor *s, long result, bool changed)
{
	if (changed) {
		registers_return(&s->current.registers, &s->current.entry,
				 result);
		registers_write(s->tracee.pid, &s->current.registers);
	}
	call_forget(s);
}

void held_repeat(struct supervisor *s)
{
	s->current.repeated = true;
	registers_repeat(&s->current.registers, &s->current.entry);
	registers_write(s->tracee.pid, &s->current.registers);
	tracee_resume(&s->tracee, false, 0);
}

void supervisor_finish(struct supervisor *s, long result)
{
	s->current.call->exit(s, &result);
	held_give(s, result, true);
	s->stopped = true;
}

void held_make(struct supervisor *s)
{
	s->current.held = s->current.before = false;
	if (s->current.changed)
		registers_write(s->tracee.pid, &s->current.registers);
	tracee_resume(&s->tracee, true, 0);
}

/* Its time is up, and still nothing can be ready: what the call would say is
   known, and the program gets it without a second stop. */
static bool expire_unmade(struct supervisor *s)
{
	long result = s->current.call->timed_out;

	if (!s->current.call->only_results || !readiness_is_idle(s))
		return false;
	s->current.held = s->current.before = false;
	s->current.call->exit(s, &result);
	s->current.registers = s->current.entry;
	registers_skip(&s->current.registers, result);
	registers_write(s->tracee.pid, &s->current.registers);
	call_forget(s);
	tracee_resume(&s->tracee, false, 0);
	return true;
}

bool held_go_on(struct supervisor *s)
{
	struct current *current = &s->current;

	if (s->stopped || !current->held) {
		if (s->stopped)
			tracee_resume(&s->tracee, false, 0);
		s->stopped = false;
		return true;
	}
	if (current->flooded) {
		held_give(s, current->result, true);
		tracee_resume(&s->tracee, false, 0);
		return true;
	}
	if (current->before) {
		if (current->deadline <= s->clock.now) {
			spin_woken(s);
			if (expire_unmade(s))
				return true;
		}
		held_make(s);
		return true;
	}
	if (current->deadline <= s->clock.now) {
		supervisor_finish(s, current->call->timed_out);
		spin_woken(s);
		return held_go_on(s);
	}
	if (current->call->sleeps && !current->for_real)
		return false;
	readiness_pay(s);
	held_repeat(s);
	return true;
}

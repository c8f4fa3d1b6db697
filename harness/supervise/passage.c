/* SPDX-License-Identifier: MIT */
/* The passage of virtual time for a held program. Part of supervisor.h. */
#include <sys/syscall.h>

#include "supervise/calls.h"
#include "supervise/signals.h"
#include "supervise/spin.h"

int64_t supervisor_due(const struct supervisor *s)
{
	int64_t timers = clock_next(&s->clock);
	bool waits = s->current.held && !s->current.flooded;
	int64_t call = waits ? s->current.deadline : CLOCK_NEVER;

	return timers < call ? timers : call;
}

static void fire(struct supervisor *s, const struct timer *timer,
		 uint64_t times)
{
	uint64_t arguments[6] = { (uint64_t)timer->fd, 0, sizeof(times) };

	spin_woken(s);
	if (timer->kind == TIMER_SIGNAL) {
		if (timer->signal)
			signals_send(s, timer->signal, false);
		return;
	}
	if (!s->current.held ||
	    tracee_map_scratch(&s->tracee, &s->current.entry, false) < 0)
		return;
	arguments[1] = s->tracee.scratch;
	if (!tracee_write(&s->tracee, arguments[1], &times, sizeof(times)))
		tracee_call(&s->tracee, &s->current.entry, false, SYS_write,
			    arguments);
}

void supervisor_advance(struct supervisor *s, int64_t to)
{
	uint64_t times;
	int timer;

	/* A timer needs the program at the exit of its call, and before the
	   call's own deadline comes. */
	if (clock_next(&s->clock) <= to)
		supervisor_try(s);
	if (to > s->clock.now)
		s->clock.now = to;
	while ((timer = clock_expire(&s->clock, &times)) >= 0)
		fire(s, &s->clock.timers[timer], times);
}

void supervisor_hold(struct supervisor *s, int64_t ns)
{
	supervisor_advance(s, s->clock.now + ns);
}

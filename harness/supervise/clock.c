/* SPDX-License-Identifier: MIT */
#include "supervise/clock.h"

#include <stdio.h>
#include <stdlib.h>

#include "memory.h"

/* The machine has been up for a while, and it is New Year's Day of 2026. */
#define UPTIME (1000 * NS_PER_SECOND)
#define WALL   (INT64_C(1767225600) * NS_PER_SECOND)

int64_t ns_of_timespec(const struct timespec *time)
{
	int64_t ns;

	if (__builtin_mul_overflow((int64_t)time->tv_sec, NS_PER_SECOND, &ns) ||
	    __builtin_add_overflow(ns, (int64_t)time->tv_nsec, &ns))
		return CLOCK_NEVER;
	return ns;
}

struct timespec timespec_of_ns(int64_t ns)
{
	return (struct timespec){ ns / NS_PER_SECOND, ns % NS_PER_SECOND };
}

void clock_init(struct clock *clock)
{
	*clock = (struct clock){ 0 };
}

void clock_clear(struct clock *clock)
{
	free(clock->timers);
	*clock = (struct clock){ 0 };
}

static bool is_wall(clockid_t id)
{
	return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE ||
	       id == CLOCK_TAI || id == CLOCK_REALTIME_ALARM;
}

static bool is_virtual(clockid_t id)
{
	return is_wall(id) || id == CLOCK_MONOTONIC ||
	       id == CLOCK_MONOTONIC_RAW || id == CLOCK_MONOTONIC_COARSE ||
	       id == CLOCK_BOOTTIME || id == CLOCK_BOOTTIME_ALARM;
}

/* What to add to the virtual time to get what the clock shows. */
static int64_t epoch(const struct clock *clock, clockid_t id)
{
	return is_wall(id) ? WALL + clock->wall_offset : UPTIME;
}

bool clock_show(const struct clock *clock, clockid_t id, struct timespec *out)
{
	if (!is_virtual(id))
		return false;
	*out = timespec_of_ns(clock->now + epoch(clock, id));
	return true;
}

int64_t clock_when(const struct clock *clock, clockid_t id, int64_t at)
{
	if (at == CLOCK_NEVER)
		return at;
	return at - epoch(clock, id);
}

int64_t clock_after(const struct clock *clock, int64_t ns)
{
	int64_t due;

	if (__builtin_add_overflow(clock->now, ns, &due))
		return CLOCK_NEVER;
	return due;
}

int clock_timer_new(struct clock *clock, enum timer_kind kind, clockid_t id)
{
	size_t i = 0;

	while (i < clock->n_timers && clock->timers[i].used)
		i++;
	if (i == clock->n_timers)
		clock->timers = memory_grow(clock->timers, clock->n_timers++,
					    sizeof(*clock->timers));
	clock->timers[i] = (struct timer){
		.kind = kind,
		.used = true,
		.clock = id,
		.fd = -1,
		.due = CLOCK_NEVER,
	};
	return (int)i;
}

void clock_timer_free(struct clock *clock, int timer)
{
	clock->timers[timer].used = false;
	clock->timers[timer].due = CLOCK_NEVER;
}

void clock_timer_set(struct clock *clock, int timer, int64_t value,
		     int64_t interval, bool absolute)
{
	struct timer *it = &clock->timers[timer];

	it->interval = interval;
	it->absolute_wall = absolute && is_wall(it->clock);
	if (value == 0)
		it->due = CLOCK_NEVER;
	else if (absolute)
		it->due = clock_when(clock, it->clock, value);
	else
		it->due = clock_after(clock, value);
}

int64_t clock_timer_left(const struct clock *clock, int timer)
{
	const struct timer *it = &clock->timers[timer];

	if (it->due == CLOCK_NEVER)
		return 0;
	return it->due > clock->now ? it->due - clock->now : 1;
}

int64_t clock_next(const struct clock *clock)
{
	int64_t next = CLOCK_NEVER;

	for (size_t i = 0; i < clock->n_timers; i++)
		if (clock->timers[i].used && clock->timers[i].due < next)
			next = clock->timers[i].due;
	return next;
}

int clock_expire(struct clock *clock, uint64_t *times)
{
	for (size_t i = 0; i < clock->n_timers; i++) {
		struct timer *it = &clock->timers[i];

		if (!it->used || it->due > clock->now)
			continue;
		it->expired = true;
		*times = 1;
		if (it->interval > 0) {
			*times += (uint64_t)((clock->now - it->due) /
					     it->interval);
			it->due += (int64_t)*times * it->interval;
		} else {
			it->due = CLOCK_NEVER;
		}
		it->missed = *times - 1;
		return (int)i;
	}
	return -1;
}

void clock_jump_wall(struct clock *clock, int64_t by)
{
	clock->wall_offset += by;
	for (size_t i = 0; i < clock->n_timers; i++)
		if (clock->timers[i].used && clock->timers[i].absolute_wall &&
		    clock->timers[i].due != CLOCK_NEVER)
			clock->timers[i].due -= by;
}

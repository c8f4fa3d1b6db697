/* SPDX-License-Identifier: MIT */
#include "supervise/clock.h"

#include <criterion/criterion.h>

static struct clock made(void)
{
	struct clock made_clock;

	clock_init(&made_clock);
	return made_clock;
}

static int64_t shown(const struct clock *clock, clockid_t id)
{
	struct timespec time = { 0, 0 };

	cr_assert(clock_show(clock, id, &time));
	return ns_of_timespec(&time);
}

Test(clock, shows_time_that_passes)
{
	struct clock clock = made();
	int64_t monotonic = shown(&clock, CLOCK_MONOTONIC);
	int64_t wall = shown(&clock, CLOCK_REALTIME);
	struct timespec time;

	cr_expect_gt(monotonic, 0);
	cr_expect_gt(wall, monotonic);
	clock.now += 5 * NS_PER_MS;
	cr_expect_eq(shown(&clock, CLOCK_MONOTONIC) - monotonic, 5000000);
	cr_expect_eq(shown(&clock, CLOCK_REALTIME) - wall, 5000000);
	cr_expect_not(clock_show(&clock, CLOCK_PROCESS_CPUTIME_ID, &time));
	clock_clear(&clock);
}

Test(clock, knows_when_a_clock_shows_something)
{
	struct clock clock = made();
	int64_t at = shown(&clock, CLOCK_REALTIME) + NS_PER_SECOND;

	cr_expect_eq(clock_when(&clock, CLOCK_REALTIME, at), NS_PER_SECOND);
	cr_expect_eq(clock_when(&clock, CLOCK_REALTIME, CLOCK_NEVER),
		     CLOCK_NEVER);
	clock_clear(&clock);
}

Test(clock, never_overflows)
{
	const struct timespec huge = { INT64_MAX, 999999999 };
	struct clock clock = made();

	clock.now = NS_PER_SECOND;
	cr_expect_eq(ns_of_timespec(&huge), CLOCK_NEVER);
	cr_expect_eq(clock_after(&clock, CLOCK_NEVER), CLOCK_NEVER);
	cr_expect_eq(clock_after(&clock, CLOCK_NEVER - 5), CLOCK_NEVER);
	clock_clear(&clock);
}

Test(clock, timers_expire_once)
{
	struct clock clock = made();
	int timer = clock_timer_new(&clock, TIMER_SIGNAL, CLOCK_MONOTONIC);
	uint64_t times;

	cr_expect_eq(clock_next(&clock), CLOCK_NEVER);
	cr_expect_eq(clock_timer_left(&clock, timer), 0);
	clock_timer_set(&clock, timer, 100, 0, false);
	cr_expect_eq(clock_next(&clock), 100);
	clock.now = 40;
	cr_expect_eq(clock_timer_left(&clock, timer), 60);
	cr_expect_eq(clock_expire(&clock, &times), -1);
	clock.now = 100;
	cr_expect_eq(clock_expire(&clock, &times), timer);
	cr_expect_eq(times, 1);
	cr_expect_eq(clock_expire(&clock, &times), -1);
	cr_expect_eq(clock_next(&clock), CLOCK_NEVER);
	clock_clear(&clock);
}

Test(clock, intervals_are_counted)
{
	struct clock clock = made();
	int timer = clock_timer_new(&clock, TIMER_DESCRIPTOR, CLOCK_MONOTONIC);
	uint64_t times;

	clock_timer_set(&clock, timer, 100, 30, false);
	clock.now = 165;
	cr_expect_eq(clock_expire(&clock, &times), timer);
	cr_expect_eq(times, 3);
	cr_expect_eq(clock.timers[timer].missed, 2); /* timer_getoverrun */
	cr_expect_eq(clock_next(&clock), 190);
	cr_expect_eq(clock_expire(&clock, &times), -1);
	clock_timer_set(&clock, timer, 0, 0, false);
	cr_expect_eq(clock_next(&clock), CLOCK_NEVER);
	clock_clear(&clock);
}

Test(clock, numbers_of_timers_are_used_again)
{
	struct clock clock = made();
	int first = clock_timer_new(&clock, TIMER_SIGNAL, CLOCK_MONOTONIC);
	int second = clock_timer_new(&clock, TIMER_SIGNAL, CLOCK_MONOTONIC);
	uint64_t times;

	clock_timer_set(&clock, first, 10, 10, false);
	clock_timer_free(&clock, first);
	clock.now = 1000;
	cr_expect_eq(clock_expire(&clock, &times), -1);
	cr_expect_eq(clock_timer_new(&clock, TIMER_SIGNAL, CLOCK_MONOTONIC),
		     first);
	cr_expect_neq(first, second);
	clock_clear(&clock);
}

/* Only what was set by the wall clock moves with it. */
Test(clock, the_wall_clock_jumps)
{
	struct clock clock = made();
	int wall = clock_timer_new(&clock, TIMER_DESCRIPTOR, CLOCK_REALTIME);
	int relative =
		clock_timer_new(&clock, TIMER_DESCRIPTOR, CLOCK_REALTIME);
	int64_t at = shown(&clock, CLOCK_REALTIME) + 10 * NS_PER_SECOND;
	int64_t monotonic = shown(&clock, CLOCK_MONOTONIC);

	clock_timer_set(&clock, wall, at, 0, true);
	clock_timer_set(&clock, relative, 10 * NS_PER_SECOND, 0, false);
	clock_jump_wall(&clock, -3 * NS_PER_SECOND);
	cr_expect_eq(clock_timer_left(&clock, wall), 13 * NS_PER_SECOND);
	cr_expect_eq(clock_timer_left(&clock, relative), 10 * NS_PER_SECOND);
	cr_expect_eq(shown(&clock, CLOCK_MONOTONIC), monotonic);
	clock_jump_wall(&clock, 30 * NS_PER_SECOND);
	cr_expect_leq(clock.timers[wall].due, clock.now);
	clock_clear(&clock);
}

/* SPDX-License-Identifier: MIT */
/*
 * Virtual time: one clock and the timers that hang on it.
 *
 * It stands still while the program runs, and moves only when the script or a
 * wait of the program's makes it move. All times are nanoseconds.
 */
#ifndef SUPERVISE_CLOCK_H
#define SUPERVISE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CLOCK_NEVER   INT64_MAX
#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_MS     INT64_C(1000000)

enum timer_kind {
	TIMER_SIGNAL,	  /* alarm, setitimer, timer_create */
	TIMER_DESCRIPTOR, /* timerfd */
};

struct timer {
	enum timer_kind kind;
	bool used;
	int signal; /* TIMER_SIGNAL; 0: none */
	int fd;	    /* TIMER_DESCRIPTOR */
	clockid_t clock;
	bool absolute_wall; /* moves when the wall clock is set */
	int64_t due;	    /* virtual time; CLOCK_NEVER: disarmed */
	int64_t interval;   /* 0: once */
	bool expired;	    /* since it was set */
	uint64_t missed;    /* of the last expirations, all but one */
};

struct clock {
	int64_t now;	     /* since the program's start */
	int64_t wall_offset; /* what the script has set it off by */
	struct timer *timers;
	size_t n_timers;
};

void clock_init(struct clock *clock);
void clock_clear(struct clock *clock);

/* What clock id shows now; false: a clock that stays real (CPU time). */
bool clock_show(const struct clock *clock, clockid_t id, struct timespec *out);

/* The virtual time at which clock id shows `at`. */
int64_t clock_when(const struct clock *clock, clockid_t id, int64_t at);

/* The virtual time in ns from now; CLOCK_NEVER for ever. */
int64_t clock_after(const struct clock *clock, int64_t ns);

/* A new, disarmed timer; its number. */
int clock_timer_new(struct clock *clock, enum timer_kind kind, clockid_t id);
void clock_timer_free(struct clock *clock, int timer);

/* Arm it: value is relative, or absolute on the timer's clock; 0 disarms. */
void clock_timer_set(struct clock *clock, int timer, int64_t value,
		     int64_t interval, bool absolute);
int64_t clock_timer_left(const struct clock *clock, int timer);

/* When the first timer is due. */
int64_t clock_next(const struct clock *clock);

/* A timer that is due now, and how often it has expired; it is re-armed or
   disarmed. -1: none. */
int clock_expire(struct clock *clock, uint64_t *times);

/* The wall clock is set: what hangs on it moves. */
void clock_jump_wall(struct clock *clock, int64_t by);

int64_t ns_of_timespec(const struct timespec *time);
struct timespec timespec_of_ns(int64_t ns);

#endif

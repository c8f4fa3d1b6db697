/* SPDX-License-Identifier: MIT */
/*
 * Calls that read the clock, sleep, and set timers: all of them are answered
 * from the virtual clock. A timerfd is an eventfd in the kernel, into which
 * the supervisor writes at expiry.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include "supervise/calls.h"

static int put(struct supervisor *s, uint64_t at, const void *data, size_t size)
{
	if (!at)
		return 0;
	return tracee_write(&s->tracee, at, data, size) < 0 ? -EFAULT : 0;
}

static enum entered clock_gettime_entry(struct supervisor *s)
{
	struct timespec now;

	if (!clock_show(&s->clock, (clockid_t)call_argument(s, 0), &now))
		return ENTERED_GO;
	return call_answer(s, put(s, call_argument(s, 1), &now, sizeof(now)));
}

static enum entered gettimeofday_entry(struct supervisor *s)
{
	struct timespec now;
	struct timeval out;

	clock_show(&s->clock, CLOCK_REALTIME, &now);
	out = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return call_answer(s, put(s, call_argument(s, 0), &out, sizeof(out)));
}

static enum entered time_entry(struct supervisor *s)
{
	struct timespec now;
	int error;

	clock_show(&s->clock, CLOCK_REALTIME, &now);
	error = put(s, call_argument(s, 0), &now.tv_sec, sizeof(now.tv_sec));
	return call_answer(s, error ? error : now.tv_sec);
}

static enum entered sleep_until(struct supervisor *s, int64_t due)
{
	s->current.deadline = due;
	s->current.timeout = due - s->clock.now;
	if (s->current.timeout < 0)
		s->current.timeout = 0;
	return call_pretend(s, 0);
}

/* What is not valid the kernel shall refuse itself. */
static bool is_valid(const struct timespec *time)
{
	return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
	       time->tv_nsec < NS_PER_SECOND;
}

static enum entered nanosleep_entry(struct supervisor *s)
{
	struct timespec time;

	if (s->current.repeated)
		return call_pretend(s, 0);
	if (tracee_read(&s->tracee, call_argument(s, 0), &time, sizeof(time)) <
		    0 ||
	    !is_valid(&time))
		return ENTERED_WATCH;
	return sleep_until(s, clock_after(&s->clock, ns_of_timespec(&time)));
}

static enum entered clock_nanosleep_entry(struct supervisor *s)
{
	struct timespec time;
	int64_t ns;

	if (s->current.repeated)
		return call_pretend(s, 0);
	if (tracee_read(&s->tracee, call_argument(s, 2), &time, sizeof(time)) <
		    0 ||
	    !is_valid(&time))
		return ENTERED_WATCH;
	ns = ns_of_timespec(&time);
	if (call_argument(s, 1) & TIMER_ABSTIME)
		return sleep_until(s, clock_when(&s->clock,
						 (clockid_t)call_argument(s, 0),
						 ns));
	return sleep_until(s, clock_after(&s->clock, ns));
}

/* What is left goes to the program when a signal ends its sleep. */
static void give_rest(struct supervisor *s)
{
	bool plain = !strcmp(s->current.call->name, "nanosleep");
	uint64_t at = call_argument(s, plain ? 1 : 3);
	struct timespec rest =
		timespec_of_ns(s->current.deadline - s->clock.now);

	if (plain || !(call_argument(s, 1) & TIMER_ABSTIME))
		put(s, at, &rest, sizeof(rest));
}

static enum exited sleep_exit(struct supervisor *s, long *result)
{
	if (*result == -EINTR)
		give_rest(s);
	if (*result == 0 && s->current.deadline > s->clock.now)
		return EXITED_WAITS;
	call_log(s, *result);
	return EXITED_DONE;
}

static enum exited pause_exit(struct supervisor *s, long *result)
{
	if (*result == 0)
		return EXITED_WAITS;
	call_log(s, *result);
	return EXITED_DONE;
}

static enum entered pause_entry(struct supervisor *s)
{
	return call_pretend(s, 0);
}

/* The timer of alarm() and setitimer(ITIMER_REAL): there is one. */
static int real_timer(struct supervisor *s)
{
	int timer;

	for (size_t i = 0; i < s->clock.n_timers; i++)
		if (s->clock.timers[i].used &&
		    s->clock.timers[i].kind == TIMER_SIGNAL &&
		    s->clock.timers[i].fd == -2)
			return (int)i;
	timer = clock_timer_new(&s->clock, TIMER_SIGNAL, CLOCK_MONOTONIC);
	s->clock.timers[timer].signal = SIGALRM;
	s->clock.timers[timer].fd = -2; /* marks it */
	return timer;
}

static enum entered alarm_entry(struct supervisor *s)
{
	int timer = real_timer(s);
	int64_t left = clock_timer_left(&s->clock, timer);

	clock_timer_set(&s->clock, timer,
			(int64_t)call_argument(s, 0) * NS_PER_SECOND, 0, false);
	return call_answer(s, (left + NS_PER_SECOND - 1) / NS_PER_SECOND);
}

static int64_t ns_of_timeval(const struct timeval *time)
{
	return time->tv_sec * NS_PER_SECOND + time->tv_usec * 1000;
}

static struct timeval timeval_of_ns(int64_t ns)
{
	return (struct timeval){ ns / NS_PER_SECOND,
				 ns % NS_PER_SECOND / 1000 };
}

static int give_itimer(struct supervisor *s, int timer, uint64_t at)
{
	const struct itimerval value = {
		timeval_of_ns(s->clock.timers[timer].interval),
		timeval_of_ns(clock_timer_left(&s->clock, timer)),
	};

	return put(s, at, &value, sizeof(value));
}

static enum entered getitimer_entry(struct supervisor *s)
{
	if (call_argument(s, 0) != ITIMER_REAL)
		return ENTERED_GO;
	return call_answer(s,
			   give_itimer(s, real_timer(s), call_argument(s, 1)));
}

static enum entered setitimer_entry(struct supervisor *s)
{
	int timer = real_timer(s);
	struct itimerval value = { 0 };
	int error;

	if (call_argument(s, 0) != ITIMER_REAL)
		return ENTERED_GO;
	if (call_argument(s, 1) && tracee_read(&s->tracee, call_argument(s, 1),
					       &value, sizeof(value)) < 0)
		return call_answer(s, -EFAULT);
	error = give_itimer(s, timer, call_argument(s, 2));
	clock_timer_set(&s->clock, timer, ns_of_timeval(&value.it_value),
			ns_of_timeval(&value.it_interval), false);
	return call_answer(s, error);
}

/* Kernel numbers of POSIX timers are ours plus one: 0 would look unset. */
static int timer_of_number(const struct supervisor *s)
{
	int64_t timer = (int)call_argument(s, 0) - 1;

	if (timer < 0 || timer >= (int64_t)s->clock.n_timers ||
	    !s->clock.timers[timer].used)
		return -1;
	return (int)timer;
}

static enum entered timer_create_entry(struct supervisor *s)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGALRM };
	int timer, number;

	if (call_argument(s, 1) && tracee_read(&s->tracee, call_argument(s, 1),
					       &event, sizeof(event)) < 0)
		return call_answer(s, -EFAULT);
	timer = clock_timer_new(&s->clock, TIMER_SIGNAL,
				(clockid_t)call_argument(s, 0));
	s->clock.timers[timer].signal =
		event.sigev_notify == SIGEV_NONE ? 0 : event.sigev_signo;
	number = timer + 1;
	return call_answer(s, put(s, call_argument(s, 2), &number,
				  sizeof(number)));
}

static int give_timer(struct supervisor *s, int timer, uint64_t at)
{
	const struct itimerspec value = {
		timespec_of_ns(s->clock.timers[timer].interval),
		timespec_of_ns(clock_timer_left(&s->clock, timer)),
	};

	return put(s, at, &value, sizeof(value));
}

static enum entered set_timer(struct supervisor *s, int timer, bool absolute)
{
	struct itimerspec value;
	int error;

	if (timer < 0)
		return call_answer(s, -EINVAL);
	if (tracee_read(&s->tracee, call_argument(s, 2), &value,
			sizeof(value)) < 0)
		return call_answer(s, -EFAULT);
	if (!is_valid(&value.it_value) || !is_valid(&value.it_interval))
		return call_answer(s, -EINVAL);
	error = give_timer(s, timer, call_argument(s, 3));
	clock_timer_set(&s->clock, timer, ns_of_timespec(&value.it_value),
			ns_of_timespec(&value.it_interval), absolute);
	return call_answer(s, error);
}

static enum entered timer_settime_entry(struct supervisor *s)
{
	return set_timer(s, timer_of_number(s),
			 call_argument(s, 1) & TIMER_ABSTIME);
}

static enum entered timer_gettime_entry(struct supervisor *s)
{
	int timer = timer_of_number(s);

	if (timer < 0)
		return call_answer(s, -EINVAL);
	return call_answer(s, give_timer(s, timer, call_argument(s, 1)));
}

static enum entered timer_getoverrun_entry(struct supervisor *s)
{
	int timer = timer_of_number(s);

	if (timer < 0)
		return call_answer(s, -EINVAL);
	return call_answer(s, (long)s->clock.timers[timer].missed);
}

static enum entered timer_delete_entry(struct supervisor *s)
{
	int timer = timer_of_number(s);

	if (timer < 0)
		return call_answer(s, -EINVAL);
	clock_timer_free(&s->clock, timer);
	return call_answer(s, 0);
}

static enum entered timerfd_create_entry(struct supervisor *s)
{
	/* TFD_NONBLOCK and TFD_CLOEXEC are EFD_NONBLOCK and EFD_CLOEXEC. */
	call_replace(s, "eventfd2");
	call_change(s, 0, 0);
	call_change(s, 1, call_argument(s, 1) | EFD_NONBLOCK);
	return ENTERED_WATCH;
}

static enum exited timerfd_create_exit(struct supervisor *s, long *result)
{
	int fd = (int)*result;

	if (*result >= 0) {
		struct open_file *file =
			call_opened(s, fd, FILE_TIMERFD,
				    call_argument(s, 1) & TFD_NONBLOCK);

		file->timer = clock_timer_new(&s->clock, TIMER_DESCRIPTOR,
					      (clockid_t)call_argument(s, 0));
		s->clock.timers[file->timer].fd = fd;
	}
	call_log(s, *result);
	return EXITED_DONE;
}

static int descriptor_timer(struct supervisor *s)
{
	if (!call_about(s, (int)call_argument(s, 0)) ||
	    s->current.file->kind != FILE_TIMERFD)
		return -1;
	return s->current.file->timer;
}

/* A timer that is set anew forgets what it has counted. */
static void forget_expiries(struct supervisor *s)
{
	const uint64_t arguments[6] = { call_argument(s, 0), call_scratch(s),
					sizeof(uint64_t) };

	tracee_call(&s->tracee, &s->current.entry, true, SYS_read, arguments);
}

static enum entered timerfd_settime_entry(struct supervisor *s)
{
	int timer = descriptor_timer(s);
	enum entered entered =
		set_timer(s, timer, call_argument(s, 1) & TFD_TIMER_ABSTIME);

	if (timer >= 0 && s->clock.timers[timer].expired) {
		s->clock.timers[timer].expired = false;
		forget_expiries(s);
	}
	return entered;
}

static enum entered timerfd_gettime_entry(struct supervisor *s)
{
	int timer = descriptor_timer(s);

	if (timer < 0)
		return call_answer(s, -EINVAL);
	return call_answer(s, give_timer(s, timer, call_argument(s, 1)));
}

const struct call calls_time[] = {
	{ .name = "clock_gettime", .entry = clock_gettime_entry },
	{ .name = "gettimeofday", .entry = gettimeofday_entry },
	{ .name = "time", .entry = time_entry },
	{ .name = "nanosleep",
	  .family = CALL_WAIT,
	  .entry = nanosleep_entry,
	  .exit = sleep_exit,
	  .sleeps = true },
	{ .name = "clock_nanosleep",
	  .family = CALL_WAIT,
	  .entry = clock_nanosleep_entry,
	  .exit = sleep_exit,
	  .sleeps = true },
	{ .name = "pause",
	  .family = CALL_WAIT,
	  .entry = pause_entry,
	  .exit = pause_exit,
	  .sleeps = true },
	{ .name = "alarm", .entry = alarm_entry },
	{ .name = "getitimer", .entry = getitimer_entry },
	{ .name = "setitimer", .entry = setitimer_entry },
	{ .name = "timer_create", .entry = timer_create_entry },
	{ .name = "timer_settime", .entry = timer_settime_entry },
	{ .name = "timer_gettime", .entry = timer_gettime_entry },
	{ .name = "timer_getoverrun", .entry = timer_getoverrun_entry },
	{ .name = "timer_delete", .entry = timer_delete_entry },
	{ .name = "timerfd_create",
	  .entry = timerfd_create_entry,
	  .exit = timerfd_create_exit },
	{ .name = "timerfd_settime", .entry = timerfd_settime_entry },
	{ .name = "timerfd_gettime", .entry = timerfd_gettime_entry },
	{ .name = NULL },
};

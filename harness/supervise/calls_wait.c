/* SPDX-License-Identifier: MIT */
/*
 * Calls that wait for readiness: poll, select, epoll_wait and their kin; and
 * those that wait for a signal.
 *
 * They are made with a timeout of 0. "Nothing is ready" then means that the
 * program would wait, unless it asked for just that. A probe that finds
 * nothing consumes nothing, so edges and one-shot events are unharmed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "supervise/calls.h"
#include "supervise/readiness.h"
#include "supervise/signals.h"

#define MAX_SLOTS 65536

static void begin(struct supervisor *s, int64_t timeout)
{
	struct current *current = &s->current;

	readiness_mute(s);
	if (current->repeated)
		return;
	current->timeout = timeout;
	current->deadline = timeout < 0 ? CLOCK_NEVER :
					  clock_after(&s->clock, timeout);
}

/* A signal is pending that the call's mask lets through. Made as it is, the
   call would say what is ready in the kernel, and has been hidden. */
static enum entered suspend(struct supervisor *s)
{
	uint64_t mask = signals_mask(s);

	call_replace(s, "rt_sigsuspend");
	call_change(s, 0, mask);
	call_change(s, 1, sizeof(uint64_t));
	return ENTERED_WATCH;
}

/* The timeout in milliseconds as argument i. */
static enum entered probe_ms(struct supervisor *s, int i)
{
	int ms = (int)call_argument(s, i);

	if (s->current.suspends)
		return suspend(s);

	begin(s, ms < 0 ? -1 : ms * NS_PER_MS);
	if (!s->current.for_real && ms)
		call_change(s, i, 0);
	return ENTERED_WATCH;
}

/* The timeout as a struct timespec (or timeval) at argument i. */
static enum entered probe_pointer(struct supervisor *s, int i, bool micro)
{
	static const struct timespec zero;
	uint64_t at = call_argument(s, i), scratch;
	struct timespec time;

	if (s->current.suspends)
		return suspend(s);
	if (!at) {
		begin(s, -1);
	} else {
		if (tracee_read(&s->tracee, at, &time, sizeof(time)) < 0)
			return ENTERED_WATCH;
		if (micro)
			time.tv_nsec *= 1000;
		/* What is not valid the kernel shall refuse itself. */
		if (time.tv_sec < 0 || time.tv_nsec < 0 ||
		    (!micro && time.tv_nsec >= NS_PER_SECOND))
			return ENTERED_WATCH;
		begin(s, ns_of_timespec(&time));
	}
	if (s->current.for_real)
		return ENTERED_WATCH;
	scratch = call_scratch(s);
	if (scratch && !tracee_write(&s->tracee, scratch, &zero, sizeof(zero)))
		call_change(s, i, scratch);
	return ENTERED_WATCH;
}

/* Linux writes back how much of the timeout is left. */
static void give_rest(struct supervisor *s, int i, bool micro)
{
	uint64_t at = call_argument(s, i);
	int64_t rest = s->current.deadline - s->clock.now;
	struct timespec time = timespec_of_ns(rest > 0 ? rest : 0);

	if (!at || s->current.deadline == CLOCK_NEVER)
		return;
	if (micro)
		time.tv_nsec /= 1000;
	tracee_write(&s->tracee, at, &time, sizeof(time));
}

/* Whoever looks again and again without waiting sees time go by, by so much a
   look: loops that wait for the clock to be later than a deadline, and not
   equal to it, would never end. */
#define LOOK (NS_PER_MS / 1000)

static void look(struct supervisor *s, long result)
{
	int64_t later = s->clock.now + LOOK;

	if (result != 0 || s->current.timeout != 0)
		s->idling.looks = 0;
	else if (++s->idling.looks > 1 && later < clock_next(&s->clock))
		s->clock.now = later;
}

static enum exited finish(struct supervisor *s, long result,
			  struct readiness *ready, size_t n)
{
	look(s, result);
	call_log_ready(s, result, ready, n);
	return EXITED_DONE;
}

static bool would_wait(const struct supervisor *s, long result)
{
	return result == 0 && s->current.timeout != 0 &&
	       s->current.deadline > s->clock.now;
}

static enum entered poll_entry(struct supervisor *s)
{
	return probe_ms(s, 2);
}

static enum entered ppoll_entry(struct supervisor *s)
{
	return probe_pointer(s, 2, false);
}

static enum exited poll_exit(struct supervisor *s, long *result)
{
	struct readiness ready[READINESS_KEPT];
	uint64_t at = call_argument(s, 0);
	size_t n = (unsigned)call_argument(s, 1), used = 0;
	struct pollfd *slots = NULL;

	if (*result > 0 && n <= MAX_SLOTS &&
	    (slots = malloc(n * sizeof(*slots))) &&
	    !tracee_read(&s->tracee, at, slots, n * sizeof(*slots))) {
		bool hidden;

		*result = readiness_mask_poll(s, slots, n, &hidden);
		if (hidden)
			tracee_write(&s->tracee, at, slots, n * sizeof(*slots));
		used = readiness_of_poll(s, slots, n, ready);
	}
	free(slots);
	if (would_wait(s, *result))
		return EXITED_WAITS;
	if (!strcmp(s->current.call->name, "ppoll"))
		give_rest(s, 2, false);
	return finish(s, *result, ready, used);
}

static int select_nfds(const struct supervisor *s)
{
	int nfds = (int)call_argument(s, 0);

	return nfds < SELECT_MOST ? nfds : SELECT_MOST;
}

/* The sets are in and out: what the program gave must survive a probe. */
static void keep_sets(struct supervisor *s)
{
	size_t size = (size_t)(select_nfds(s) + 7) / 8;
	struct fd_sets *sets = calloc(1, sizeof(*sets));

	s->current.sets = sets;
	for (int i = 0; sets && select_nfds(s) > 0 && i < 3; i++)
		if (call_argument(s, i + 1))
			tracee_read(&s->tracee, call_argument(s, i + 1),
				    &sets->in[i], size);
}

static void put_sets_back(struct supervisor *s)
{
	size_t size = (size_t)(select_nfds(s) + 7) / 8;
	struct fd_sets *sets = s->current.sets;

	for (int i = 0; sets && select_nfds(s) > 0 && i < 3; i++)
		if (call_argument(s, i + 1))
			tracee_write(&s->tracee, call_argument(s, i + 1),
				     &sets->in[i], size);
}

static void begin_sets(struct supervisor *s)
{
	if (s->current.repeated)
		put_sets_back(s);
	else
		keep_sets(s);
}

static enum entered select_entry(struct supervisor *s)
{
	begin_sets(s);
	return probe_pointer(s, 4, true);
}

static enum entered pselect_entry(struct supervisor *s)
{
	begin_sets(s);
	return probe_pointer(s, 4, false);
}

static enum exited select_exit(struct supervisor *s, long *result)
{
	struct readiness ready[READINESS_KEPT];
	int nfds = select_nfds(s);
	size_t size = (size_t)(nfds + 7) / 8, used = 0;
	static struct select_set sets[3];

	for (int i = 0; nfds > 0 && i < 3; i++)
		memset(&sets[i], 0, size);
	for (int i = 0; *result > 0 && i < 3; i++)
		if (call_argument(s, i + 1))
			tracee_read(&s->tracee, call_argument(s, i + 1),
				    &sets[i], size);
	if (*result > 0) {
		int left = readiness_mask_select(s, nfds, sets);

		if (left != *result && call_argument(s, 2))
			tracee_write(&s->tracee, call_argument(s, 2), &sets[1],
				     size);
		*result = left;
		used = readiness_of_select(s, nfds, sets, ready);
	}
	if (would_wait(s, *result))
		return EXITED_WAITS;
	/* An error leaves them as they were, and the probe has emptied them. */
	if (*result == -EINTR)
		put_sets_back(s);
	give_rest(s, 4, !strcmp(s->current.call->name, "select"));
	return finish(s, *result, ready, used);
}

/* Without room for an event it does not wait, it fails: EINVAL. */
static bool has_room(const struct supervisor *s)
{
	return (int)call_argument(s, 2) > 0;
}

static enum entered epoll_wait_entry(struct supervisor *s)
{
	call_about(s, (int)call_argument(s, 0));
	return has_room(s) ? probe_ms(s, 3) : ENTERED_WATCH;
}

static enum entered epoll_pwait2_entry(struct supervisor *s)
{
	call_about(s, (int)call_argument(s, 0));
	if (!has_room(s))
		return ENTERED_WATCH;
	return probe_pointer(s, 3, false);
}

static enum exited epoll_exit(struct supervisor *s, long *result)
{
	static struct epoll_event events[4096];
	struct readiness ready[READINESS_KEPT];
	struct open_file *epoll = s->current.file;
	uint64_t at = call_argument(s, 1);
	size_t n = *result > 0 ? (size_t)*result : 0, used = 0;

	if (n && n <= sizeof(events) / sizeof(*events) &&
	    !tracee_read(&s->tracee, at, events, n * sizeof(*events))) {
		bool hidden;
		int left =
			readiness_mask_epoll(s, epoll, events, (int)n, &hidden);

		if (hidden)
			tracee_write(&s->tracee, at, events,
				     (size_t)left * sizeof(*events));
		/* Levels that are hidden may have taken all the places. */
		if (!left && n == call_argument(s, 2) && epoll &&
		    s->current.done < epoll->n_interests) {
			s->current.done += n;
			return EXITED_AGAIN;
		}
		*result = left;
		used = readiness_of_epoll(s, epoll, events, left, ready);
	}
	s->current.done = 0;
	if (would_wait(s, *result))
		return EXITED_WAITS;
	return finish(s, *result, ready, used);
}

static enum entered signal_entry(struct supervisor *s)
{
	struct timespec time;
	uint64_t at = !strcmp(s->current.call->name, "rt_sigtimedwait") ?
			      call_argument(s, 2) :
			      0;

	if (s->current.for_real)
		return ENTERED_WATCH;
	if (at && !tracee_read(&s->tracee, at, &time, sizeof(time)))
		begin(s, ns_of_timespec(&time));
	return call_pretend(s, 0);
}

static enum exited signal_exit(struct supervisor *s, long *result)
{
	if (*result == 0)
		return EXITED_WAITS;
	call_log(s, *result);
	return EXITED_DONE;
}

const struct call calls_wait[] = {
	{ .name = "poll",
	  .family = CALL_WAIT,
	  .entry = poll_entry,
	  .exit = poll_exit },
	{ .name = "ppoll",
	  .family = CALL_WAIT,
	  .entry = ppoll_entry,
	  .exit = poll_exit,
	  .mask_argument = 4 },
	{ .name = "select",
	  .family = CALL_WAIT,
	  .entry = select_entry,
	  .exit = select_exit },
	{ .name = "pselect6",
	  .family = CALL_WAIT,
	  .entry = pselect_entry,
	  .exit = select_exit,
	  .mask_argument = 6 },
	{ .name = "epoll_wait",
	  .family = CALL_WAIT,
	  .entry = epoll_wait_entry,
	  .exit = epoll_exit,
	  .only_results = true,
	  .always_eintr = true },
	{ .name = "epoll_pwait",
	  .family = CALL_WAIT,
	  .entry = epoll_wait_entry,
	  .exit = epoll_exit,
	  .only_results = true,
	  .always_eintr = true,
	  .mask_argument = 5 },
	{ .name = "epoll_pwait2",
	  .family = CALL_WAIT,
	  .entry = epoll_pwait2_entry,
	  .exit = epoll_exit,
	  .only_results = true,
	  .always_eintr = true,
	  .mask_argument = 5 },
	{ .name = "rt_sigsuspend",
	  .family = CALL_WAIT,
	  .entry = signal_entry,
	  .exit = signal_exit,
	  .sleeps = true,
	  .mask_argument = 1 },
	{ .name = "rt_sigtimedwait",
	  .family = CALL_WAIT,
	  .entry = signal_entry,
	  .exit = signal_exit,
	  .sleeps = true,
	  .timed_out = -EAGAIN,
	  .mask_argument = 1 },
	{ .name = NULL },
};

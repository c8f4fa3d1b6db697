/* SPDX-License-Identifier: MIT */
/*
 * The program ended although it should serve: by a signal, or of its own
 * will. What it did last tells which answer of the kernel it could not bear.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

#include "judge/rules.h"
#include "judge/wording.h"

static bool has_ended(const struct trial *trial)
{
	return trial->exited || trial->signal != 0;
}

/* Where the signal that killed it reached it. */
static struct source crash_source(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (trial->signal && i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_SIGNAL && event->ret == trial->signal)
			return event->at;
	}
	return (struct source){ NULL, 0, NULL };
}

static struct source end_source(const struct trial *trial)
{
	const struct event *event = log_at(trial->log, evidence_end(trial));
	size_t last;

	if (event && event->at.line)
		return event->at;
	if (trial->doing.at.line)
		return trial->doing.at;
	last = evidence_last(trial, SIZE_MAX,
			     (struct query){ ANY_FAMILY, 0, ANY_FD,
					     RESULT_ANY });
	if (last != EVIDENCE_NONE)
		return log_at(trial->log, last)->at;
	return (struct source){ NULL, 0, NULL };
}

static const char *signal_for_people(int number)
{
	const char *name = sigabbrev_np(number);

	return name ? name : "?";
}

bool rule_killed_by_sigpipe(const struct trial *trial, struct finding *finding)
{
	struct query writes = { CALL_WRITE, 0, ANY_FD, RESULT_ANY };
	size_t i;
	const struct event *event;

	if (trial->signal != SIGPIPE)
		return false;
	i = evidence_last(trial, SIZE_MAX, writes);
	event = log_at(trial->log,
		       i == EVIDENCE_NONE ? evidence_end(trial) : i);
	if (!event || !event->peer || event->kind != EVENT_CALL)
		return finding_say(finding, end_source(trial),
				   "Your program wrote to a connection that "
				   "its client had given up, and the signal "
				   "SIGPIPE ended it.");
	return finding_say(finding,
			   event->at.line ? event->at : end_source(trial),
			   "Your program called %s() for %s, whose "
			   "connection was gone, and the signal SIGPIPE "
			   "ended it.",
			   call_for_people(event->act), event->peer);
}

/* The accept that gave a descriptor too large for an fd_set, which the
   program kept when it went on to use select, or crashed. */
static const struct event *overflow_event(const struct trial *trial)
{
	size_t i, n = log_length(trial->log);
	const struct event *large = NULL;
	bool selects = false;

	for (i = 0; i < n; i++) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind != EVENT_CALL && event->kind != EVENT_WAITS)
			continue;
		if (call_is_select(event->act) && large)
			return large;
		selects |= call_is_select(event->act);
		if (call_family_of(event->act) == CALL_ACCEPT &&
		    event->ret >= FD_SETSIZE)
			large = event;
		else if (large && event->act &&
			 strcmp(event->act, "close") == 0 &&
			 event->fd == (int)large->ret)
			large = NULL;
	}
	return selects && trial->signal ? large : NULL;
}

bool rule_fd_set_overflow(const struct trial *trial, struct finding *finding)
{
	const struct event *large = overflow_event(trial);
	int nfds = trial->doing.nfds;

	/* It kept it and left it out of its sets: a leak, no more. */
	if (!large || (trial->doing.kind == DOING_WAITING && nfds >= 0 &&
		       nfds <= FD_SETSIZE))
		return false;
	finding_say(finding, large->at,
		    "Your program kept descriptor %d, and an fd_set has room "
		    "for 0 to %d only: FD_SET writes beyond its end.",
		    (int)large->ret, FD_SETSIZE - 1);
	if (trial->signal)
		finding_add(finding, "SIG%s ended it.",
			    signal_for_people(trial->signal));
	return true;
}

/* The limit of CPU time: that is no crash. */
static bool is_limit(int number)
{
	return number == SIGXCPU;
}

static void add_last_words(const struct trial *trial, struct finding *finding)
{
	char *last = wording_last_words(trial);

	if (last)
		finding_add(finding, "Its last line was %s.", last);
	free(last);
}

bool rule_crashed(const struct trial *trial, struct finding *finding)
{
	struct source at = crash_source(trial);

	if (!at.line)
		at = end_source(trial);
	if (trial->signal == 0 || trial->signal == SIGPIPE ||
	    is_limit(trial->signal))
		return false;
	finding_say(finding, at, "Your program was killed by SIG%s",
		    signal_for_people(trial->signal));
	if (at.line && at.function)
		finding_add(finding, "in %s(), line %d.", at.function, at.line);
	else
		finding_add(finding, "(%s).",
			    sigdescr_np(trial->signal) ?
				    sigdescr_np(trial->signal) :
				    "unknown");
	/* assert(), abort() and the C library's own checks say why. */
	if (trial->signal == SIGABRT)
		add_last_words(trial, finding);
	return true;
}

/* The failing call after which it ended of its own will. */
static const struct event *last_straw(const struct trial *trial)
{
	size_t i;

	if (trial->end != TRIAL_ENDED && trial->end != TRIAL_STEP_FAILED)
		return NULL;
	if (!has_ended(trial) || trial->signal ||
	    trial->mismatch == MISMATCH_STATUS)
		return NULL;
	i = evidence_failure_before(trial, SIZE_MAX);
	return i == EVIDENCE_NONE ? NULL : log_at(trial->log, i);
}

static bool say_straw(const struct trial *trial, struct finding *finding,
		      const struct event *event)
{
	finding_say(finding, event->at, "%s()", call_for_people(event->act));
	if (event->peer && event->connection)
		finding_add(finding, "for %s", event->peer);
	finding_add(finding,
		    "said %s, and your program exited with status "
		    "%d.",
		    errno_name(event->error), trial->status);
	return true;
}

static bool straw_is(const struct trial *trial, struct finding *finding,
		     const int *errors)
{
	const struct event *event = last_straw(trial);

	for (; event && *errors; errors++)
		if (event->error == *errors)
			return say_straw(trial, finding, event);
	return false;
}

bool rule_interrupted_ends(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { EINTR, 0 };

	return straw_is(trial, finding, errors);
}

/* Signals that a program brings upon itself by what it reads and writes. */
static bool is_bad_access(int number)
{
	return number == SIGSEGV || number == SIGBUS || number == SIGABRT ||
	       number == SIGFPE || number == SIGILL;
}

/* The -1 was used as a number, or what it stood for was. */
bool rule_interrupted_crashes(const struct trial *trial,
			      struct finding *finding)
{
	struct source at = crash_source(trial);
	const struct event *event;
	size_t i;

	if (!is_bad_access(trial->signal))
		return false;
	i = evidence_failure_before(trial, SIZE_MAX);
	event = log_at(trial->log, i);
	if (!event || event->error != EINTR)
		return false;
	finding_say(finding, at.line ? at : event->at,
		    "%s() said EINTR, and your program went on as if it had "
		    "not, until SIG%s ended it",
		    call_for_people(event->act),
		    signal_for_people(trial->signal));
	if (at.line && at.function)
		finding_add(finding, "in %s(), line %d.", at.function, at.line);
	else
		finding_add(finding, "(%s).", sigdescr_np(trial->signal));
	return true;
}

bool rule_wouldblock_ends(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { EAGAIN, 0 };
	const struct event *event = last_straw(trial);

	/* A pipe of the program's own is its own affair. */
	if (event && event->peer &&
	    (!strcmp(event->peer, "pipe") ||
	     !strcmp(event->peer, "local socket")))
		return false;
	return straw_is(trial, finding, errors);
}

bool rule_limit_ends(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { EMFILE, ENFILE, 0 };

	return straw_is(trial, finding, errors);
}

bool rule_reset_ends(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { ECONNRESET, EPIPE, ENOTCONN, ETIMEDOUT,
				      0 };

	return straw_is(trial, finding, errors);
}

bool rule_pending_ends(const struct trial *trial, struct finding *finding)
{
	static const int errors[] = { EINPROGRESS, EALREADY, 0 };

	return straw_is(trial, finding, errors);
}

/* ECONNABORTED, or the -1 of an accept used as if it were a descriptor. */
bool rule_accept_error_ends(const struct trial *trial, struct finding *finding)
{
	const struct event *event = last_straw(trial);

	if (!event || call_family_of(event->act) != CALL_ACCEPT)
		return false;
	if (event->error == EINTR || event->error == EAGAIN ||
	    event->error == EMFILE || event->error == ENFILE)
		return false;
	return say_straw(trial, finding, event);
}

static size_t last_wait(const struct trial *trial)
{
	size_t i = log_length(trial->log);

	while (i-- > 0) {
		const struct event *event = log_at(trial->log, i);

		if (event->kind == EVENT_CALL && call_is_readiness(event->act))
			return i;
	}
	return EVIDENCE_NONE;
}

/* A connection of which this wait reported an error or a hangup, and that the
   program has not touched since. */
static const struct readiness *hung_up(const struct trial *trial, size_t wait)
{
	const struct event *event = log_at(trial->log, wait);

	for (size_t i = 0; event && i < event->n_ready; i++) {
		const struct readiness *ready = &event->ready[i];

		if (ready->connection &&
		    (ready->events & (POLLERR | POLLHUP)) &&
		    evidence_next(trial, wait + 1, SIZE_MAX,
				  (struct query){ ANY_FAMILY, ready->connection,
						  ANY_FD, RESULT_ANY }) ==
			    EVIDENCE_NONE)
			return ready;
	}
	return NULL;
}

bool rule_hangup_ends(const struct trial *trial, struct finding *finding)
{
	size_t wait = last_wait(trial);
	const struct readiness *ready = hung_up(trial, wait);

	if (trial->end != TRIAL_ENDED || trial->signal || !ready)
		return false;
	return finding_say(finding, end_source(trial),
			   "%s() reported %s for %s, and your program exited "
			   "with status %d.",
			   call_for_people(log_at(trial->log, wait)->act),
			   ready->events & POLLERR ? "an error" : "a hangup",
			   peer_for_people(ready->peer, "a client"),
			   trial->status);
}

bool rule_closed_descriptor_ends(const struct trial *trial,
				 struct finding *finding)
{
	static const int errors[] = { EBADF, 0 };

	return straw_is(trial, finding, errors);
}

/* It never came to rest, in a way that counting its calls did not show. */
bool rule_out_of_time(const struct trial *trial, struct finding *finding)
{
	struct source at = crash_source(trial);

	if (!is_limit(trial->signal))
		return false;
	return finding_say(finding, at.line ? at : end_source(trial),
			   "Your program used 10 s of processor time, and "
			   "less of its own time has gone by: it does not "
			   "come to rest.");
}

bool rule_exited_early(const struct trial *trial, struct finding *finding)
{
	if (trial->end != TRIAL_ENDED || trial->signal)
		return false;
	finding_say(finding, end_source(trial),
		    "Your program exited with status %d although it should go "
		    "on serving.",
		    trial->status);
	add_last_words(trial, finding);
	return true;
}

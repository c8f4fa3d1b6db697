/* SPDX-License-Identifier: MIT */
/*
 * Trials made by hand: a script, a log and what the run would have noted,
 * without any program. For the tests of the judge and of the reports.
 *
 * made_begin() parses the script and starts with a trial that failed at its
 * last step; the others add to it. made_end() frees everything.
 */
#ifndef TESTS_MADE_TRIAL_H
#define TESTS_MADE_TRIAL_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "judge/verdict.h"
#include "run/trial.h"

struct made {
	struct script *script;
	struct trial *trial;
	struct connection connections[8];
	struct readiness interest[8];
};

static inline struct made *made_begin(const char *steps)
{
	struct made *made = calloc(1, sizeof *made);
	struct script_error error;
	char text[8192];
	int n = snprintf(text, sizeof text, "title A test\npoints 2\n%s%s",
			 strncmp(steps, "reveals", 7) == 0 ? "" : "\n", steps);

	made->script =
		script_parse("x/03-made.script", text, (size_t)n, &error);
	if (!made->script) {
		script_error_print(&error, stderr);
		abort();
	}
	made->trial = calloc(1, sizeof *made->trial);
	made->trial->script = made->script;
	made->trial->log = log_new();
	made->trial->end = TRIAL_STEP_FAILED;
	made->trial->step = made->script->n_steps - 1;
	made->trial->mismatch = MISMATCH_LESS;
	made->trial->doing.fd = -1;
	made->trial->doing.nfds = -1;
	made->trial->bound_port = -1;
	return made;
}

static inline void made_end(struct made *made)
{
	made->trial->connections = NULL;
	trial_free(made->trial);
	script_free(made->script);
	free(made);
}

/* A connection that the program has accepted as this descriptor. Returns its
   number. */
static inline int made_connection(struct made *made, const char *peer, int fd)
{
	struct trial *trial = made->trial;

	trial->connections = made->connections;
	made->connections[trial->n_connections] = (struct connection){
		.peer = peer,
		.established = true,
		.accepted = true,
		.fd = fd,
	};
	return (int)++trial->n_connections;
}

/* The failed step is this connection's. */
static inline struct connection *made_fails(struct made *made, int connection,
					    enum mismatch mismatch)
{
	struct trial *trial = made->trial;

	trial->mismatch = mismatch;
	trial->connection = connection;
	trial->peer = made->connections[connection - 1].peer;
	return &made->connections[connection - 1];
}

static inline void made_content(struct made *made, const void *expected,
				size_t n_expected, const void *received,
				size_t n_received)
{
	struct trial *trial = made->trial;
	size_t i = 0;

	trial->expected.data = malloc(n_expected + 1);
	memcpy(trial->expected.data, expected, n_expected);
	trial->expected.len = n_expected;
	trial->received.data = malloc(n_received + 1);
	memcpy(trial->received.data, received, n_received);
	trial->received.len = n_received;
	while (i < n_expected && i < n_received &&
	       trial->expected.data[i] == trial->received.data[i])
		i++;
	trial->differs_at = i;
}

/* The program makes a call; the last two are its result. */
static inline struct event made_call(const char *act, int fd, int connection,
				     int line, int64_t ret, int error)
{
	struct event event = event_none(EVENT_CALL);

	event.who = "server";
	event.act = act;
	event.fd = fd;
	event.connection = connection;
	event.ret = error ? -1 : ret;
	event.error = error;
	event.at = (struct source){ "echo.c", line, "serve" };
	return event;
}

static inline void made_event(struct made *made, struct event event)
{
	if (event.connection)
		event.peer = made->connections[event.connection - 1].peer;
	log_append(made->trial->log, &event);
}

/* read, write, close, ... of a connection. */
static inline void made_does(struct made *made, const char *act, int connection,
			     int line, int64_t asked, int64_t ret, int error)
{
	struct event event = made_call(act,
				       made->connections[connection - 1].fd,
				       connection, line, ret, error);

	event.asked = asked;
	made_event(made, event);
}

static inline void made_listener(struct made *made, const char *act, int line,
				 int64_t ret, int error)
{
	struct event event = made_call(act, 3, 0, line, ret, error);

	event.peer = "listener";
	made_event(made, event);
}

static inline struct readiness made_ready(struct made *made, int connection,
					  unsigned events)
{
	if (connection == 0)
		return (struct readiness){ 3, "listener", 0, events };
	return (struct readiness){ made->connections[connection - 1].fd,
				   made->connections[connection - 1].peer,
				   connection, events };
}

/* A readiness call that brings so many entries. */
static inline void made_wait(struct made *made, const char *act, int line,
			     struct readiness *ready, size_t n)
{
	struct event event = made_call(act, -1, 0, line, (int64_t)n, 0);

	event.timeout = -1;
	event.ready = ready;
	event.n_ready = n;
	log_append(made->trial->log, &event);
}

/* It is quiescent in a readiness call, with this interest. */
static inline void made_waits(struct made *made, const char *act, int line,
			      const struct readiness *interest, size_t n)
{
	struct event event = made_call(act, -1, 0, line, -1, 0);
	struct doing *doing = &made->trial->doing;

	event.kind = EVENT_WAITS;
	event.ready = made->interest;
	event.n_ready = n;
	memcpy(made->interest, interest, n * sizeof *interest);
	log_append(made->trial->log, &event);
	doing->kind = DOING_WAITING;
	doing->call = act;
	doing->timeout = -1;
	doing->interest = made->interest;
	doing->n_interest = n;
	doing->at = event.at;
}

static inline void made_blocked(struct made *made, const char *act,
				int connection, int line)
{
	struct doing *doing = &made->trial->doing;

	doing->kind = DOING_BLOCKED;
	doing->call = act;
	doing->connection = connection;
	doing->fd = connection ? made->connections[connection - 1].fd : 3;
	doing->peer = connection ? made->connections[connection - 1].peer :
				   "listener";
	doing->at = (struct source){ "echo.c", line, "serve" };
}

static inline void made_exits(struct made *made, int status)
{
	struct event event = event_none(EVENT_EXITS);

	event.ret = status;
	event.who = "server";
	log_append(made->trial->log, &event);
	made->trial->end = TRIAL_ENDED;
	made->trial->exited = true;
	made->trial->status = status;
	made->trial->mismatch = MISMATCH_NONE;
}

static inline void made_killed(struct made *made, int number, int line)
{
	struct event event = event_none(EVENT_KILLED);

	event.ret = number;
	event.who = "server";
	event.at = (struct source){ "echo.c", line, "serve" };
	log_append(made->trial->log, &event);
	made->trial->end = TRIAL_ENDED;
	made->trial->signal = number;
	made->trial->mismatch = MISMATCH_NONE;
}

static inline void made_step(struct made *made)
{
	struct event event = event_none(EVENT_STEP);

	event.who = "script";
	event.line = made->script->steps[made->trial->step].line;
	log_append(made->trial->log, &event);
}

/* Position-coded content, as a peer's pattern is. */
static inline void made_pattern(char *out, char letter, size_t offset,
				size_t words)
{
	char word[32];

	for (; words > 0; words--, offset += 8, out += 8) {
		snprintf(word, sizeof word, "%c%07zu", letter,
			 offset % 10000000);
		memcpy(out, word, 8);
	}
}

/* The verdict is this mistake, shown at this line; the trial is freed. */
static inline void says(struct made *made, const char *code, int line)
{
	struct verdict verdict = verdict_of(made->trial);

	cr_assert(eq(int, verdict.kind, VERDICT_FAIL));
	cr_expect(eq(str, (char *)verdict.mistake, (char *)code), "%s / %s",
		  verdict.message, verdict.explanation);
	if (line >= 0)
		cr_expect(eq(int, verdict.source.line, line));
	cr_expect(verdict.message != NULL);
	verdict_clear(&verdict);
	made_end(made);
}

/* The same, and the explanation is this. */
static inline void explains(struct made *made, const char *code,
			    const char *text)
{
	struct verdict verdict = verdict_of(made->trial);

	cr_assert(verdict.explanation != NULL);
	cr_expect(eq(str, verdict.explanation, (char *)text));
	verdict_clear(&verdict);
	says(made, code, -1);
}

#endif

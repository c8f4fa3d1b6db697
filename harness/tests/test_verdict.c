/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <sys/epoll.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"
#define BOB "alice connects\nbob connects\nbob sends \"hello\"\n" \
	    "bob receives \"hello\"\n"
#define PATTERN "alice connects\nbob connects\nalice sends 64 KiB pattern\n" \
		"bob sends 64 KiB pattern\nalice receives the pattern\n"
#define END "alice connects\nalice sends \"hello\"\nalice half-closes\n" \
	    "alice receives \"hello\"\nalice receives end of stream\n"
#define CALLS "alice connects\n" \
	      "server makes at most 10 calls while 10 seconds pass\n"

/* The verdict is this mistake, shown at this line; the trial is freed. */
static void says(struct made *made, const char *code, int line)
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
static void explains(struct made *made, const char *code, const char *text)
{
	struct verdict verdict = verdict_of(made->trial);

	cr_assert(verdict.explanation != NULL);
	cr_expect(eq(str, verdict.explanation, (char *)text));
	verdict_clear(&verdict);
	says(made, code, -1);
}

Test(verdict, a_pass_names_nothing)
{
	struct made *made = made_begin(ECHO);
	struct verdict verdict;

	made->trial->end = TRIAL_COMPLETED;
	verdict = verdict_of(made->trial);
	cr_expect(eq(int, verdict.kind, VERDICT_PASS));
	cr_expect(verdict.mistake == NULL && verdict.message == NULL);
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, inconclusive_says_why_and_names_nothing)
{
	struct made *made = made_begin(ECHO);
	struct verdict verdict;

	made->trial->end = TRIAL_INCONCLUSIVE;
	made->trial->problem = strdup("ptrace is not allowed here");
	verdict = verdict_of(made->trial);
	cr_expect(eq(int, verdict.kind, VERDICT_INCONCLUSIVE));
	cr_expect(eq(str, verdict.message, "ptrace is not allowed here"));
	cr_expect(verdict.mistake == NULL);
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, the_message_says_expected_and_happened)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);
	struct verdict verdict;

	made_fails(made, alice, MISMATCH_LESS);
	made_content(made, "hello", 5, "", 0);
	verdict = verdict_of(made->trial);
	cr_expect(eq(str, verdict.message,
		     "Expected: alice receives \"hello\", but alice has "
		     "received nothing."));
	cr_expect(eq(str, verdict.expected, "hello"));
	cr_expect(eq(str, verdict.received, ""));
	cr_expect(eq(int, verdict.script_line, 6));
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, a_forbidden_call)
{
	struct made *made = made_begin(ECHO);

	made->trial->end = TRIAL_FORBIDDEN;
	made->trial->forbidden = "fork";
	made->trial->forbidden_at = (struct source){ "echo.c", 9, "main" };
	says(made, "forbidden-call", 9);
}

Test(listen, swapped_bytes_are_a_fact)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "bind", 20, 0, 0);
	made_listener(made, "listen", 21, 0, 0);
	made->trial->end = TRIAL_NOT_LISTENING;
	made->trial->bound_port = 0x1f90;
	made->trial->wanted_port = 0x901f;
	explains(made, "did-not-listen",
		 "Your program listens on port 8080, and was started with "
		 "port 36895. These are the same two bytes in the other "
		 "order: 0x1f90 and 0x901f.");
}

Test(listen, exit_at_the_start_tells_status_and_output)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "bind", 20, -1, EADDRINUSE);
	made_exits(made, 1);
	made->trial->end = TRIAL_NOT_LISTENING;
	made->trial->bound_port = 0;
	made->trial->output.data = (uint8_t *)strdup("bind: no\n");
	made->trial->output.len = 9;
	explains(made, "did-not-listen",
		 "bind() said EADDRINUSE. It exited with status 1 and "
		 "printed \"bind: no\\n\".");
}

Test(end, killed_by_sigpipe)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made_does(made, "write", alice, 33, 5, -1, EPIPE);
	made_killed(made, SIGPIPE, 33);
	says(made, "killed-by-sigpipe", 33);
}

Test(end, a_crash_is_a_crash)
{
	struct made *made = made_begin(ECHO);

	made_killed(made, SIGSEGV, 12);
	explains(made, "crashed",
		 "Your program was killed by SIGSEGV in serve(), line 12.");
}

Test(end, a_descriptor_too_large_for_select)
{
	struct made *made = made_begin(ECHO);

	made_wait(made, "pselect6", 30, NULL, 0);
	made_listener(made, "accept", 31, 1024, 0);
	made_killed(made, SIGABRT, 32);
	says(made, "fd-set-overflow", 31);
}

Test(end, a_large_descriptor_that_was_closed_is_no_overflow)
{
	struct made *made = made_begin(ECHO);

	made_wait(made, "pselect6", 30, NULL, 0);
	made_listener(made, "accept", 31, 1024, 0);
	made_event(made, made_call("close", 1024, 0, 32, 0, 0));
	made_killed(made, SIGABRT, 33);
	says(made, "crashed", 33);
}

struct straw {
	const char *act;
	int error;
	const char *code;
};

Test(end, the_last_failure_names_the_cause)
{
	static const struct straw straws[] = {
		{ "read", EINTR, "interrupted-is-fatal" },
		{ "epoll_wait", EINTR, "interrupted-is-fatal" },
		{ "read", EAGAIN, "wouldblock-is-fatal" },
		{ "accept4", ECONNABORTED, "accept-error-is-fatal" },
		{ "accept4", EMFILE, "descriptor-limit-fatal" },
		{ "accept", ENFILE, "descriptor-limit-fatal" },
		{ "read", ECONNRESET, "reset-is-fatal" },
		{ "write", EPIPE, "reset-is-fatal" },
		{ "pselect6", EBADF, "closed-descriptor-watched" },
		{ "connect", EINPROGRESS, "pending-is-failure" },
		{ "setsockopt", EINVAL, "exited-early" },
	};
	size_t i;

	for (i = 0; i < sizeof straws / sizeof straws[0]; i++) {
		struct made *made = made_begin(ECHO);

		made_event(made, made_call(straws[i].act, 3, 0, 50, -1,
					   straws[i].error));
		made_event(made, made_call("close", 3, 0, 60, 0, 0));
		made_exits(made, 1);
		says(made, straws[i].code, -1);
	}
}

Test(end, minus_one_as_a_descriptor_points_back_to_accept)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "accept", 40, -1, ECONNABORTED);
	made_event(made, made_call("fcntl", -1, 0, 41, -1, EBADF));
	made_exits(made, 1);
	says(made, "accept-error-is-fatal", 40);
}

Test(end, a_failure_long_ago_is_not_blamed)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made_does(made, "read", alice, 40, 10, -1, EAGAIN);
	made_does(made, "read", alice, 40, 10, 0, 0);
	made_exits(made, 0);
	says(made, "exited-early", -1);
}

/* A round of a loop, so often that it shows. */
static void spin(struct made *made, struct event event, size_t rounds)
{
	made->trial->end = TRIAL_SPINNING;
	made->trial->mismatch = MISMATCH_NONE;
	made->trial->doing.kind = DOING_SPINNING;
	while (rounds-- > 0)
		made_event(made, event);
}

static void spin_wait(struct made *made, struct readiness ready)
{
	size_t i;

	for (i = 0; i < 10; i++)
		made_wait(made, "epoll_wait", 30, &ready, 1);
	spin(made, made_call("clock_gettime", -1, 0, 29, 0, 0), 1);
}

Test(spin, end_of_stream_read_again_and_again)
{
	struct made *made = made_begin(ECHO);
	struct event event;

	event = made_call("read", 4, made_connection(made, "alice", 4), 35, 0,
			  0);
	event.asked = 100;
	spin(made, event, 10);
	says(made, "eof-ignored", 35);
}

Test(spin, woken_for_an_end_that_was_read)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made->connections[0].peer_fin = true;
	made->connections[0].program_saw_end = true;
	spin_wait(made, made_ready(made, alice, POLLIN | EPOLLRDHUP));
	says(made, "eof-ignored", 30);
}

Test(spin, asking_for_no_bytes_is_not_end_of_stream)
{
	struct made *made = made_begin(ECHO);
	struct event event;

	event = made_call("read", 4, made_connection(made, "alice", 4), 35, 0,
			  0);
	event.asked = 0;
	spin(made, event, 10);
	says(made, "busy-loop", 35);
}

Test(spin, readiness_that_nobody_takes)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	spin_wait(made, made_ready(made, alice, POLLOUT));
	explains(made, "write-interest-always-on",
		 "epoll_wait() returns at once because alice can be written "
		 "to, and your program has nothing to write.");
	made = made_begin(ECHO);
	alice = made_connection(made, "alice", 4);
	made->connections[0].peer_reset = true;
	spin_wait(made, made_ready(made, alice, POLLIN | POLLERR | POLLHUP));
	says(made, "hangup-unhandled", 30);
	made = made_begin(ECHO);
	alice = made_connection(made, "alice", 4);
	spin_wait(made, made_ready(made, alice, POLLNVAL));
	says(made, "closed-descriptor-watched", 30);
	made = made_begin(ECHO);
	alice = made_connection(made, "alice", 4);
	made->connections[0].sent = 5;
	spin_wait(made, made_ready(made, alice, POLLIN));
	says(made, "busy-loop", 30);
}

Test(spin, no_descriptors_left)
{
	struct made *made = made_begin(ECHO);

	spin(made, made_call("accept4", 3, 0, 31, -1, EMFILE), 10);
	says(made, "descriptor-limit-spin", 31);
}

Test(spin, writes_that_say_eagain)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	spin(made, made_call("send", 4, alice, 44, -1, EAGAIN), 10);
	says(made, "stalled-on-slow-reader", 44);
}

Test(spin, a_timeval_used_up)
{
	struct made *made = made_begin(CALLS);
	struct event event = made_call("pselect6", -1, 0, 22, 0, 0);

	event.timeout = 1000000000;
	made_event(made, event);
	made_step(made);
	event.timeout = 0;
	spin(made, event, 10);
	says(made, "timeout-reused", 22);
}

Test(spin, too_many_calls_in_an_idle_time)
{
	struct made *made = made_begin(CALLS);
	int alice = made_connection(made, "alice", 4);

	spin_wait(made, made_ready(made, alice, POLLOUT));
	made->trial->end = TRIAL_STEP_FAILED;
	made->trial->mismatch = MISMATCH_COUNT;
	made->trial->count = 5000;
	made->trial->limit = 10;
	says(made, "write-interest-always-on", 30);
}

Test(spin, the_script_may_know_which_spinning_it_is)
{
	struct made *made = made_begin("reveals tick-starved\n" ECHO);

	made->trial->doing.kind = DOING_COMPUTING;
	spin(made, event_none(EVENT_SPINS), 1);
	made->trial->doing.kind = DOING_COMPUTING;
	says(made, "tick-starved", -1);
	made = made_begin("reveals text-assumed\n" ECHO);
	spin(made, event_none(EVENT_SPINS), 1);
	says(made, "busy-loop", -1);
}

Test(stall, a_read_for_one_while_another_waits)
{
	struct made *made = made_begin(BOB);
	int alice = made_connection(made, "alice", 5);
	int bob = made_connection(made, "bob", 6);

	made_listener(made, "accept4", 20, 5, 0);
	made->connections[1].sent = 5;
	made_blocked(made, "read", alice, 41);
	made_fails(made, bob, MISMATCH_LESS);
	explains(made, "stalled-on-silent-peer",
		 "Your program sits in read() for alice, who is silent, "
		 "while bob waits. Descriptor 5 (alice) is blocking: the "
		 "listener is not, and accept() does not pass O_NONBLOCK "
		 "on.");
}

Test(stall, a_write_for_one_while_another_waits)
{
	struct made *made = made_begin(BOB);
	int alice = made_connection(made, "alice", 5);
	int bob = made_connection(made, "bob", 6);

	made_blocked(made, "sendto", alice, 41);
	made_fails(made, bob, MISMATCH_LESS);
	explains(made, "stalled-on-slow-reader",
		 "Your program sits in send() for alice, who does not read, "
		 "while bob waits.");
}

Test(stall, accept_while_a_client_waits)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 5);

	made_fails(made, alice, MISMATCH_LESS)->sent = 5;
	made_blocked(made, "accept", 0, 18);
	says(made, "stalled-on-silent-peer", 18);
}

Test(stall, a_blocking_listener_beside_nonblocking_clients)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 5);

	made_does(made, "read", alice, 25, 10, -1, EAGAIN);
	made_fails(made, alice, MISMATCH_LESS)->sent = 5;
	made_blocked(made, "accept", 0, 18);
	says(made, "not-nonblocking", 18);
}

Test(stall, poll_for_one_client_alone)
{
	struct made *made = made_begin(BOB);
	int alice = made_connection(made, "alice", 5);
	int bob = made_connection(made, "bob", 6);
	struct readiness room = made_ready(made, alice, POLLOUT);

	made_waits(made, "poll", 61, &room, 1);
	made_fails(made, bob, MISMATCH_LESS)->sent = 5;
	says(made, "stalled-on-slow-reader", 61);
}

Test(stall, a_second_read_before_the_answer)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 5);
	struct connection *c;
	struct event event = made_call("read", 5, alice, 25, 5, 0);

	event.asked = 100;
	event.blocking = true;
	made_event(made, event);
	c = made_fails(made, alice, MISMATCH_LESS);
	c->sent = c->taken = 5;
	made_content(made, "hello", 5, "", 0);
	made_blocked(made, "read", alice, 25);
	says(made, "short-read-assumed", 25);
}

/* SPDX-License-Identifier: MIT */
/* Verdicts on content, on how connections end, and on what is watched. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/epoll.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"
#define PATTERN "alice connects\nbob connects\nalice sends 64 KiB pattern\n" \
		"bob sends 64 KiB pattern\nalice receives the pattern\n"
#define END "alice connects\nalice sends \"hello\"\nalice half-closes\n" \
	    "alice receives end of stream\n"
#define ET (1u << 31)

static void says(struct made *made, const char *code, int line)
{
	struct verdict verdict = verdict_of(made->trial);

	cr_assert(eq(int, verdict.kind, VERDICT_FAIL));
	cr_expect(eq(str, (char *)verdict.mistake, (char *)code), "%s / %s",
		  verdict.message, verdict.explanation);
	if (line >= 0)
		cr_expect(eq(int, verdict.source.line, line));
	verdict_clear(&verdict);
	made_end(made);
}

static void explains(struct made *made, const char *code, const char *text)
{
	struct verdict verdict = verdict_of(made->trial);

	cr_assert(verdict.explanation != NULL);
	cr_expect(eq(str, verdict.explanation, (char *)text));
	verdict_clear(&verdict);
	says(made, code, -1);
}

/* alice's stream of 32 words, of which the received one is given. */
static struct made *stream(const char *received, size_t n)
{
	struct made *made = made_begin(PATTERN);
	int alice = made_connection(made, "alice", 4);
	char expected[32 * 8];
	struct connection *c;

	made_connection(made, "bob", 5);
	made_pattern(expected, 'A', 0, 32);
	c = made_fails(made, alice, MISMATCH_CONTENT);
	c->sent = c->taken = sizeof expected;
	c->written = c->received = n;
	made_content(made, expected, sizeof expected, received, n);
	return made;
}

Test(content, a_short_write_and_a_gap)
{
	char got[24 * 8];
	struct made *made;

	made_pattern(got, 'A', 0, 8);
	made_pattern(got + 64, 'A', 128, 16);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 128, 64, 0);
	made_does(made, "write", 1, 57, 128, 128, 0);
	explains(made, "short-write-lost",
		 "write() took 64 of 128 bytes, and your program did not go "
		 "on with the rest. Bytes 64 to 127 of the pattern are "
		 "missing.");
}

Test(content, a_short_write_and_a_repeat)
{
	char got[32 * 8];
	struct made *made;

	made_pattern(got, 'A', 0, 8);
	made_pattern(got + 64, 'A', 0, 24);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 128, 64, 0);
	made_does(made, "write", 1, 57, 128, 128, 0);
	explains(made, "short-write-lost",
		 "write() took 64 of 128 bytes, and your program did not go "
		 "on with the rest. Then it sent again from where the last "
		 "piece began.");
}

Test(content, an_interrupted_write_and_a_gap)
{
	char got[24 * 8];
	struct made *made;

	made_pattern(got, 'A', 0, 8);
	made_pattern(got + 64, 'A', 128, 16);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 64, 64, 0);
	made_does(made, "write", 1, 57, 64, -1, EINTR);
	made_does(made, "write", 1, 57, 128, 128, 0);
	says(made, "interrupted-is-fatal", 57);
}

Test(content, later_bytes_first)
{
	char got[32 * 8];
	struct made *made;

	made_pattern(got, 'A', 0, 8);
	made_pattern(got + 64, 'A', 128, 8);
	made_pattern(got + 128, 'A', 64, 8);
	made_pattern(got + 192, 'A', 192, 8);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 128, 64, 0);
	made_does(made, "write", 1, 70, 64, 64, 0);
	explains(made, "output-reordered",
		 "Later bytes overtook earlier ones: byte 64 of the pattern "
		 "comes after byte 128.");
}

Test(content, somebody_elses_bytes)
{
	char got[32 * 8];
	struct made *made;

	made_pattern(got, 'A', 0, 8);
	made_pattern(got + 64, 'B', 0, 24);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 128, 64, 0);
	explains(made, "data-crossed",
		 "alice has received bytes that bob sent.");
}

Test(content, wrong_without_a_trace_is_left_to_the_script)
{
	char got[32 * 8];
	struct made *made;

	memset(got, 'x', sizeof got);
	made = stream(got, sizeof got);
	made_does(made, "write", 1, 57, 256, 256, 0);
	says(made, "wrong-answer", 57);
}

Test(content, a_nul_ends_the_text)
{
	struct made *made = made_begin("alice connects\n"
				       "alice sends \"ab\\0cd\"\n"
				       "alice receives \"ab\\0cd\"\n");
	int alice = made_connection(made, "alice", 4);

	made_fails(made, alice, MISMATCH_LESS)->sent = 5;
	made_content(made, "ab\0cd", 5, "ab", 2);
	made_does(made, "read", alice, 30, 100, 5, 0);
	made_does(made, "write", alice, 31, 2, 2, 0);
	says(made, "text-assumed", 31);
}

Test(content, the_whole_buffer_is_sent)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made_fails(made, alice, MISMATCH_MORE)->sent = 5;
	made_content(made, "hello", 5, "hello\0\0\0", 8);
	made_does(made, "read", alice, 30, 8, 5, 0);
	made_does(made, "write", alice, 31, 8, 8, 0);
	says(made, "short-read-assumed", 31);
}

static struct made *ended(enum mismatch mismatch)
{
	struct made *made = made_begin(ECHO);
	struct connection *c;

	made_connection(made, "alice", 4);
	c = made_fails(made, 1, mismatch);
	c->program_closed = true;
	c->sent = 5;
	c->closed_at = 2;
	made_content(made, "hello", 5, "", 0);
	return made;
}

Test(ends, closed_for_eagain)
{
	struct made *made = ended(MISMATCH_CLOSED);
	struct readiness r = made_ready(made, 1, POLLIN);

	made_wait(made, "poll", 20, &r, 1);
	made_does(made, "read", 1, 30, 100, -1, EAGAIN);
	made_does(made, "close", 1, 33, -1, 0, 0);
	explains(made, "wouldblock-is-fatal",
		 "read() for alice said EAGAIN, not now, and your program "
		 "closed the connection.");
}

Test(ends, closed_for_a_signal)
{
	struct made *made = ended(MISMATCH_RESET);
	struct readiness r = made_ready(made, 1, POLLIN);

	made_wait(made, "poll", 20, &r, 1);
	made_does(made, "read", 1, 30, 100, -1, EINTR);
	made_does(made, "close", 1, 33, -1, 0, 0);
	says(made, "interrupted-is-fatal", 30);
}

Test(ends, closed_for_anothers_reset)
{
	struct made *made = ended(MISMATCH_CLOSED);
	int bob = made_connection(made, "bob", 5);

	made_does(made, "read", 1, 30, 100, 5, 0);
	made_does(made, "read", bob, 30, 100, -1, ECONNRESET);
	made_does(made, "close", 1, 33, -1, 0, 0);
	says(made, "reset-is-fatal", 33);
}

Test(ends, end_of_stream_takes_the_answer_along)
{
	struct made *made = ended(MISMATCH_CLOSED);

	made->connections[0].peer_fin = true;
	made->connections[0].taken = 5;
	made->connections[0].program_saw_end = true;
	made_does(made, "read", 1, 30, 100, 5, 0);
	made_does(made, "read", 1, 30, 100, 0, 0);
	made_does(made, "close", 1, 33, -1, 0, 0);
	says(made, "half-close-loses-data", 33);
}

Test(ends, unread_input_makes_a_reset)
{
	struct made *made = ended(MISMATCH_RESET);

	made->connections[0].got_reset = true;
	made_does(made, "read", 1, 30, 2, 2, 0);
	made_does(made, "write", 1, 31, 2, 2, 0);
	made_does(made, "close", 1, 33, -1, 0, 0);
	made->connections[0].taken = 2;
	says(made, "close-loses-data", 33);
}

static struct made *open_after_fin(void)
{
	struct made *made = made_begin(END);
	struct connection *c;
	struct readiness listener;

	made_connection(made, "alice", 4);
	c = made_fails(made, 1, MISMATCH_OPEN);
	c->peer_fin = true;
	c->sent = c->taken = c->written = 5;
	made_does(made, "read", 1, 30, 100, 5, 0);
	listener = made_ready(made, 0, POLLIN);
	made_waits(made, "epoll_wait", 20, &listener, 1);
	return made;
}

Test(ends, an_end_that_nobody_reads)
{
	says(open_after_fin(), "eof-ignored", 30);
}

Test(ends, an_end_that_nobody_answers)
{
	struct made *made = open_after_fin();

	made->connections[0].program_saw_end = true;
	says(made, "never-closes", 30);
}

Test(ends, a_deadline_is_the_scripts_to_name)
{
	struct made *made = made_begin("alice connects\n10 seconds pass\n"
		"alice receives end of stream (deadline-missed)\n");

	made_connection(made, "alice", 4);
	made_fails(made, 1, MISMATCH_OPEN);
	says(made, "deadline-missed", -1);
}

/* alice has sent, and the program waits without taking it. */
static struct made *unread(const char *call, unsigned events)
{
	struct made *made = made_begin(ECHO);
	struct readiness r[2];

	made_connection(made, "alice", 5);
	made_fails(made, 1, MISMATCH_LESS)->sent = 5;
	made_content(made, "hello", 5, "", 0);
	r[0] = made_ready(made, 0, POLLIN);
	r[1] = made_ready(made, 1, events);
	made_waits(made, call, 20, r, events ? 2 : 1);
	return made;
}

Test(watch, select_with_too_small_a_number)
{
	struct made *made = unread("select", 0);

	made->trial->doing.nfds = 5;
	explains(made, "wrong-nfds",
		 "alice's descriptor is 5, and select() is called with nfds "
		 "5: it looks at 0 to 4 only.");
}

Test(watch, select_with_a_set_that_shrank)
{
	struct made *made = unread("select", POLLIN);
	struct readiness listener = made_ready(made, 0, POLLIN);

	made_waits(made, "select", 21, &listener, 1);
	made->trial->doing.nfds = 6;
	says(made, "set-not-rebuilt", 21);
}

Test(watch, an_edge_with_bytes_left)
{
	struct made *made = unread("epoll_wait", POLLIN | ET);

	made->connections[0].taken = 2;
	made_does(made, "read", 1, 31, 2, 2, 0);
	says(made, "edge-not-drained", 31);
}

Test(watch, an_edge_with_connections_left)
{
	struct made *made = made_begin(ECHO);
	struct readiness listener = made_ready(made, 0, POLLIN | ET);

	made_connection(made, "alice", -1);
	made_fails(made, 1, MISMATCH_LESS)->accepted = false;
	made_listener(made, "accept4", 25, 5, 0);
	made_waits(made, "epoll_wait", 20, &listener, 1);
	says(made, "accept-not-drained", 25);
}

Test(watch, an_accept_that_gave_up)
{
	struct made *made = made_begin(ECHO);
	struct readiness r;

	made_connection(made, "alice", -1);
	made_fails(made, 1, MISMATCH_LESS)->accepted = false;
	made_listener(made, "accept4", 25, -1, ECONNABORTED);
	r = made_ready(made, 1, POLLIN);
	made_waits(made, "epoll_wait", 20, &r, 1);
	says(made, "accept-error-is-fatal", 25);
}

/* A short write, then a wait. */
static struct made *owing(int error, unsigned events)
{
	struct made *made = made_begin(ECHO);
	struct connection *c;
	struct readiness r;

	made_connection(made, "alice", 5);
	c = made_fails(made, 1, MISMATCH_LESS);
	c->sent = c->taken = 5;
	c->written = c->received = 2;
	made_content(made, "hello", 5, "he", 2);
	made_does(made, "write", 1, 40, 5, 2, 0);
	if (error)
		made_does(made, "write", 1, 40, 3, -1, error);
	r = made_ready(made, 1, events);
	made_waits(made, "epoll_wait", 20, &r, 1);
	return made;
}

Test(watch, a_rest_that_is_forgotten)
{
	says(owing(0, POLLIN), "short-write-lost", 40);
}

Test(watch, a_rest_that_is_kept_and_never_sent)
{
	explains(owing(EAGAIN, POLLIN), "output-stuck",
		 "Your program still owes alice 3 bytes, alice has room for "
		 "them, and your program waits in epoll_wait() without "
		 "asking whether alice can be written to.");
	says(owing(0, POLLIN | POLLOUT | ET), "output-stuck", 20);
}

Test(watch, an_event_of_a_descriptor_closed_in_the_batch)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 5);
	int bob = made_connection(made, "bob", 6);
	struct readiness r[2] = { made_ready(made, alice, POLLIN),
				  made_ready(made, bob, POLLIN) };

	made_step(made);
	made_fails(made, alice, MISMATCH_LESS);
	made_wait(made, "epoll_wait", 20, r, 2);
	made_does(made, "close", bob, 30, -1, 0, 0);
	made_event(made, made_call("read", 6, 0, 31, -1, EBADF));
	says(made, "stale-event", 31);
}

Test(watch, a_select_that_says_ebadf)
{
	struct made *made = unread("select", POLLIN);

	made_event(made, made_call("select", -1, 0, 20, -1, EBADF));
	says(made, "closed-descriptor-watched", 20);
}

Test(watch, the_full_timeout_after_each_signal)
{
	struct made *made = made_begin(END);
	struct event event = made_call("epoll_wait", -1, 0, 20, -1, EINTR);
	int i;

	made_connection(made, "alice", 4);
	made_fails(made, 1, MISMATCH_OPEN);
	made_step(made);
	event.timeout = 1000000000;
	for (i = 0; i < 4; i++) {
		event.t += 500000000;
		made_event(made, event);
	}
	says(made, "interrupted-restarts-wait", 20);
}

Test(count, descriptors_of_those_who_left)
{
	struct made *made = made_begin("alice connects\nalice closes\n"
		"server holds at most 1 descriptor more than at the start\n");
	struct holding holding = { .fd = 5, .kind = "connection",
				   .peer = "alice", .connection = 1,
				   .opened_at = { "echo.c", 22, "serve" } };

	made_connection(made, "alice", 5);
	made->connections[0].peer_fin = true;
	made->trial->mismatch = MISMATCH_COUNT;
	made->trial->holdings = malloc(sizeof holding);
	made->trial->holdings[0] = holding;
	made->trial->n_holdings = 1;
	says(made, "descriptor-leak", 22);
}

Test(connecting, pending_given_up)
{
	struct made *made = made_begin("alice connects\n"
				       "server exits with 0\n");

	made->trial->mismatch = MISMATCH_STATUS;
	made->trial->exited = true;
	made->trial->status = 1;
	made_event(made, made_call("connect", 5, 0, 17, -1, EINPROGRESS));
	made_event(made, made_call("close", 5, 0, 19, 0, 0));
	says(made, "pending-is-failure", 17);
}

Test(connecting, pending_used_at_once)
{
	struct made *made = made_begin("alice connects\n"
				       "server prints \"refused\"\n");

	made->trial->mismatch = MISMATCH_OUTPUT;
	made_event(made, made_call("connect", 5, 0, 17, -1, EINPROGRESS));
	made_event(made, made_call("write", 5, 0, 19, -1, EAGAIN));
	says(made, "pending-is-success", 19);
}

Test(fallback, the_steps_code_goes_before_the_scripts)
{
	struct made *made = made_begin("reveals tick-drift\nalice connects\n"
		"alice receives \"x\" (deadline-shared)\n");

	made_connection(made, "alice", 4);
	made_fails(made, 1, MISMATCH_LESS);
	says(made, "deadline-shared", -1);
	made = made_begin("reveals tick-drift\n" ECHO);
	made_connection(made, "alice", 4);
	made_fails(made, 1, MISMATCH_LESS);
	says(made, "tick-drift", -1);
}

Test(printable, escapes_and_cuts)
{
	char *text = printable((const uint8_t *)"a\"\n\0\x1b\xff", 6, 100);

	cr_expect(eq(str, text, "a\\\"\\n\\0\\x1b\\xff"));
	free(text);
	text = printable((const uint8_t *)"abcdefgh", 8, 4);
	cr_expect(eq(str, text, "abcd..."));
	free(text);
	text = printable(NULL, 0, 4);
	cr_expect(eq(str, text, ""));
	free(text);
}

/* SPDX-License-Identifier: MIT */
/* Verdicts on content, and on how connections end. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/epoll.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"
#define PATTERN                                                      \
	"alice connects\nbob connects\nalice sends 64 KiB pattern\n" \
	"bob sends 64 KiB pattern\nalice receives the pattern\n"
#define END                                                          \
	"alice connects\nalice sends \"hello\"\nalice half-closes\n" \
	"alice receives end of stream\n"

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
		 "write() for alice took 64 of 128 bytes, and your program did "
		 "not go on with the rest. Bytes 64 to 127 of the pattern are "
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
		 "write() for alice took 64 of 128 bytes, and your program did "
		 "not go on with the rest. Then it sent again from where the "
		 "last piece began.");
}

Test(content, a_short_write_and_the_whole_again)
{
	struct made *made = made_begin("alice connects\n"
				       "alice sends \"hello\\n\"\n"
				       "alice receives \"hello\\n\"\n");

	made_connection(made, "alice", 5);
	made->connections[0].sent = made->connections[0].taken = 6;
	made->connections[0].written = made->connections[0].received = 6;
	made_fails(made, 1, MISMATCH_CONTENT);
	made->trial->step = 2;
	made_content(made, "hello\n", 6, "hhello", 6);
	made->trial->differs_at = 1;
	made_does(made, "recv", 1, 50, 4096, 6, 0);
	made_does(made, "write", 1, 57, 6, 1, 0);
	made_does(made, "write", 1, 57, 5, 5, 0);
	explains(made, "short-write-lost",
		 "write() for alice took 1 of 6 bytes, and your program then "
		 "began with the first of them again.");
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
		 "Your program sent alice bytes that had come from bob.");
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
		 "read() for alice said EAGAIN (not now), and your program "
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
	struct made *made =
		made_begin("alice connects\n10 seconds pass\n"
			   "alice receives end of stream (deadline-missed)\n");

	made_connection(made, "alice", 4);
	made_fails(made, 1, MISMATCH_OPEN);
	says(made, "deadline-missed", -1);
}

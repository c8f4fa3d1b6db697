/* SPDX-License-Identifier: MIT */
/* Verdicts on what is watched, counted and connected, and the fallback. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/epoll.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"
#define END                                                          \
	"alice connects\nalice sends \"hello\"\nalice half-closes\n" \
	"alice receives end of stream\n"
#define ET (1u << 31)

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
	struct made *made = made_begin(
		"alice connects\nalice closes\n"
		"server holds at most 1 descriptor more than at the start\n");
	struct holding holding = { .fd = 5,
				   .kind = "connection",
				   .peer = "alice",
				   .connection = 1,
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
	struct made *made =
		made_begin("reveals tick-drift\nalice connects\n"
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

Test(watch, a_set_that_lost_a_silent_client)
{
	struct made *made = made_begin(ECHO);
	struct readiness listener = made_ready(made, 0, POLLIN);

	made_connection(made, "alice", 5);
	made_fails(made, 1, MISMATCH_LESS)->sent = 5;
	made_listener(made, "accept", 25, 5, 0);
	made_wait(made, "select", 20, &listener, 1);
	made_waits(made, "select", 20, &listener, 1);
	made->trial->doing.nfds = 6;
	says(made, "set-not-rebuilt", 20);
}

Test(fallback, an_unfinished_program_is_not_accused_of_more)
{
	struct made *made = made_begin("reveals short-read-assumed\n" ECHO);
	struct readiness listener = made_ready(made, 0, POLLIN);

	made_connection(made, "alice", -1);
	made_fails(made, 1, MISMATCH_LESS)->accepted = false;
	made_waits(made, "epoll_wait", 20, &listener, 0);
	explains(made, "wrong-answer",
		 "alice has connected, and your program has never called "
		 "accept().");
}

Test(fallback, a_driver_names_what_it_found)
{
	struct made *made = made_begin("reveals flags-clobbered\n"
				       "driver check.c\n"
				       "server exits with 0\n");

	made->trial->mismatch = MISMATCH_STATUS;
	made->trial->exited = true;
	made->trial->status = 1;
	made->trial->output.data = (uint8_t *)strdup(
		"hm: x\nnot-nonblocking: it did not set O_NONBLOCK\n");
	made->trial->output.len =
		strlen((const char *)made->trial->output.data);
	explains(made, "not-nonblocking", "it did not set O_NONBLOCK.");
}

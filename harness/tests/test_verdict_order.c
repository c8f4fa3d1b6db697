/* SPDX-License-Identifier: MIT */
/* Verdicts where two explanations are near, and one of them is false. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"

/* alice leaves in a batch, and bob is accepted in it, with her number. */
static struct made *successor(int *bob)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 5);
	struct readiness r[2] = { made_ready(made, alice, POLLIN),
				  made_ready(made, 0, POLLIN) };

	*bob = made_connection(made, "bob", 5);
	made_step(made);
	made_fails(made, *bob, MISMATCH_LESS)->sent = 5;
	made_wait(made, "epoll_wait", 20, r, 2);
	made_does(made, "close", alice, 30, -1, 0, 0);
	made_does(made, "accept", *bob, 31, -1, 5, 0);
	made_does(made, "fcntl", *bob, 32, -1, 0, 0);
	return made;
}

Test(order, to_accept_a_successor_is_not_stale)
{
	int bob;
	struct made *made = successor(&bob);
	struct verdict verdict = verdict_of(made->trial);

	cr_expect_str_neq(verdict.mistake, "stale-event", "%s",
			  verdict.explanation);
	verdict_clear(&verdict);
	made_end(made);
}

Test(order, to_close_a_successor_is)
{
	int bob;
	struct made *made = successor(&bob);

	made_does(made, "close", bob, 33, -1, 0, 0);
	says(made, "stale-event", 33);
}

/* alice has half-closed, and nothing is sent to her since. */
static struct made *half_closed(int64_t asked, int64_t put, int error)
{
	struct made *made = made_begin("alice connects\n"
				       "alice sends \"hello\"\n"
				       "alice half-closes\n"
				       "alice receives \"hello\"\n");
	int number = made_connection(made, "alice", 5);
	struct connection *alice = made_fails(made, number, MISMATCH_LESS);

	struct readiness listener = made_ready(made, 0, POLLIN);

	alice->sent = alice->taken = 5;
	alice->written = put > 0 ? (uint64_t)put : 0;
	alice->peer_fin = alice->program_saw_end = true;
	made_content(made, "hello", 5, "hello", (size_t)(put > 0 ? put : 0));
	made_does(made, "read", number, 30, 100, 5, 0);
	if (asked)
		made_does(made, "write", number, 31, asked, put, error);
	made_does(made, "read", number, 32, 100, 0, 0);
	made_waits(made, "poll", 20, &listener, 1);
	return made;
}

Test(order, what_is_owed_at_the_end_and_never_tried)
{
	explains(half_closed(0, 0, 0), "half-close-loses-data",
		 "alice half-closed, and your program has not sent the 5 "
		 "bytes that it owes alice since.");
}

Test(order, what_did_not_fit_is_another_mistake)
{
	says(half_closed(5, 2, 0), "short-write-lost", 31);
}

Test(order, eintr_and_then_a_crash)
{
	struct made *made = made_begin(ECHO);

	made_event(made, made_call("epoll_wait", -1, 0, 20, -1, EINTR));
	made_killed(made, SIGSEGV, 0);
	explains(made, "interrupted-is-fatal",
		 "epoll_wait() said EINTR, and your program went on as if it "
		 "had not, until SIGSEGV ended it (Segmentation fault).");
}

/* The signal that interrupted the call is the one that ends the program. */
Test(order, eintr_by_the_signal_that_ends_it)
{
	struct made *made = made_begin(ECHO);

	made_event(made, made_call("pause", -1, 0, 20, -1, EINTR));
	made_killed(made, SIGALRM, 0);
	says(made, "crashed", -1);
}

Test(order, a_crash_after_a_call_that_went_well)
{
	struct made *made = made_begin(ECHO);

	made_event(made, made_call("epoll_wait", -1, 0, 20, -1, EINTR));
	made_event(made, made_call("epoll_wait", -1, 0, 20, 1, 0));
	made_killed(made, SIGSEGV, 0);
	says(made, "crashed", -1);
}

/* A predecessor's byte that went before is no text that runs on. */
Test(order, a_byte_too_many_before_the_read)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);
	struct verdict verdict;

	made_fails(made, alice, MISMATCH_CONTENT)->sent = 5;
	made_content(made, "hello", 5, "xhello", 6);
	made_does(made, "write", alice, 29, 1, 1, 0);
	made_does(made, "read", alice, 30, 100, 5, 0);
	made_does(made, "write", alice, 31, 5, 5, 0);
	verdict = verdict_of(made->trial);
	cr_expect_str_neq(verdict.mistake, "text-assumed", "%s",
			  verdict.explanation);
	verdict_clear(&verdict);
	made_end(made);
}

#define CONNECTS "alice connects\nserver prints \"refused\"\n"

/* A program that connects, and fails for a reason that is not in the log. */
static struct made *connecting(void)
{
	struct made *made = made_begin(CONNECTS);

	made->trial->mismatch = MISMATCH_OUTPUT;
	made_event(made, made_call("connect", 5, 0, 17, -1, EINPROGRESS));
	return made;
}

static void asks(struct made *made, int line, const char *answer)
{
	struct event event = made_call("getsockopt", 5, 0, line, 0, 0);

	event.text = answer;
	made_event(made, event);
}

Test(order, an_error_that_is_asked_for_twice)
{
	struct made *made = connecting();

	asks(made, 20, "ECONNREFUSED");
	asks(made, 21, "no error");
	says(made, "connect-error-unread", 21);
}

Test(order, no_error_asked_for_twice)
{
	struct made *made = connecting();
	struct verdict verdict;

	asks(made, 20, "no error");
	asks(made, 21, "no error");
	verdict = verdict_of(made->trial);
	cr_expect_str_neq(verdict.mistake, "connect-error-unread", "%s",
			  verdict.explanation);
	verdict_clear(&verdict);
	made_end(made);
}

Test(order, a_write_to_see_whether_it_is_connected)
{
	struct made *made = connecting();
	struct readiness r = { 5, "alice", 0, POLLOUT };
	struct verdict verdict;

	made_event(made, made_call("write", 5, 0, 19, -1, EAGAIN));
	made_waits(made, "poll", 20, &r, 1);
	verdict = verdict_of(made->trial);
	cr_expect_str_neq(verdict.mistake, "pending-is-success", "%s",
			  verdict.explanation);
	verdict_clear(&verdict);
	made_end(made);
}

Test(order, an_outcome_that_is_asked_for_in_a_loop)
{
	struct made *made = connecting();
	struct verdict verdict;

	made_event(made, made_call("connect", 5, 0, 19, -1, EALREADY));
	made_event(made, made_call("nanosleep", -1, 0, 20, 0, 0));
	made_event(made, made_call("close", 5, 0, 21, 0, 0));
	verdict = verdict_of(made->trial);
	cr_expect_str_neq(verdict.mistake, "pending-is-failure", "%s",
			  verdict.explanation);
	verdict_clear(&verdict);
	made_end(made);
}

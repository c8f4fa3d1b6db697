/* SPDX-License-Identifier: MIT */
/* Verdicts on calls that bring nothing, and on those that hold up others. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/epoll.h>

#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"
#define BOB                                                   \
	"alice connects\nbob connects\nbob sends \"hello\"\n" \
	"bob receives \"hello\"\n"
#define CALLS              \
	"alice connects\n" \
	"server makes at most 10 calls while 10 seconds pass\n"

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

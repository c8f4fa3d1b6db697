/* SPDX-License-Identifier: MIT */
/* A failure whose cause no rule knows is told by what the program did. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <poll.h>

#include "judge/wording.h"
#include "made_trial.h"

#define MS ((int64_t)1000000)

/* alice speaks, and bob should hear of it. */
static struct made *chat(const char *reveals, enum mismatch mismatch)
{
	char script[400];
	struct made *made;

	snprintf(script, sizeof(script),
		 "reveals %s\nalice connects\nbob connects\n"
		 "alice sends \"hello\\n\"\n"
		 "bob receives \"alice: hello\\n\"\n",
		 reveals);
	made = made_begin(script);
	made_connection(made, "alice", 5);
	made_connection(made, "bob", 6);
	made->connections[0].sent = made->connections[0].taken = 6;
	made->trial->step = 3;
	made_fails(made, 2, mismatch);
	made->connections[1].established = made->connections[1].accepted = true;
	made_does(made, "recv", 1, 40, 512, 6, 0);
	return made;
}

static void got(struct made *made, const char *text)
{
	size_t n = strlen(text);

	made_content(made, "alice: hello\n", 13, text, n);
	made->trial->differs_at = 0;
	while (made->trial->differs_at < n &&
	       text[made->trial->differs_at] ==
		       "alice: hello\n"[made->trial->differs_at])
		made->trial->differs_at++;
	made->connections[1].received = made->connections[1].written = n;
}

static void waits_for_both(struct made *made)
{
	struct readiness both[] = { made_ready(made, 1, POLLIN),
				    made_ready(made, 2, POLLIN) };

	made_waits(made, "poll", 60, both, 2);
}

Test(answer, a_wrong_byte_has_a_write_and_a_read_before_it)
{
	struct made *made = chat("wrong-answer", MISMATCH_CONTENT);

	made_does(made, "send", 2, 50, 4, 4, 0);
	made_does(made, "recv", 1, 40, 512, 1, 0);
	made_does(made, "send", 2, 51, 7, 7, 0);
	made_does(made, "send", 2, 52, 3, 3, 0);
	got(made, "alice: HELLO\n");
	waits_for_both(made);
	explains(made, "wrong-answer",
		 "The first byte that is wrong is in a send() of 7 bytes to "
		 "bob. The last read before it was a recv() of 1 byte from "
		 "alice.");
}

Test(answer, nothing_came_after_the_last_read)
{
	struct made *made = chat("wrong-answer", MISMATCH_LESS);

	got(made, "");
	waits_for_both(made);
	explains(made, "wrong-answer",
		 "The last that your program read was 6 bytes from alice; "
		 "since then it has sent nothing to bob.");
}

Test(answer, the_rest_of_a_write_was_not_sent)
{
	struct made *made = chat("wrong-answer", MISMATCH_LESS);

	made_does(made, "send", 2, 50, 13, 5, 0);
	got(made, "alice");
	waits_for_both(made);
	explains(made, "wrong-answer",
		 "send() for bob took 5 of 13 bytes, and your program has not "
		 "sent the rest since. It waits in poll() without asking "
		 "whether bob can be written to.");
}

Test(answer, somebody_is_not_watched)
{
	struct made *made = chat("wrong-answer", MISMATCH_LESS);
	struct readiness one = made_ready(made, 1, POLLIN);

	got(made, "");
	made_waits(made, "poll", 60, &one, 1);
	explains(made, "wrong-answer",
		 "Your program waits in poll(), and does not watch bob's "
		 "connection.");
}

Test(answer, a_long_sleep_is_what_it_does_and_a_nap_is_not)
{
	struct made *made = chat("wrong-answer", MISMATCH_LESS);
	const struct readiness none = { .fd = -1 };

	got(made, "");
	made_waits(made, "nanosleep", 60, &none, 0);
	made->trial->doing.timeout = 5000 * MS;
	explains(made, "wrong-answer",
		 "Your program sleeps in nanosleep(), for 5,000 ms more.");
	made = chat("wrong-answer", MISMATCH_LESS);
	got(made, "");
	made_waits(made, "nanosleep", 60, &none, 0);
	made->trial->doing.timeout = 5 * MS;
	explains(made, "wrong-answer",
		 "The last that your program read was 6 bytes from alice; "
		 "since then it has sent nothing to bob.");
}

Test(answer, too_late_is_how_long_it_would_wait)
{
	struct made *made = chat("tick-drift", MISMATCH_LESS);

	got(made, "");
	waits_for_both(made);
	made->trial->doing.timeout = 3 * MS;
	explains(made, "tick-drift",
		 "Your program waits in poll() for another 3 ms, and this was "
		 "due by now.");
	made = chat("deadline-missed", MISMATCH_LESS);
	got(made, "");
	waits_for_both(made);
	made->trial->doing.timeout = -1;
	explains(made, "deadline-missed",
		 "Your program waits in poll() without a timeout, and this was "
		 "due by now.");
}

Test(answer, too_early_is_when)
{
	struct made *made = chat("deadline-early", MISMATCH_MORE);
	struct event send = made_call("send", 6, 2, 50, 7, 0);

	send.t = 47 * MS;
	made_event(made, send);
	got(made, "tick 1\n");
	made->trial->expected.len = 0;
	waits_for_both(made);
	explains(made, "deadline-early",
		 "Your program called send() for bob when 47 ms of the run "
		 "had passed, before it was due.");
}

Test(answer, long_times_are_in_seconds)
{
	char *text = wording_duration(MS * 3600 * 1000);

	cr_expect(eq(str, text, "3,600 s"));
	free(text);
	text = wording_duration(1300 * MS + MS / 2);
	cr_expect(eq(str, text, "1,300.5 ms"));
	free(text);
}

/* SPDX-License-Identifier: MIT */
/*
 * Peers that listen: whatever a program asks about its connect(), and with
 * whichever call it waits, it is told what a real network would tell it.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "tests/play.h"

/* A blocking connect is among the waits: it only cannot ask meanwhile. */
static const char *const ways[] = {
	"poll", "select", "epoll", "edge", "again", "blocking", NULL,
};

static void every_way(const char *steps)
{
	char arguments[64];

	for (int i = 0; ways[i]; i++) {
		snprintf(arguments, sizeof(arguments), "%s alice", ways[i]);
		play_passes("connect", arguments, steps);
	}
}

static void mismatches(const char *arguments, const char *steps,
		       enum mismatch mismatch)
{
	struct play play = play_run("connect", arguments, steps);

	cr_expect_eq(play.trial->end, TRIAL_STEP_FAILED, "%s: end %d", steps,
		     play.trial->end);
	cr_expect_eq(play.trial->mismatch, mismatch, "%s: %d", steps,
		     play.trial->mismatch);
	nothing_runs(steps);
	play_clear(&play);
}

Test(connect, stays_pending_until_it_is_let_through)
{
	every_way("alice stays pending\n"
		  "server waits\n"
		  "1 hour passes\n"
		  "program prints nothing more\n"
		  "alice receives nothing\n"
		  "alice lets it through\n"
		  "program prints line alice \"connected\"\n"
		  "alice receives \"hello\\n\"\n"
		  "alice receives end of stream\n"
		  "program prints nothing more\n"
		  "program exits with 0\n");
}

Test(connect, stays_pending_until_it_is_refused)
{
	every_way("alice stays pending\n"
		  "server waits\n"
		  "alice refuses\n"
		  "program prints line alice \"ECONNREFUSED\"\n"
		  "program exits with 0\n");
}

Test(connect, a_host_may_turn_out_to_be_unreachable)
{
	every_way("alice stays pending\n"
		  "server waits\n"
		  "alice is unreachable\n"
		  "program prints line alice \"EHOSTUNREACH\"\n"
		  "program exits with 0\n");
}

static const struct {
	const char *answer, *first, *blocking;
} answers[] = {
	{ "accepts", "EINPROGRESS", "connected" },
	{ "accepts at once", "connected", "connected" },
	{ "refuses", "EINPROGRESS", "ECONNREFUSED" },
	{ "stays pending", "EINPROGRESS", NULL },
	{ "is unreachable", "ENETUNREACH", "ENETUNREACH" },
};

Test(connect, says_at_once_what_the_script_says)
{
	char steps[256];

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		snprintf(steps, sizeof(steps),
			 "alice %s\nprogram prints line alice \"%s\"\n"
			 "program exits with 0\n",
			 answers[i].answer, answers[i].first);
		play_passes("connect", "first alice", steps);
		if (!answers[i].blocking)
			continue;
		snprintf(steps, sizeof(steps),
			 "alice %s\nprogram prints line alice \"%s\"\n"
			 "program exits with 0\n",
			 answers[i].answer, answers[i].blocking);
		play_passes("connect", "blocking alice", steps);
	}
}

/* All in one go: its end comes before anybody has looked. */
Test(connect, what_is_sent_at_once_arrives)
{
	static const char *const hows[] = { "accepts", "accepts at once" };
	char steps[256];

	for (int i = 0; i < 2; i++) {
		snprintf(steps, sizeof(steps),
			 "alice %s\n"
			 "alice receives \"hello\\n\"\n"
			 "alice receives end of stream\n"
			 "program exits with 0\n",
			 hows[i]);
		play_passes("connect", "blocking alice", steps);
	}
}

Test(connect, a_fault_is_the_errno_that_it_names)
{
	play_passes("connect", "first alice",
		    "alice accepts\n"
		    "the first connect fails with EADDRNOTAVAIL\n"
		    "program prints line alice \"EADDRNOTAVAIL\"\n"
		    "program exits with 0\n");
}

Test(connect, the_time_limit_of_a_blocking_connect)
{
	play_passes("connect", "limited alice",
		    "alice stays pending\n"
		    "1999 ms pass\n"
		    "program prints nothing more\n"
		    "1 ms passes\n"
		    "program prints line alice \"EINPROGRESS\"\n"
		    "program exits with 0\n");
}

Test(connect, who_shuts_down_is_not_connected_behind_its_back)
{
	mismatches("shutdown alice",
		   "alice stays pending\n"
		   "program prints line \"given up\"\n"
		   "alice lets it through\n",
		   MISMATCH_ALONE);
}

Test(connect, lines_are_held_against_what_was_printed)
{
	mismatches("first alice",
		   "alice accepts at once\n"
		   "program prints line alice \"timeout\"\n"
		   "program exits with 0\n",
		   MISMATCH_LINE);
	mismatches("first alice",
		   "alice accepts at once\n"
		   "program prints line alice \"connected\"\n"
		   "program prints line alice \"connected\"\n"
		   "program exits with 0\n",
		   MISMATCH_LINE);
	mismatches("first alice",
		   "alice accepts at once\n"
		   "program prints nothing more\n"
		   "program exits with 0\n",
		   MISMATCH_LINES);
}

/* SPDX-License-Identifier: MIT */
/*
 * Each verb of the script language, for real: on servers that are right it
 * goes well, and where it is to fail it fails for its own reason.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/play.h"

static const char *const servers[] = {
	"poll", "select", "epoll", "edges", "oneshot", NULL,
};

/* On every server that can have several clients. */
static void everywhere(const char *steps)
{
	char arguments[64];

	for (int i = 0; servers[i]; i++) {
		snprintf(arguments, sizeof(arguments), "%s PORT", servers[i]);
		play_passes("echo", arguments, steps);
	}
}

/* The step after these is not met, in this way. */
static void mismatches(const char *steps, enum mismatch mismatch)
{
	struct play play = play_run("echo", "poll PORT", steps);

	cr_expect_eq(play.trial->end, TRIAL_STEP_FAILED, "%s: end %d", steps,
		     play.trial->end);
	cr_expect_eq(play.trial->mismatch, mismatch, "%s: %d", steps,
		     play.trial->mismatch);
	cr_expect_eq(play.verdict.kind, VERDICT_FAIL);
	nothing_runs(steps);
	play_clear(&play);
}

Test(verbs, what_ends_in)
{
	everywhere("alice connects\n"
		   "alice sends \"one\\ntwo\\n\"\n"
		   "alice receives what ends in \"two\\n\"\n"
		   "alice receives nothing\n");
	mismatches("alice connects\n"
		   "alice sends \"one\\ntwo\\n\"\n"
		   "alice receives what ends in \"one\\n\"\n",
		   MISMATCH_LESS);
}

/* A one-shot registration that fires for room that there is not hears of
   input all the same. */
Test(verbs, input_while_the_window_is_full)
{
	everywhere("alice connects\n"
		   "alice has a window of 10 bytes\n"
		   "alice stops reading\n"
		   "alice sends 30 bytes\n"
		   "bob connects\n"
		   "bob sends \"hello\\n\"\n"
		   "bob receives \"hello\\n\"\n"
		   "alice sends 5 bytes\n"
		   "alice reads again\n"
		   "alice receives the pattern\n");
}

Test(verbs, sends_and_receives)
{
	everywhere("alice connects\n"
		   "bob connects\n"
		   "alice sends \"one\\0two\\xff\"\n"
		   "bob receives nothing\n"
		   "alice receives \"one\\0two\\xff\"\n"
		   "bob sends 100 bytes\n"
		   "bob receives everything it sent\n"
		   "alice sends \"byte\" byte by byte\n"
		   "alice receives \"byte\"\n"
		   "alice sends 4 KiB in pieces of 1,1,7\n"
		   "alice receives the pattern\n"
		   "alice sends 1 MiB pattern\n"
		   "alice receives the pattern\n"
		   "alice receives nothing\n"
		   "server waits\n");
}

Test(verbs, ends)
{
	everywhere("alice connects\n"
		   "bob connects\n"
		   "alice half-closes\n"
		   "alice receives end of stream\n"
		   "bob sends \"still here\"\n"
		   "bob receives \"still here\"\n"
		   "bob closes\n"
		   "alice closes\n"
		   "carol connects\n"
		   "carol resets\n"
		   "server holds at most 0 descriptors more than at the start\n"
		   "server still serves\n"
		   "carol connects\n"
		   "carol sends \"again\"\n"
		   "carol receives \"again\"\n");
}

Test(verbs, windows)
{
	everywhere("alice connects\n"
		   "bob connects\n"
		   "alice has a window of 4 KiB\n"
		   "alice stops reading\n"
		   "alice sends 100 KiB pattern\n"
		   "server waits\n"
		   "bob sends \"x\"\n"
		   "bob receives \"x\"\n"
		   "alice reads 100 bytes\n"
		   "alice receives at most 100 bytes\n"
		   "server makes at most 0 calls while 10 seconds pass\n"
		   "alice reads again\n"
		   "alice receives the pattern\n");
	play_passes("echo", "both-edges PORT",
		    "alice connects\n"
		    "alice has a window of 4 KiB\n"
		    "alice stops reading\n"
		    "alice sends 60 KiB pattern\n"
		    "alice reads 5000 bytes\n"
		    "alice receives at most 5000 bytes\n"
		    "alice reads again\n"
		    "alice receives the pattern\n");
}

Test(verbs, crowds)
{
	everywhere("100 clients connect\n"
		   "the clients send \"x\"\n"
		   "the clients receive \"x\"\n"
		   "20 clients connect\n"
		   "client 17 sends \"only me\"\n"
		   "client 17 receives everything it sent\n"
		   "client 18 receives nothing\n"
		   "client 17 closes\n"
		   "the clients send 10 bytes\n"
		   "the clients receive everything they sent\n"
		   "server holds at most 119 descriptors more than at the "
		   "start\n"
		   "the clients close\n"
		   "server holds at most 0 descriptors more than at the "
		   "start\n");
}

Test(verbs, together)
{
	everywhere("alice connects\n"
		   "together\n"
		   "alice sends \"last words\"\n"
		   "alice half-closes\n"
		   "bob connects\n"
		   "end\n"
		   "alice receives \"last words\"\n"
		   "alice receives end of stream\n"
		   "bob sends \"a\" and carol connects\n"
		   "bob receives \"a\"\n");
}

Test(verbs, faults)
{
	everywhere("every read returns at most 1 byte\n"
		   "the 2nd write for alice takes at most 1 byte\n"
		   "the 2nd read for bob says EAGAIN\n"
		   "the first accept fails with ECONNABORTED\n"
		   "the 3rd to 5th wait is interrupted\n"
		   "alice connects\n"
		   "bob connects\n"
		   "alice sends \"hello\"\n"
		   "alice receives \"hello\"\n"
		   "bob sends \"hello\"\n"
		   "bob receives \"hello\"\n"
		   "server is interrupted\n"
		   "server still serves\n");
}

/* How often an accept() said EAGAIN although somebody was waiting. */
static size_t accepts_put_off(const char *arguments)
{
	struct play play = play_run("echo", arguments,
				    "the first accept says EAGAIN\n"
				    "alice connects\n");
	const struct log *log = play.trial->log;
	size_t n = 0;

	for (size_t i = 0; i < log_length(log); i++)
		if (log_at(log, i)->injected && log_at(log, i)->error == EAGAIN)
			n++;
	play_clear(&play);
	return n;
}

/* It is said once, and whoever waits is accepted after it. */
Test(verbs, an_accept_says_EAGAIN)
{
	everywhere("the first accept says EAGAIN\n"
		   "the 3rd accept says EAGAIN\n"
		   "alice connects\n"
		   "bob connects\n"
		   "alice sends \"a\"\n"
		   "alice receives \"a\"\n"
		   "bob sends \"b\"\n"
		   "bob receives \"b\"\n");
}

/* Not where the kernel could not say it, or would announce nothing more. */
Test(verbs, an_accept_that_blocks_never_says_EAGAIN)
{
	cr_expect_eq(accepts_put_off("poll PORT"), 1);
	cr_expect_eq(accepts_put_off("blocking PORT"), 0);
	cr_expect_eq(accepts_put_off("accept-edges PORT"), 0);
}

Test(verbs, before_it_starts)
{
	everywhere("server starts with 100 descriptors open\n"
		   "alice connects\n"
		   "alice sends \"a\"\n"
		   "alice receives \"a\"\n"
		   "server holds at most 103 descriptors\n");
	play_fails("echo", "poll PORT", "the port is taken\nalice connects\n",
		   "exited-early");
	play_passes("echo", "poll PORT",
		    "the port is taken\n"
		    "server exits with failure\n"
		    "server prints \"bind\"\n");
	play_passes("echo", "nonsense",
		    "server exits with 2\n"
		    "server prints \"no such mode\"\n"
		    "server prints something\n");
}

Test(verbs, the_program)
{
	play_passes("echo", "epoll PORT",
		    "server waits in epoll_wait\n"
		    "server has not called fork\n"
		    "server has not called poll\n"
		    "alice connects\n"
		    "server uses at most 256 KiB more than at the start\n"
		    "server restarts\n"
		    "alice receives end of stream\n"
		    "bob connects\n"
		    "bob sends \"a\"\n"
		    "bob receives \"a\"\n");
}

Test(verbs, that_fail)
{
	mismatches("alice connects\nalice receives \"x\"\n", MISMATCH_LESS);
	mismatches("alice connects\nalice sends \"y\"\n"
		   "alice receives \"x\"\n",
		   MISMATCH_CONTENT);
	mismatches("alice connects\nalice sends \"xy\"\n"
		   "alice receives \"x\"\n",
		   MISMATCH_MORE);
	mismatches("alice connects\nalice half-closes\n"
		   "alice receives \"x\"\n",
		   MISMATCH_CLOSED);
	mismatches("alice connects\nalice receives end of stream\n",
		   MISMATCH_OPEN);
	mismatches("alice connects\nalice half-closes\n"
		   "alice receives a reset\n",
		   MISMATCH_CLOSED);
	mismatches("alice connects\n"
		   "server holds at most 0 descriptors more than at the "
		   "start\n",
		   MISMATCH_COUNT);
	mismatches("server exits with 0\n", MISMATCH_RUNNING);
	mismatches("server prints \"hello\"\n", MISMATCH_OUTPUT);
	mismatches("server waits in epoll_wait\n", MISMATCH_WAITS);
	mismatches("server has not called poll\n", MISMATCH_CALLED);
}

/* One client at a time: the others are not lost, they wait. */
Test(verbs, a_blocking_server)
{
	play_passes("echo", "blocking PORT",
		    "alice connects\n"
		    "bob connects\n"
		    "bob sends \"x\"\n"
		    "bob receives nothing\n"
		    "server waits in read\n"
		    "alice closes\n"
		    "bob receives \"x\"\n"
		    "bob half-closes\n"
		    "bob receives end of stream\n"
		    "server waits in accept\n");
	play_fails("echo", "blocking PORT",
		   "alice connects\n"
		   "bob connects\n"
		   "bob sends \"x\"\n"
		   "bob receives \"x\"\n",
		   "stalled-on-silent-peer");
	play_fails("echo", "blocking PORT",
		   "alice connects\n"
		   "bob connects\n"
		   "alice stops reading\n"
		   "alice sends 1 MiB pattern\n"
		   "bob sends \"x\"\n"
		   "bob receives \"x\"\n",
		   "stalled-on-slow-reader");
}

/* One who sends without a pause is no reason to leave others out. */
Test(verbs, floods)
{
	play_passes("echo", "poll PORT",
		    "alice connects\n"
		    "bob connects\n"
		    "bob sends \"hi\" and alice floods until bob receives "
		    "\"hi\"\n"
		    "alice receives the pattern\n"
		    "bob sends \"go\" and alice floods with \"left\\n\" "
		    "until bob receives \"go\"\n"
		    "alice receives everything it sent\n");
}

Test(verbs, keeps)
{
	everywhere("alice connects\n"
		   "alice sends 4 KiB\n"
		   "server keeps at most 1 byte for alice\n"
		   "alice has a window of 100 bytes\n"
		   "alice stops reading\n"
		   "alice sends 1 KiB\n"
		   "server keeps at most 2 KiB for alice\n");
	mismatches("alice connects\n"
		   "alice has a window of 100 bytes\n"
		   "alice stops reading\n"
		   "alice sends 1000 bytes\n"
		   "server keeps at most 10 bytes for alice\n",
		   MISMATCH_COUNT);
}

Test(verbs, has_accepted_everybody)
{
	everywhere("alice connects\n"
		   "20 clients connect\n"
		   "server has accepted everybody\n");
}

/* For a program that sleeps between its rounds the clock moves by itself, if
   the script does not keep it exact. */
Test(verbs, clock_exact)
{
	play_passes("echo", "asleep PORT",
		    "alice connects\n"
		    "alice sends \"x\"\n"
		    "alice receives \"x\" at once\n");
	play_passes("echo", "asleep PORT",
		    "clock exact\n"
		    "alice connects\n"
		    "alice sends \"x\"\n"
		    "39 ms pass\n"
		    "alice receives nothing\n"
		    "1 ms passes\n"
		    "alice receives \"x\" at once\n"
		    "alice sends \"y\"\n"
		    "alice receives \"y\"\n");
}

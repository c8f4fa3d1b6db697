/* SPDX-License-Identifier: MIT */
/* A signal ends each call as the kernel would end it: signal(7). */
#include "tests/play.h"

#define ONCE "server is interrupted\nserver exits with 0\n"

static void is_interrupted(const char *mode)
{
	play_passes("signals", mode, ONCE);
}

Test(signals, end_waits)
{
	is_interrupted("poll");
	is_interrupted("poll-restart");
	is_interrupted("select");
	is_interrupted("epoll");
	is_interrupted("pause");
	is_interrupted("accept PORT");
}

Test(signals, end_epoll_without_a_handler)
{
	is_interrupted("epoll-without");
	play_passes("signals", "poll-without",
		    "server is interrupted\n"
		    "server waits in poll\n"
		    "1 minute passes\n"
		    "server exits with 0\n");
}

Test(signals, restart_what_can_be)
{
	play_passes("signals", "accept-restart PORT",
		    "server is interrupted\n"
		    "server waits in accept\n"
		    "alice connects\n"
		    "server exits with 0\n");
	play_passes("signals", "read PORT",
		    "alice connects\n"
		    "server is interrupted\n"
		    "alice sends \"x\"\n"
		    "server exits with 0\n");
	play_passes("signals", "read-restart PORT",
		    "alice connects\n"
		    "server is interrupted\n"
		    "server waits in read\n"
		    "alice sends \"x\"\n"
		    "server exits with 0\n");
}

Test(signals, partial_transfers_are_counted)
{
	play_passes("signals", "write-partial PORT",
		    "together\n"
		    "alice connects\n"
		    "alice has a window of 4 KiB\n"
		    "alice stops reading\n"
		    "end\n"
		    "server waits in write\n" ONCE);
	play_passes("signals", "read-waitall PORT",
		    "alice connects\n"
		    "alice sends \"abc\"\n"
		    "server waits in read\n" ONCE);
}

Test(signals, say_how_much_sleep_is_left)
{
	play_passes("signals", "sleep", "2 seconds pass\n" ONCE);
}

Test(signals, come_as_data)
{
	is_interrupted("signalfd");
	is_interrupted("signalfd-poll");
	is_interrupted("self-pipe");
	is_interrupted("sigwait");
}

Test(signals, come_through_the_mask_of_a_call)
{
	is_interrupted("ppoll");
	is_interrupted("pselect");
	is_interrupted("epoll-pwait");
	is_interrupted("sigsuspend");
}

Test(signals, blocked_or_ignored_change_nothing)
{
	play_passes("signals", "pending",
		    "server is interrupted\n"
		    "server waits in poll\n"
		    "1 minute passes\n"
		    "server exits with 0\n");
	play_passes("signals", "ignored",
		    "server is interrupted\n"
		    "server waits in poll\n"
		    "1 minute passes\n"
		    "server exits with 0\n");
}

Test(signals, to_itself)
{
	play_passes("signals", "raised PORT",
		    "alice connects\n"
		    "server exits with 0\n");
}

/* SPDX-License-Identifier: MIT */
/*
 * Virtual time as a program sees it: every way to wait for a time takes as
 * long as it says, and not a moment of real time.
 */
#include "tests/play.h"

#define A_DAY "24 hours pass\nserver exits with 0\n"

static void takes_its_time(const char *mode)
{
	play_passes("time", mode, A_DAY);
}

Test(time, sleeps)
{
	takes_its_time("sleep");
	takes_its_time("absolute");
	takes_its_time("relative");
	takes_its_time("clocks");
	play_passes("timers", "sleep-rest", A_DAY);
	takes_its_time("cpu-time");
}

Test(time, waits_time_out)
{
	takes_its_time("poll");
	takes_its_time("select");
	takes_its_time("epoll");
	play_passes("time", "epoll-without-room PORT", A_DAY);
}

/* What ticks for hours needs more processor time than a script has, sooner on
   a slow machine than on a fast one: that says nothing about the program. */
Test(time, goes_by_and_brings_processor_time)
{
	takes_its_time("works-at-times");
	play_fails("time", "works-without-rest", "server waits\n", "busy-loop");
}

Test(time, bad_times_are_refused)
{
	takes_its_time("bad-times");
}

Test(time, select_writes_back_what_is_left)
{
	play_passes("time", "select-rest PORT",
		    "3 seconds pass\n"
		    "alice connects\n"
		    "server exits with 0\n");
}

Test(time, timerfd)
{
	play_passes("timers", "timerfd", A_DAY);
	play_passes("timers", "timerfd-epoll", A_DAY);
	play_passes("timers", "timerfd-anew", A_DAY);
	play_passes("timers", "timerfd-absolute", A_DAY);
}

Test(time, timers_send_signals)
{
	play_passes("timers", "alarm", A_DAY);
	play_passes("timers", "itimer", A_DAY);
	play_passes("timers", "timer", A_DAY);
	play_fails("timers", "alarm-kills", "2 seconds pass\nserver waits\n",
		   "crashed");
}

Test(time, socket_timeouts)
{
	play_passes("time", "receive-timeout PORT", "alice connects\n" A_DAY);
	play_passes("time", "accept-timeout PORT", A_DAY);
	play_passes("time", "send-timeout PORT",
		    "together\n"
		    "alice connects\n"
		    "alice has a window of 4 KiB\n"
		    "alice stops reading\n"
		    "end\n" A_DAY);
}

Test(time, the_wall_clock_jumps)
{
	play_passes("time", "jump PORT",
		    "the wall clock jumps by -1 hour\n"
		    "alice connects\n"
		    "server exits with 0\n");
}

Test(time, the_program_is_held)
{
	play_passes("time", "held PORT",
		    "server is held for 7 ms\n"
		    "alice connects\n"
		    "server exits with 0\n");
}

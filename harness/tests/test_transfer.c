/* SPDX-License-Identifier: MIT */
/* Moving bytes, whole and in pieces, against small virtual windows. */
#include "tests/play.h"

#include <stdio.h>
#include <string.h>

#define SMALL_WINDOW                    \
	"together\n"                    \
	"alice connects\n"              \
	"alice has a window of 4 KiB\n" \
	"alice stops reading\n"         \
	"end\n"

/* All of it comes, whichever call writes it, and none of it twice. */
static void writes_all(const char *mode)
{
	char steps[1024] = SMALL_WINDOW;

	strcat(steps, "server waits\n"
		      "alice reads 1 byte\n"
		      "server waits\n"
		      "alice reads 1000 bytes\n"
		      "server waits\n"
		      "alice reads again\n"
		      "server exits with 0\n");
	play_passes("transfer", mode, steps);
}

Test(transfer, blocking_writes_go_all_the_way)
{
	writes_all("write PORT");
	writes_all("send PORT");
	writes_all("writev PORT");
	writes_all("sendmsg PORT");
	writes_all("pwritev2 PORT");
	writes_all("sendmmsg PORT");
	writes_all("sendfile PORT");
	writes_all("splice PORT");
}

/* What came is what was written: lines are at most 4,096 bytes, so it is
   compared in the trial. */
static void content_is_right(const char *mode)
{
	struct play play = play_run("transfer", mode,
				    SMALL_WINDOW "alice reads 1000 bytes\n"
						 "alice reads again\n"
						 "alice receives \"x\"\n"
						 "server exits with 0\n");
	const struct trial *trial = play.trial;

	cr_expect_eq(trial->received.len, 20000, "%s: %zu", mode,
		     trial->received.len);
	for (size_t i = 0; i < trial->received.len; i++)
		if (trial->received.data[i] != 'a' + i % 26) {
			cr_expect(false, "%s: byte %zu", mode, i);
			break;
		}
	play_clear(&play);
}

Test(transfer, what_was_written_arrives)
{
	content_is_right("write PORT");
	content_is_right("writev PORT");
	content_is_right("sendmsg PORT");
	content_is_right("pwritev2 PORT");
	content_is_right("sendmmsg PORT");
	content_is_right("sendfile PORT");
	content_is_right("splice PORT");
}

/* A text of more than a line's worth, in sendable pieces. */
static void waits_for_all(const char *mode)
{
	char steps[32768] = "alice connects\n";
	char *end = steps + strlen(steps);

	for (int i = 0; i < 20; i++) {
		end += sprintf(end, "alice sends \"");
		for (int k = 0; k < 1000; k++)
			*end++ = (char)('a' + (i * 1000 + k) % 26);
		end += sprintf(end, "\"\n");
	}
	sprintf(end, "server exits with 0\n");
	play_passes("transfer", mode, steps);
}

Test(transfer, waitall_waits_for_all)
{
	waits_for_all("waitall PORT");
	waits_for_all("waitall-message PORT");
	play_passes("transfer", "waitall-end PORT",
		    "alice connects\n"
		    "alice sends \"abc\"\n"
		    "server waits in read\n"
		    "alice half-closes\n"
		    "server exits with 0\n");
}

Test(transfer, reads_take_what_is_there)
{
	static const char *const modes[] = { "readv PORT", "preadv2 PORT",
					     "recvmmsg PORT" };

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		play_passes("transfer", modes[i],
			    "alice connects\n"
			    "server waits\n"
			    "alice sends \"hello\"\n"
			    "server exits with 0\n");
	play_passes("transfer", "peek PORT",
		    "alice connects\n"
		    "alice sends \"hello\" and alice half-closes\n"
		    "server exits with 0\n");
}

Test(transfer, a_window_fills_up)
{
	play_passes("transfer", "nonblocking PORT",
		    SMALL_WINDOW "server waits in poll\n"
				 "alice reads 1000 bytes\n"
				 "server exits with 0\n");
	play_passes("transfer", "dontwait PORT",
		    SMALL_WINDOW "server exits with 0\n");
}

Test(transfer, flags_belong_to_the_open_file)
{
	play_passes("transfer", "shared-flags PORT",
		    "alice connects\n"
		    "server waits in read\n"
		    "alice sends \"hello\"\n"
		    "server exits with 0\n");
}

Test(transfer, within_the_program)
{
	play_passes("transfer", "own-pipe", "server exits with 0\n");
	play_passes("transfer", "own-sockets", "server exits with 0\n");
}

Test(transfer, a_reset)
{
	play_passes("transfer", "after-reset PORT",
		    "alice connects\n"
		    "server waits in poll\n"
		    "alice resets\n"
		    "server exits with 0\n");
}

/* Whoever draws the run has to know how much the peer holds. */
Test(transfer, a_peer_that_stops_reading_has_its_window_in_the_log)
{
	struct play play = play_run("echo", "poll PORT",
				    "alice connects\n"
				    "alice has a window of 4 KiB\n"
				    "alice stops reading\n");
	int64_t window = -1;

	for (size_t i = 0; i < log_length(play.trial->log); i++) {
		const struct event *event = log_at(play.trial->log, i);

		if (event->kind == EVENT_PEER &&
		    !strcmp(event->act, "stops reading"))
			window = event->asked;
	}
	cr_expect_eq(window, 4096);
	play_clear(&play);
}

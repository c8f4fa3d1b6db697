/* SPDX-License-Identifier: MIT */
/*
 * Whatever a program does, it gets a verdict, and nothing of it is left.
 * Inconclusive is no verdict: it would be work for a human being.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/play.h"

/* What a program would be asked that meant well. */
#define GREETING                     \
	"alice connects\n"           \
	"alice sends \"hello\\n\"\n" \
	"alice receives \"hello\\n\"\n"

struct bad {
	const char *program;
	const char *mode;
	const char *mistake; /* "": it is right, after all */
};

static void judge(const struct bad *it)
{
	char arguments[64];

	for (; it->mode; it++) {
		snprintf(arguments, sizeof(arguments), "%s PORT", it->mode);
		if (*it->mistake)
			play_fails(it->program, arguments, GREETING,
				   it->mistake);
		else
			play_passes(it->program, arguments, GREETING);
	}
}

Test(hostile, hangs)
{
	static const struct bad programs[] = {
		{ "hang", "hang_pause", "did-not-listen" },
		{ "hang", "hang_flock", "did-not-listen" },
		{ "hang", "hang_mutex", "did-not-listen" },
		{ "hang", "hang_semaphore", "did-not-listen" },
		{ "hang", "hang_condition", "did-not-listen" },
		{ "hang", "hang_stdin", "did-not-listen" },
		{ "hang", "hang_pipe", "did-not-listen" },
		{ "hang", "hang_own_pipe_full", "did-not-listen" },
		{ "hang", "hang_fifo", "did-not-listen" },
		{ "hang", "hang_sigwait", "did-not-listen" },
		{ "tamper", "ignore_term", "did-not-listen" },
		{ "hang", "late_mutex", "wrong-answer" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
}

Test(hostile, spins)
{
	static const struct bad programs[] = {
		{ "hang", "hang_lockf", "did-not-listen" },
		{ "tamper", "spin", "did-not-listen" },
		{ "hang", "spin_getpid", "did-not-listen" },
		{ "hang", "spin_clock", "did-not-listen" },
		{ "hang", "spin_poll", "busy-loop" },
		{ "hang", "spin_read", "did-not-listen" },
		{ "hang", "spin_sleep", "did-not-listen" },
		{ "hang", "spin_yield", "did-not-listen" },
		{ "hang", "spin_malloc", "did-not-listen" },
		{ "tamper", "block_all", "did-not-listen" },
		{ "tamper", "unlimit", "did-not-listen" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
}

Test(hostile, makes_others)
{
	static const struct bad programs[] = {
		{ "crash", "do_fork", "forbidden-call" },
		{ "crash", "fork_bomb", "forbidden-call" },
		{ "crash", "do_vfork", "forbidden-call" },
		{ "crash", "do_exec", "forbidden-call" },
		{ "crash", "do_system", "forbidden-call" },
		{ "crash", "do_thread", "forbidden-call" },
		{ "crash", "do_setsid", "did-not-listen" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
}

Test(hostile, crashes)
{
	static const struct bad programs[] = {
		{ "crash", "crash_null", "crashed" },
		{ "crash", "crash_call", "crashed" },
		{ "crash", "crash_abort", "crashed" },
		{ "crash", "crash_stack", "crashed" },
		{ "crash", "crash_double_free", "crashed" },
		{ "crash", "crash_jump", "crashed" },
		{ "crash", "crash_stack_pointer", "crashed" },
		{ "crash", "crash_handled", "crashed" },
		{ "crash", "crash_returned", "crashed" },
		{ "tamper", "breakpoint", "crashed" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
#ifdef __x86_64__ /* elsewhere a division by zero is none */
	play_fails("crash", "crash_division", GREETING, "crashed");
#endif
}

/* As the limit of CPU time would end it: what it was is anybody's guess. */
Test(hostile, kills_itself)
{
	play_is_judged("tamper", "kill_itself", GREETING);
}

/* The line of the crash is the one to show. */
Test(hostile, a_crash_has_its_line)
{
	struct play play = play_run("crash", "crash_null", GREETING);

	cr_expect_str_eq(play.verdict.source.file, "crash.c");
	cr_expect_str_eq(play.verdict.source.function, "crash_null");
	cr_expect_gt(play.verdict.source.line, 0);
	play_clear(&play);
}

/* So is the line of a deadlock, which no rule knows. */
Test(hostile, a_deadlock_has_its_line)
{
	struct play play = play_run("hang", "late_mutex PORT", GREETING);

	cr_expect_str_eq(play.verdict.source.function, "hang_mutex");
	cr_expect_str_eq(play.trial->doing.call, "futex");
	play_clear(&play);
}

Test(hostile, tampers)
{
	static const struct bad programs[] = {
		{ "tamper", "kill_parent", "forbidden-call" },
		{ "tamper", "kill_all", "forbidden-call" },
		{ "tamper", "kill_group", "forbidden-call" },
		{ "tamper", "trace_me", "forbidden-call" },
		{ "tamper", "not_dumpable", "forbidden-call" },
		{ "tamper", "other_filter", "forbidden-call" },
		{ "tamper", "strict", "forbidden-call" },
		{ "tamper", "foreign_call", "forbidden-call" },
		{ "tamper", "x32_call", "forbidden-call" },
		{ "tamper", "stop_itself", "did-not-listen" },
		{ "tamper", "stop_terminal", "did-not-listen" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
}

Test(hostile, asks_for_io_uring)
{
	play_passes("tamper", "no_uring", "server exits with 0\n");
}

Test(hostile, asks_for_netlink)
{
	play_passes("tamper", "no_netlink", "server exits with 0\n");
}

Test(hostile, does_not_listen_there)
{
	static const struct bad programs[] = {
		{ "crash", "never_listen", "did-not-listen" },
		{ "crash", "listen_elsewhere", "did-not-listen" },
		{ "crash", "bind_only", "did-not-listen" },
		{ "crash", "stop_listening", "did-not-listen" },
		{ "crash", "exit_early", "exited-early" },
		{ "crash", "exit_raw", "exited-early" },
		{ "tamper", "close_all", "did-not-listen" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
	play_fails("preempt", "PORT", GREETING, "exited-early");
}

Test(hostile, moves_descriptors)
{
	static const struct bad programs[] = {
		{ "tamper", "serve_closed", "" },
		{ "tamper", "socket_over_stdout", "" },
		{ NULL, NULL, NULL },
	};

	judge(programs);
	play_passes("tamper", "print_closed", "server exits with 0\n");
	play_passes("tamper", "all_descriptors",
		    "server has at most 64 descriptors\n"
		    "server exits with 0\n");
}

/* The amount alone fails nobody; without an end it is a loop. */
Test(hostile, prints)
{
	play_passes("tamper", "print_gigabyte", "server exits with 0\n");
	play_passes("tamper", "print_small",
		    "server exits with 0\nserver prints \"x\\nx\\n\"\n");
	play_fails("tamper", "print_for_ever", "server waits\n", "busy-loop");
}

Test(hostile, lies_to_the_kernel)
{
	play_passes("tamper", "many_slots PORT", "server exits with 0\n");
	play_passes("tamper", "wild_pointers PORT", "server exits with 0\n");
	play_passes("tamper", "huge_counts PORT",
		    "alice connects\n"
		    "alice closes\n"
		    "server exits with 0\n");
	play_passes("crash", "big_file", "server exits with 0\n");
}

/* How far it comes before it is stopped depends on the machine. */
Test(hostile, eats_memory)
{
	play_is_judged("crash", "eat", GREETING);
	play_is_judged("crash", "eat_and_crash", GREETING);
	play_is_judged("huge", "PORT", GREETING);
}

static char *copy_of_program(void)
{
	static char path[] = "/tmp/wouldblock-XXXXXX";
	char command[2048];
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	snprintf(command, sizeof(command), "cp " PROGRAMS "crash %s", path);
	cr_assert_eq(system(command), 0);
	cr_assert_eq(fchmod(fd, 0700), 0);
	close(fd);
	return path;
}

/* Its lines are known all the same. */
Test(hostile, removes_itself)
{
	char *path = copy_of_program();
	struct play play = play_run(path, "unlink_itself", GREETING);

	cr_expect_eq(play.verdict.kind, VERDICT_FAIL);
	cr_expect_str_eq(play.verdict.mistake, "crashed");
	cr_expect_str_eq(play.verdict.source.function, "crash_null");
	cr_expect_eq(access(path, F_OK), -1);
	unlink(path);
	play_clear(&play);
}

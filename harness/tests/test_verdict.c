/* SPDX-License-Identifier: MIT */
/* Verdicts in general, and on how a program begins and ends. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "judge/diagnosis.h"
#include "made_trial.h"

#define ECHO "alice connects\nalice sends \"hello\"\nalice receives \"hello\"\n"

Test(verdict, a_pass_names_nothing)
{
	struct made *made = made_begin(ECHO);
	struct verdict verdict;

	made->trial->end = TRIAL_COMPLETED;
	verdict = verdict_of(made->trial);
	cr_expect(eq(int, verdict.kind, VERDICT_PASS));
	cr_expect(verdict.mistake == NULL && verdict.message == NULL);
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, inconclusive_says_why_and_names_nothing)
{
	struct made *made = made_begin(ECHO);
	struct verdict verdict;

	made->trial->end = TRIAL_INCONCLUSIVE;
	made->trial->problem = strdup("ptrace is not allowed here");
	verdict = verdict_of(made->trial);
	cr_expect(eq(int, verdict.kind, VERDICT_INCONCLUSIVE));
	cr_expect(eq(str, verdict.message, "ptrace is not allowed here"));
	cr_expect(verdict.mistake == NULL);
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, the_message_says_expected_and_happened)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);
	struct verdict verdict;

	made_fails(made, alice, MISMATCH_LESS);
	made_content(made, "hello", 5, "", 0);
	verdict = verdict_of(made->trial);
	cr_expect(eq(str, verdict.message,
		     "Expected: alice receives \"hello\", but alice has "
		     "received nothing."));
	cr_expect(eq(str, verdict.expected, "hello"));
	cr_expect(eq(str, verdict.received, ""));
	cr_expect(eq(int, verdict.script_line, 6));
	verdict_clear(&verdict);
	made_end(made);
}

Test(verdict, a_forbidden_call)
{
	struct made *made = made_begin(ECHO);

	made->trial->end = TRIAL_FORBIDDEN;
	made->trial->forbidden = "fork";
	made->trial->forbidden_at = (struct source){ "echo.c", 9, "main" };
	says(made, "forbidden-call", 9);
}

Test(listen, swapped_bytes_are_a_fact)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "bind", 20, 0, 0);
	made_listener(made, "listen", 21, 0, 0);
	made->trial->end = TRIAL_NOT_LISTENING;
	made->trial->bound_port = 0x1f90;
	made->trial->wanted_port = 0x901f;
	explains(made, "did-not-listen",
		 "Your program listens on port 8080, and was started with "
		 "port 36895. These are the same two bytes in the other "
		 "order: 0x1f90 and 0x901f.");
}

Test(listen, exit_at_the_start_tells_status_and_output)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "bind", 20, -1, EADDRINUSE);
	made_exits(made, 1);
	made->trial->end = TRIAL_NOT_LISTENING;
	made->trial->bound_port = 0;
	made->trial->output.data = (uint8_t *)strdup("bind: no\n");
	made->trial->output.len = 9;
	explains(made, "did-not-listen",
		 "bind() said EADDRINUSE. It exited with status 1 and "
		 "printed \"bind: no\\n\".");
}

Test(end, killed_by_sigpipe)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made_does(made, "write", alice, 33, 5, -1, EPIPE);
	made_killed(made, SIGPIPE, 33);
	says(made, "killed-by-sigpipe", 33);
}

Test(ends, an_abort_says_why)
{
	struct made *made = made_begin("alice connects\n");

	made->trial->output.data = (uint8_t *)strdup("hello\nn == 1 failed\n");
	made->trial->output.len =
		strlen((const char *)made->trial->output.data);
	made_killed(made, SIGABRT, 33);
	explains(made, "crashed",
		 "Your program was killed by SIGABRT in serve(), line 33. Its "
		 "last line was \"n == 1 failed\".");
}

Test(end, a_crash_is_a_crash)
{
	struct made *made = made_begin(ECHO);

	made_killed(made, SIGSEGV, 12);
	explains(made, "crashed",
		 "Your program was killed by SIGSEGV in serve(), line 12.");
}

Test(end, a_descriptor_too_large_for_select)
{
	struct made *made = made_begin(ECHO);

	made_wait(made, "pselect6", 30, NULL, 0);
	made_listener(made, "accept", 31, 1024, 0);
	made_killed(made, SIGABRT, 32);
	says(made, "fd-set-overflow", 31);
}

Test(end, a_large_descriptor_that_was_closed_is_no_overflow)
{
	struct made *made = made_begin(ECHO);

	made_wait(made, "pselect6", 30, NULL, 0);
	made_listener(made, "accept", 31, 1024, 0);
	made_event(made, made_call("close", 1024, 0, 32, 0, 0));
	made_killed(made, SIGABRT, 33);
	says(made, "crashed", 33);
}

struct straw {
	const char *act;
	int error;
	const char *code;
};

Test(end, the_last_failure_names_the_cause)
{
	static const struct straw straws[] = {
		{ "read", EINTR, "interrupted-is-fatal" },
		{ "epoll_wait", EINTR, "interrupted-is-fatal" },
		{ "read", EAGAIN, "wouldblock-is-fatal" },
		{ "accept4", ECONNABORTED, "accept-error-is-fatal" },
		{ "accept4", EMFILE, "descriptor-limit-fatal" },
		{ "accept", ENFILE, "descriptor-limit-fatal" },
		{ "read", ECONNRESET, "reset-is-fatal" },
		{ "write", EPIPE, "reset-is-fatal" },
		{ "pselect6", EBADF, "closed-descriptor-watched" },
		{ "connect", EINPROGRESS, "pending-is-failure" },
		{ "setsockopt", EINVAL, "exited-early" },
	};
	size_t i;

	for (i = 0; i < sizeof straws / sizeof straws[0]; i++) {
		struct made *made = made_begin(ECHO);

		made_event(made,
			   made_call(straws[i].act,
				     strstr(straws[i].act, "select") ? -1 : 3,
				     0, 50, -1, straws[i].error));
		made_event(made, made_call("close", 3, 0, 60, 0, 0));
		made_exits(made, 1);
		says(made, straws[i].code, -1);
	}
}

Test(end, minus_one_as_a_descriptor_points_back_to_accept)
{
	struct made *made = made_begin(ECHO);

	made_listener(made, "accept", 40, -1, ECONNABORTED);
	made_event(made, made_call("fcntl", -1, 0, 41, -1, EBADF));
	made_exits(made, 1);
	says(made, "accept-error-is-fatal", 40);
}

Test(end, a_failure_long_ago_is_not_blamed)
{
	struct made *made = made_begin(ECHO);
	int alice = made_connection(made, "alice", 4);

	made_does(made, "read", alice, 40, 10, -1, EAGAIN);
	made_does(made, "read", alice, 40, 10, 0, 0);
	made_exits(made, 0);
	says(made, "exited-early", -1);
}

Test(verdict, a_listener_that_was_closed_refuses)
{
	struct made *made = made_begin("alice connects\nbob connects\n");
	int bob;

	made_connection(made, "alice", 5);
	bob = made_connection(made, "bob", -1);
	made_listener(made, "accept", 30, 5, 0);
	made_listener(made, "close", 31, 0, 0);
	made_fails(made, bob, MISMATCH_REFUSED);
	explains(made, "did-not-listen",
		 "Your program closed its listener here, so that the kernel "
		 "refuses bob.");
}

Test(verdict, an_end_without_a_line_is_shown_where_it_was)
{
	struct made *made = made_begin("server prints something\n");
	struct event event = event_none(EVENT_EXITS);

	event.who = "server";
	event.at = (struct source){ "echo.c", 31, "die" };
	log_append(made->trial->log, &event);
	made->trial->exited = true;
	made->trial->mismatch = MISMATCH_OUTPUT;
	says(made, "wrong-answer", 31);
}

static void all_differ(const char *(*list)(size_t))
{
	for (size_t i = 0; list(i); i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(list(k), list(i));
}

/* Each rule and each check can be told from the others in a result. */
Test(verdict, what_decides_has_a_name_of_its_own)
{
	all_differ(diagnosis_rule);
	all_differ(check_name);
}

static bool listed(const char *(*list)(size_t), const char *name)
{
	for (size_t i = 0; list(i); i++)
		if (!strcmp(list(i), name))
			return true;
	return false;
}

/* And what decides is among those that `harness list --checks` prints. */
Test(verdict, what_decides_is_listed)
{
	static const char *const steps[] = {
		ECHO,
		"server holds at most 0 descriptors\n",
		"server uses at most 1 KiB more than at the start\n",
		"server makes at most 5 calls while 10 seconds pass\n",
	};

	for (size_t s = 0; s < 4; s++)
		for (int m = MISMATCH_CONTENT; m <= MISMATCH_ALONE; m++) {
			struct made *made = made_begin(steps[s]);
			struct verdict verdict;

			made_fails(made, made_connection(made, "alice", 5),
				   (enum mismatch)m);
			verdict = verdict_of(made->trial);
			cr_assert_not_null(verdict.rule);
			cr_assert_not_null(verdict.check);
			cr_expect(listed(diagnosis_rule, verdict.rule), "%s",
				  verdict.rule);
			cr_expect(listed(check_name, verdict.check), "%s",
				  verdict.check);
			verdict_clear(&verdict);
			made_end(made);
		}
}

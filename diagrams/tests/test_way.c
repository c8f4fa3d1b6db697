/* SPDX-License-Identifier: MIT */
/* Runs laid on workflows. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workflow/lay.h"
#include "workflow/spin.h"
#include "workflow/tally.h"

static struct workflow *small;
static struct record *record;
static struct way *way;

/* Events of one descriptor and one client; ERROR may be "null". */
#define CALL(n, call, ret, error, at)                              \
	"{\"n\":" #n ",\"t\":0,\"who\":\"server\",\"do\":\"" call  \
	"\",\"fd\":5,\"peer\":\"alice\",\"asked\":9,\"ret\":" #ret \
	",\"errno\":" error ",\"at\":\"echo.c:" #at "\",\"connection\":1}\n"
#define WAIT(n, call, at)                                         \
	"{\"n\":" #n ",\"t\":0,\"who\":\"server\",\"do\":\"" call \
	"\",\"fd\":5,\"peer\":\"alice\",\"at\":\"echo.c:" #at     \
	"\",\"kind\":\"waits\",\"connection\":1}\n"

static const char loop[] = "digraph w {\n"
			   "wait [role=wait, call=wait]\n"
			   "recv [role=act, call=recv]\n"
			   "send [role=act, call=send]\n"
			   "close [role=end, call=close]\n"
			   "wait -> recv [when=ok]\n"
			   "recv -> send [when=\">0\"]\n"
			   "recv -> close [when=\"0 error\"]\n"
			   "recv -> wait [when=EAGAIN]\n"
			   "send -> wait\n"
			   "}\n";

static void lay(const char *dot, const char *log)
{
	char path[] = "/tmp/workflow.XXXXXX", error[200];
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, dot, strlen(dot)), (ssize_t)strlen(dot));
	close(fd);
	small = workflow_read(path);
	unlink(path);
	cr_assert(small);
	record = record_parse(log, strlen(log), "log", error, sizeof(error));
	cr_assert(record, "%s", error);
	way = way_find(small, record);
}

static void clear(void)
{
	way_free(way);
	workflow_free(small);
	record_free(record);
}

Test(way, follows_the_results)
{
	lay(loop, CALL(0, "poll", 1, "null", 1) CALL(1, "read", 9, "null", 2)
			  CALL(2, "writev", 9, "null", 3) CALL(3, "epoll_pwait",
							       1, "null", 1)
				  CALL(4, "recvmsg", 0, "null", 2)
					  CALL(5, "close", 0, "null", 4));
	cr_expect_eq(way->n_steps, 6);
	cr_expect_eq(way_off(way), 0);
	clear();
}

Test(way, passes_over_what_is_no_matter)
{
	lay(loop, CALL(0, "poll", 1, "null", 1) CALL(1, "getpid", 1, "null", 1)
			  CALL(2, "fcntl", 0, "null", 1)
				  CALL(3, "recvfrom", 9, "null", 2));
	cr_expect_eq(way->n_steps, 2);
	cr_expect_eq(way_off(way), 0);
	clear();
}

Test(way, a_wait_and_its_return_are_one_step)
{
	lay(loop, WAIT(0, "poll", 1) CALL(1, "poll", 1, "null", 1)
			  WAIT(2, "recvfrom", 2));
	cr_expect_eq(way->n_steps, 2);
	cr_expect_eq(way->steps[1].result, 0);
	clear();
}

Test(way, leaves_the_workflow_where_a_result_leads_elsewhere)
{
	struct verdict verdict = { .script = "s",
				   .failed = true,
				   .mistake = "wouldblock-is-fatal",
				   .file = "echo.c",
				   .line = 2 };
	struct tally *tally;

	lay(loop,
	    CALL(0, "poll", 1, "null", 1) CALL(1, "read", -1, "\"EAGAIN\"", 2)
		    CALL(2, "close", 0, "null", 4));
	cr_expect_eq(way_off(way), 1);
	tally = tally_new(way, &verdict);
	cr_assert_eq(tally->n_jumps, 1);
	cr_expect_str_eq(tally->jumps[0].outcome, "EAGAIN");
	cr_expect(tally->jumps[0].wrong);
	cr_expect_eq(tally->place, 1);
	tally_free(tally);
	clear();
}

Test(way, another_order_is_no_mistake)
{
	struct verdict none = { 0 };

	lay(loop,
	    CALL(0, "poll", 1, "null", 1) CALL(1, "read", 9, "null", 2)
		    CALL(2, "write", 9, "null", 3) CALL(3, "read", 9, "null", 2)
			    CALL(4, "nanosleep", 0, "null", 9));
	cr_expect_eq(way_off(way), 2);
	cr_expect_eq(way->n_extras, 1);
	cr_expect_eq(way_extra(way, way->steps[4].node), FAMILY_SLEEP);
	cr_expect_eq(lay_count_red(way, &none), 0);
	clear();
}

/* So many reads that say EAGAIN, one after the other. */
static char *circle_of(int n)
{
	char *log;
	size_t len;
	FILE *out = open_memstream(&log, &len);

	fputs(CALL(0, "poll", 1, "null", 1), out);
	for (int i = 1; i <= n; i++)
		fprintf(out,
			"{\"n\":%d,\"t\":0,\"who\":\"server\",\"do\":\"read\","
			"\"fd\":5,\"peer\":\"alice\",\"asked\":9,\"ret\":-1,"
			"\"errno\":\"EAGAIN\",\"at\":\"echo.c:2\","
			"\"connection\":1}\n",
			i);
	fclose(out);
	return log;
}

Test(way, a_long_circle_is_red)
{
	struct verdict none = { 0 };
	char *log = circle_of(SPIN_LEAST), *words;

	lay(loop, log);
	free(log);
	cr_expect_eq(lay_count_red(way, &none), 1);
	words = lay_describe(way, &none);
	cr_expect(strstr(words, "100 times, and nothing moved"), "%s", words);
	free(words);
	clear();
}

Test(way, a_short_circle_is_not)
{
	struct verdict none = { 0 };
	char *log = circle_of(SPIN_LEAST - 1);

	lay(loop, log);
	free(log);
	cr_expect_eq(lay_count_red(way, &none), 0);
	clear();
}

Test(way, a_run_that_passed_has_nothing_red)
{
	struct verdict passed = { .passed = true };
	char *log = circle_of(SPIN_LEAST);

	lay(loop, log);
	free(log);
	cr_expect_eq(lay_count_red(way, &passed), 0);
	clear();
}

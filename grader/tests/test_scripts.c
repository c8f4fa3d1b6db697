/* SPDX-License-Identifier: MIT */
/* What is tested from outside, by scripts beside this file. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "made_book.h"

/* They take build/grader and build/harness, which need not be there when the
   sanitizers' own build is tested. */
#ifdef __SANITIZE_ADDRESS__
#define SKIP true
#else
#define SKIP false
#endif

static void run(const char *script, const char *arguments)
{
	char *output;
	int status;

	if (SKIP)
		cr_skip_test("is tested without the sanitizers");
	status = command_output(&output, "sh %s/grader/tests/%s %s 2>&1",
				KIT_ROOT, script, arguments);

	cr_expect(eq(int, status, 0), "%s", output);
	free(output);
}

Test(scripts, a_crowd_is_graded_as_if_nobody_were_hostile)
{
	run("crowd.sh", getenv("KIT_FULL") ? "1000" : "20 01 03");
}

Test(scripts, similar_submissions_are_found)
{
	run("similar.sh", "");
}

Test(scripts, the_gradescope_bundle_grades_alone)
{
	if (!getenv("KIT_FULL"))
		cr_skip_test("builds the whole kit: make test-full");
	run("bundle.sh", "");
}

Test(scripts, gnu_parallel_shares_the_work)
{
	run("parallel.sh", "");
}

Test(scripts, a_slurm_array_shares_the_work)
{
	if (!getenv("KIT_FULL") || geteuid() != 0)
		cr_skip_test("sets up a cluster, as root: make test-full");
	run("slurm.sh", "");
}

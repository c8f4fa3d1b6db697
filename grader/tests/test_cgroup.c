/* SPDX-License-Identifier: MIT */
/* Groups as the kernel has them, where this machine lets us make any. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "sandbox/cgroup.h"
#include "tests/made_class.h"

#define LIMIT (32UL << 20)

static struct hierarchy place(void)
{
	struct hierarchy hierarchy;

	hierarchy_open(&hierarchy);
	if (!cgroup_works(&hierarchy))
		cr_skip_test("no control groups here: %s", hierarchy.reason);
	return hierarchy;
}

/* In memory that belongs to no process. */
static void take_memory(size_t bytes)
{
	static char block[1 << 20];
	int fd = memfd_create("memory", MFD_CLOEXEC);

	for (size_t i = 0; i < bytes; i += sizeof(block))
		if (write(fd, block, sizeof(block)) != sizeof(block))
			_exit(1);
	close(fd);
}

static bool was_killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* A child in the group that takes memory; its wait status. */
static int take_in(const struct cgroup *group, size_t bytes)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		if (cgroup_join(group) < 0)
			_exit(2);
		take_memory(bytes);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

Test(cgroup, kills_who_takes_more_than_the_limit)
{
	struct hierarchy hierarchy = place();
	struct cgroup group;
	int status;

	cr_assert(cgroup_open(&group, &hierarchy, LIMIT));
	cgroup_begin(&group);
	status = take_in(&group, 2 * LIMIT);
	cr_expect(was_killed(status), "%#x", (unsigned)status);
	cr_expect(cgroup_end(&group));
	/* The next submission begins anew. */
	cgroup_begin(&group);
	status = take_in(&group, LIMIT / 4);
	cr_expect(eq(int, status, 0));
	cr_expect(eq(int, cgroup_end(&group), false));
	cgroup_close(&group);
	hierarchy_close(&hierarchy);
}

/* Files of an earlier submission may fill the group with what can be dropped:
   that is no reason to miss the next overrun. */
Test(cgroup, counts_anew_when_it_is_full_of_caches)
{
	struct hierarchy hierarchy = place();
	char file[] = "/var/tmp/wouldblock-cache-XXXXXX";
	struct cgroup group;
	int fd = mkstemp(file), status;
	pid_t pid;

	cr_assert(cgroup_open(&group, &hierarchy, LIMIT));
	cgroup_begin(&group);
	pid = fork();
	if (pid == 0) {
		static char block[1 << 20];

		cgroup_join(&group);
		for (size_t i = 0; i < 2 * LIMIT; i += sizeof(block))
			if (write(fd, block, sizeof(block)) < 0)
				_exit(1);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	cr_expect(eq(int, status, 0));
	cr_expect(eq(int, cgroup_end(&group), false));
	cgroup_begin(&group);
	status = take_in(&group, 2 * LIMIT);
	cr_expect(was_killed(status));
	cr_expect(cgroup_end(&group));
	close(fd);
	unlink(file);
	cgroup_close(&group);
	hierarchy_close(&hierarchy);
}

/* A kill is no overrun: the limit has to have struck. */
Test(cgroup, tells_its_limit_from_a_kill)
{
	struct hierarchy hierarchy = place();
	struct cgroup group;
	pid_t pid;

	cr_assert(cgroup_open(&group, &hierarchy, LIMIT));
	cgroup_begin(&group);
	pid = fork();
	if (pid == 0) {
		cgroup_join(&group);
		raise(SIGKILL);
	}
	waitpid(pid, NULL, 0);
	cr_expect(eq(int, cgroup_end(&group), false));
	cgroup_close(&group);
	hierarchy_close(&hierarchy);
}

/* Here the group above has the smaller limit: as when the machine has no more.
   Only version 1 lets a group with limits have groups in it at once. */
Test(cgroup, tells_its_limit_from_the_machine_s)
{
	struct hierarchy hierarchy = place(), inner;
	struct cgroup outer, group;
	int status, n;

	if (hierarchy.version != 1)
		cr_skip_test("groups of version 1 only");
	cr_assert(cgroup_open(&outer, &hierarchy, LIMIT));
	inner = hierarchy;
	inner.pids[0] = '\0';
	n = snprintf(inner.memory, PATH_MAX, "%s/wouldblock-%d-%d",
		     hierarchy.memory, (int)outer.maker, outer.number);
	cr_assert(n < PATH_MAX);
	cr_assert(cgroup_open(&group, &inner, 4 * LIMIT));
	cgroup_begin(&group);
	status = take_in(&group, 2 * LIMIT);
	cr_expect(was_killed(status));
	cr_expect(eq(int, cgroup_end(&group), false));
	cgroup_close(&group);
	cgroup_close(&outer);
	hierarchy_close(&hierarchy);
}

Test(cgroup, ends_all_that_is_left_in_it)
{
	struct hierarchy hierarchy = place();
	struct cgroup group;
	int ready[2], status = 0;
	pid_t pid;
	char byte;

	cr_assert(cgroup_open(&group, &hierarchy, LIMIT));
	cr_assert(eq(int, pipe(ready), 0));
	pid = fork();
	if (pid == 0) {
		setsid();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		cgroup_join(&group);
		if (write(ready[1], "", 1) == 1)
			for (;;)
				pause();
	}
	cr_assert(eq(int, (int)read(ready[0], &byte, 1), 1));
	cgroup_end(&group);
	waitpid(pid, &status, 0);
	cr_expect(was_killed(status));
	cgroup_close(&group);
	cr_expect(eq(int, cgroup_exists(&hierarchy, getpid()), false));
	hierarchy_close(&hierarchy);
}

Test(cgroup, of_the_dead_is_taken_away_and_of_the_living_not)
{
	struct hierarchy hierarchy = place();
	struct cgroup group;
	pid_t pid;

	cr_assert(cgroup_open(&group, &hierarchy, LIMIT));
	pid = fork();
	if (pid == 0) {
		struct cgroup own;

		if (cgroup_open(&own, &hierarchy, LIMIT))
			raise(SIGKILL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	cr_expect(cgroup_exists(&hierarchy, pid));
	cgroup_clean(&hierarchy);
	cr_expect(eq(int, cgroup_exists(&hierarchy, pid), false));
	cr_expect(cgroup_exists(&hierarchy, getpid()));
	cgroup_close(&group);
	cr_expect(eq(int, cgroup_exists(&hierarchy, getpid()), false));
	hierarchy_close(&hierarchy);
}

Test(cgroup, is_another_one_each_time)
{
	struct hierarchy hierarchy = place();
	struct cgroup one, other;

	cr_assert(cgroup_open(&one, &hierarchy, LIMIT));
	cr_assert(cgroup_open(&other, &hierarchy, LIMIT));
	cr_expect(ne(int, one.number, other.number));
	cgroup_close(&one);
	cgroup_close(&other);
	hierarchy_close(&hierarchy);
}

Test(cgroup, that_cannot_be_made_is_said)
{
	struct hierarchy hierarchy = { .version = 1, .memory = "/nonexistent" };

	cr_expect(eq(int, cgroup_works(&hierarchy), false));
	cr_expect(eq(int, hierarchy.version, 0));
	cr_expect(eq(str, hierarchy.reason,
		     "a group in /nonexistent: No such file or directory"));
}

/* Without one all else goes on as it did. */
Test(cgroup, need_not_be_there)
{
	struct cgroup none = { .hierarchy = NULL };

	cgroup_begin(&none);
	cr_expect(eq(int, cgroup_join(&none), 0));
	cr_expect(eq(int, cgroup_end(&none), false));
	cgroup_close(&none);
}

/* One student takes all, one is done with it; the grader leaves nothing. */
Test(cgroup, of_a_grader_tells_each_student_what_happened)
{
	struct hierarchy hierarchy = place();
	struct made_class made = made_class();
	pid_t grader;
	int status = -1;
	char *grades, *json;

	made_copy(&made, "ann/01-blocking/echo.c",
		  "solutions/01-blocking/echo.c");
	made_copy(&made, "ben/01-blocking/echo.c",
		  "grader/selftest/attacks/memory-in-files.c");
	grader = made_start(&made, "grade --submissions {}/class --out {}/out "
				   "--lesson 01 --format json --jobs 1");
	waitpid(grader, &status, 0);
	cr_expect(eq(int, status, 0));
	cr_expect(eq(int, cgroup_exists(&hierarchy, grader), false));
	grades = made_read(&made, "out/grades.csv");
	cr_expect(strstr(grades, "ann,,,,01-blocking,scored,12,12,") != NULL);
	cr_expect(strstr(grades, "ben,,,,01-blocking,scored,0,12,0,") != NULL);
	json = made_read(&made, "out/json/grades.json");
	cr_expect(strstr(json, "The program used more memory than there is") !=
		  NULL);
	/* Killed once, and what needs that script is not played. */
	cr_expect(strstr(json, "Needs starts first") != NULL);
	free(json);
	free(grades);
	made_class_end(&made);
	hierarchy_close(&hierarchy);
}

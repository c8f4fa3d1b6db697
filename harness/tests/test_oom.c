/* SPDX-License-Identifier: MIT */
/* What a child has, and its parent has not. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/filter.h"
#include "supervise/oom.h"

static int own_score(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "re");
	int score = -1;

	if (file && fscanf(file, "%d", &score) != 1)
		score = -1;
	if (file)
		fclose(file);
	return score;
}

static int status_of(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(oom, child_goes_first)
{
	int before = own_score();
	pid_t pid;

	for (int i = 0; i < 2; i++) {
		pid = oom_fork();
		if (pid == 0)
			_exit(own_score() == 1000 ? 0 : 1);
		cr_expect(eq(int, status_of(pid), 0));
		cr_expect(eq(int, own_score(), before));
	}
}

/* Not by the descriptor of its parent's. */
Test(oom, child_of_a_child_leaves_others_alone)
{
	int before = own_score();
	pid_t pid;

	oom_prepare();
	pid = fork();
	if (pid == 0) {
		pid_t inner = oom_fork();

		if (inner == 0)
			_exit(own_score() == 1000 ? 0 : 1);
		_exit(status_of(inner) || own_score() != before);
	}
	cr_expect(eq(int, status_of(pid), 0));
	cr_expect(eq(int, own_score(), before));
}

Test(filter, refuses_netlink_to_a_compiler)
{
	pid_t pid = fork();

	if (pid == 0) {
		filter_refuse_netlink();
		if (socket(AF_NETLINK, SOCK_RAW, 0) >= 0 ||
		    errno != EAFNOSUPPORT)
			_exit(1);
		_exit(socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 2 : 0);
	}
	cr_expect(eq(int, status_of(pid), 0));
}

/* SPDX-License-Identifier: MIT */
#include "supervise/oom.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FIRST "1000"

/* Of the process owner, which is asked for once; a child opens its own. */
static struct {
	pid_t owner;
	int fd; /* -1: it cannot be had */
	char usual[16];
} score;

void oom_prepare(void)
{
	ssize_t n = -1;

	if (score.owner == getpid())
		return;
	memset(&score, 0, sizeof(score));
	score.owner = getpid();
	score.fd = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
	if (score.fd >= 0)
		n = read(score.fd, score.usual, sizeof(score.usual) - 1);
	if (score.fd >= 0 && n <= 0) {
		close(score.fd);
		score.fd = -1;
	}
}

static void bear(const char *text)
{
	if (score.fd >= 0 && pwrite(score.fd, text, strlen(text), 0) < 0) {
		close(score.fd);
		score.fd = -1;
	}
}

pid_t oom_fork(void)
{
	pid_t pid;
	int error;

	oom_prepare();
	bear(FIRST);
	pid = fork();
	error = errno;
	if (pid != 0)
		bear(score.usual);
	errno = error;
	return pid;
}

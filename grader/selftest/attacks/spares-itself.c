/* SPDX-License-Identifier: MIT */
/*
 * Wants the judge to be killed in its place when memory runs out.
 *
 * needs: landlock
 * status: scored
 * says: status 7
 */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	return fd >= 0 && write(fd, "0", 1) == 1 ? 42 : 7;
}

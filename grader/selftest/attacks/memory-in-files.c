/* SPDX-License-Identifier: MIT */
/*
 * Takes memory in all ways that no limit of a process counts: files in /tmp,
 * pipes, and files without a name, each of them small enough.
 *
 * needs: cgroup
 * status: scored
 * says: used more memory than there is for a submission, 1024 MiB, and was killed
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static char block[15 << 20];

int main(void)
{
	char name[64];
	int ends[2];

	for (int i = 0; i < 20; i++) {
		int fd;

		snprintf(name, sizeof name, "memory-%d", i);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		if (fd >= 0 && write(fd, block, sizeof block) < 0)
			break;
	}
	for (int i = 0; i < 20; i++)
		if (pipe2(ends, O_NONBLOCK) == 0 &&
		    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) > 0 &&
		    write(ends[1], block, sizeof block) < 0)
			break;
	for (int i = 0; i < 150; i++) {
		int fd = memfd_create("memory", 0);

		if (fd < 0 || write(fd, block, sizeof block) < 0)
			break;
	}
	return 42;
}

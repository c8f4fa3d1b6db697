/* SPDX-License-Identifier: MIT */
/*
 * Fills the disk, one file after another, then with empty ones.
 *
 * status: scored
 * says: status 7|without end
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static char block[1 << 20];

int main(void)
{
	char name[64];

	signal(SIGXFSZ, SIG_IGN);
	for (int i = 0; i < 40; i++) {
		int fd;

		snprintf(name, sizeof name, "/tmp/wouldblock-flood-%d", i);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		while (fd >= 0 && write(fd, block, sizeof block) > 0)
			;
		close(fd);
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "/tmp/wouldblock-inode-%d", i);
		close(open(name, O_WRONLY | O_CREAT, 0600));
	}
	return 7;
}

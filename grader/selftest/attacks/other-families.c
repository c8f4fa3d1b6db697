/* SPDX-License-Identifier: MIT */
/*
 * Sockets of kinds that no lesson needs, and namespaces.
 *
 * status: scored
 * says: called unshare()
 */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	for (int family = 3; family < 45; family++) {
		int fd = socket(family, SOCK_RAW, 0);

		if (fd >= 0)
			close(fd);
	}
	return unshare(CLONE_NEWUSER) == 0 ? 42 : 7;
}

/* SPDX-License-Identifier: MIT */
/*
 * Sockets of kinds that no lesson needs, with netlink among them, by which the
 * harness sees connections; and namespaces.
 *
 * status: scored
 * says: called unshare()
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	for (int family = 0; family < 45; family++) {
		if (family == AF_UNIX || family == AF_INET ||
		    family == AF_INET6)
			continue;
		if (socket(family, SOCK_RAW, 0) >= 0 || errno != EAFNOSUPPORT)
			return 42;
	}
	return unshare(CLONE_NEWUSER) == 0 ? 42 : 7;
}

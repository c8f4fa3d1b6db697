/* SPDX-License-Identifier: MIT */
/*
 * Connects to everything near and far, and never reads.
 *
 * status: scored
 * says: without end|status 7
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	for (int i = 0; i < 3000; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		to.sin_addr.s_addr = htonl(i % 2 ? INADDR_LOOPBACK :
						   0x0a000001);
		to.sin_port = htons((unsigned short)(1000 + i));
		if (fd < 0)
			break;
		connect(fd, (struct sockaddr *)&to, sizeof to);
		if (i % 10)
			close(fd);
	}
	return 7;
}

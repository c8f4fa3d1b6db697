/* SPDX-License-Identifier: MIT */
/*
 * An echo server for one client that knows the answer: it reads as many bytes
 * as its first argument says, then writes them back.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	static char bytes[65536];
	size_t wanted, held = 0;
	int fd;

	if (argc < 3)
		return 2;
	wanted = strtoul(argv[1], NULL, 10);
	address.sin_port = htons((in_port_t)atoi(argv[2]));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (wanted > sizeof bytes ||
	    bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(listener, 1) < 0)
		return 2;
	fd = accept(listener, NULL, NULL);
	while (held < wanted) {
		ssize_t n = read(fd, bytes + held, wanted - held);

		if (n <= 0)
			return 2;
		held += (size_t)n;
	}
	if (write(fd, bytes, held) != (ssize_t)held)
		return 2;
	for (;;)
		pause();
}

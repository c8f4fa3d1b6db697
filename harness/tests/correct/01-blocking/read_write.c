/* SPDX-License-Identifier: MIT */
/* Style: read and write, SIGPIPE ignored, no signal handler and so no EINTR;
   any address, SO_REUSEPORT in place of SO_REUSEADDR, a lot of log output. */
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct sockaddr_in sin;
	char buffer[64];
	int s, c, yes = 1, port;

	if (argc < 2 || (port = atoi(argv[1])) <= 0 || port > 65535)
		errx(2, "need a port");
	signal(SIGPIPE, SIG_IGN);
	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons(port);
	sin.sin_addr.s_addr = INADDR_ANY;
	if ((s = socket(PF_INET, SOCK_STREAM, IPPROTO_TCP)) == -1)
		err(1, "socket");
	setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) == -1)
		err(1, "bind");
	if (listen(s, 5) == -1)
		err(1, "listen");
	fprintf(stderr, "listening\n");

	while (1) {
		c = accept(s, NULL, NULL);
		if (c == -1) {
			warn("accept");
			continue;
		}
		fprintf(stderr, "hello, client\n");
		while (1) {
			ssize_t got = read(c, buffer, sizeof(buffer)), put = 0;

			fprintf(stderr, "read: %zd\n", got);
			if (got <= 0)
				break;
			while (put < got) {
				ssize_t n = write(c, buffer + put, got - put);

				fprintf(stderr, "write: %zd\n", n);
				if (n == -1)
					break;
				put += n;
			}
			if (put < got)
				break;
		}
		fprintf(stderr, "good bye\n");
		close(c);
	}
}

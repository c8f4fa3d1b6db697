/* SPDX-License-Identifier: MIT */
/* Style: no byte is copied: splice from the socket into a pipe, and on; the
   signals SIGPIPE and SIGUSR1 are caught, and EINTR asked about everywhere. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t usr1;

static void caught(int sig)
{
	if (sig == SIGUSR1)
		usr1 = 1;
}

static ssize_t move_bytes(int from, int to, size_t len)
{
	ssize_t n;

	do {
		if (usr1) {
			usr1 = 0;
			fprintf(stderr, "still splicing\n");
		}
		n = splice(from, NULL, to, NULL, len, SPLICE_F_MOVE);
	} while (n == -1 && errno == EINTR);
	return n;
}

static void serve(int client, int hole[2])
{
	ssize_t in, out;

	while ((in = move_bytes(client, hole[1], 4096)) > 0) {
		while (in > 0) {
			out = move_bytes(hole[0], client, in);
			if (out <= 0)
				return;
			in -= out;
		}
	}
}

int main(int argc, char **argv)
{
	struct sigaction sa = { 0 };
	struct sockaddr_in a = { 0 };
	int one = 1, hole[2];
	char *end;
	unsigned long port = argc == 2 ? strtoul(argv[1], &end, 10) : 0;

	if (port == 0 || port > 65535 || *end) {
		fprintf(stderr, "%s: give me a port\n", argv[0]);
		exit(EXIT_FAILURE);
	}
	sa.sa_handler = caught;
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGPIPE, &sa, NULL);

	int l = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_family = AF_INET;
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (l == -1 ||
	    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(l, (struct sockaddr *)&a, sizeof(a)) || listen(l, 10)) {
		perror("echo");
		exit(EXIT_FAILURE);
	}
	for (;;) {
		int c = accept(l, NULL, NULL);

		if (c == -1)
			continue;
		/* a new pipe for each client: what was not sent stays in it */
		if (pipe(hole) == 0) {
			serve(c, hole);
			close(hole[0]);
			close(hole[1]);
		}
		close(c);
	}
}

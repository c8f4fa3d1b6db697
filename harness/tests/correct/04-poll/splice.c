/* SPDX-License-Identifier: MIT */
/* Style: splice through a pipe of its own for each client (three descriptors
   each), a pointer table by descriptor, drained accepts, SIGPIPE ignored. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MANY 1600

static struct pollfd polled[MANY + 1];
static struct tube {
	int in, out;
	size_t holds;
} tubes[MANY + 1];
static int used = 1;

static void admit(int fd)
{
	int ends[2];

	if (used > MANY || pipe2(ends, O_NONBLOCK) < 0) {
		close(fd);
		return;
	}
	polled[used] = (struct pollfd){ .fd = fd, .events = POLLIN };
	tubes[used] = (struct tube){ .in = ends[1], .out = ends[0] };
	used++;
}

static void dismiss(int i)
{
	close(polled[i].fd);
	close(tubes[i].in);
	close(tubes[i].out);
	used--;
	polled[i] = polled[used];
	tubes[i] = tubes[used];
}

/* false: it has left */
static bool pump(int i)
{
	struct tube *t = &tubes[i];
	ssize_t n;

	if (t->holds == 0) {
		n = splice(polled[i].fd, NULL, t->in, NULL, 4096,
			   SPLICE_F_NONBLOCK);
		if (n <= 0)
			return n < 0 && (errno == EAGAIN || errno == EINTR);
		t->holds = n;
	}
	n = splice(t->out, NULL, polled[i].fd, NULL, t->holds,
		   SPLICE_F_NONBLOCK);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	t->holds -= n;
	return true;
}

int main(int argc, char **argv)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int yes = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	sin.sin_port = htons(port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	polled[0].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	polled[0].events = POLLIN;
	setsockopt(polled[0].fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(polled[0].fd, (struct sockaddr *)&sin, sizeof sin) ||
	    listen(polled[0].fd, 256)) {
		perror("echo");
		return EXIT_FAILURE;
	}
	while (poll(polled, used, -1) >= 0 || errno == EINTR) {
		int fd, before = used;

		/* downwards: who is moved into a gap was asked already */
		for (int i = before - 1; i > 0; i--) {
			if (!polled[i].revents)
				continue;
			if (!pump(i)) {
				dismiss(i);
				continue;
			}
			polled[i].events = tubes[i].holds ? POLLOUT : POLLIN;
		}
		if (!(polled[0].revents & POLLIN))
			continue;
		while ((fd = accept4(polled[0].fd, NULL, NULL,
				     SOCK_NONBLOCK)) >= 0)
			admit(fd);
		if (errno == EMFILE || errno == ENFILE)
			usleep(30000);
	}
	perror("poll");
	return EXIT_FAILURE;
}

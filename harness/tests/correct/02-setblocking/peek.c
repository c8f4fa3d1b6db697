/* SPDX-License-Identifier: MIT */
/* Style: no buffer for each client. What is in the kernel is looked at with
   MSG_PEEK, sent as far as it goes, and only as much is then taken out. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

static int fds[FOPEN_MAX + 112];
static size_t n_fds;

int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags == -1)
		return -1;
	if (blocking)
		flags &= ~O_NONBLOCK;
	else
		flags |= O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags);
}

enum verdict classify(int err)
{
	switch (err) {
	case EWOULDBLOCK:
	case EINTR:
		return RETRY;
	case EINPROGRESS:
		return PENDING;
	default:
		return FATAL;
	}
}

/* 1 moved something, 0 did not, -1: it is over */
static int shovel(int fd)
{
	char window[6000];
	ssize_t seen = recv(fd, window, sizeof window, MSG_PEEK), sent;

	if (seen == 0)
		return -1;
	if (seen < 0)
		return classify(errno) == RETRY ? 0 : -1;
	sent = send(fd, window, (size_t)seen, MSG_NOSIGNAL);
	if (sent < 0)
		return classify(errno) == RETRY ? 0 : -1;
	while (sent > 0) {
		seen = recv(fd, window, (size_t)sent, 0);
		if (seen < 0 && classify(errno) == RETRY)
			continue;
		if (seen <= 0)
			return -1;
		sent -= seen;
	}
	return 1;
}

static int newcomer(int l)
{
	int fd, on = 1;

	if (n_fds == sizeof fds / sizeof fds[0])
		return 0;
	fd = accept(l, NULL, NULL);
	if (fd == -1)
		return 0;
	set_blocking(fd, false);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	fds[n_fds++] = fd;
	return 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port <= 0 || port >= 1 << 16) {
		fputs("usage: echo PORT\n", stderr);
		return EXIT_FAILURE;
	}
	at.sin_port = htons(port);
	at.sin_addr.s_addr = INADDR_ANY;
	if ((l = socket(AF_INET, SOCK_STREAM, 0)) == -1 ||
	    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(l, (struct sockaddr *)&at, sizeof at) || listen(l, 20) ||
	    set_blocking(l, false)) {
		perror("echo");
		return EXIT_FAILURE;
	}
	signal(SIGUSR1, SIG_IGN);
	while (1) {
		int moved = newcomer(l);

		for (size_t i = 0; i < n_fds;) {
			int one = shovel(fds[i]);

			if (one)
				moved = 1;
			if (one >= 0) {
				i++;
				continue;
			}
			shutdown(fds[i], SHUT_WR);
			close(fds[i]);
			fds[i] = fds[--n_fds];
		}
		if (!moved)
			usleep(20000);
	}
}

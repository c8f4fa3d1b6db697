/* SPDX-License-Identifier: MIT */
/* Style: recvmsg and sendmsg with MSG_NOSIGNAL, a receive timeout that only
   makes the loop go round, and SO_REUSEPORT beside SO_REUSEADDR. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t stats;

static void usr1(int sig)
{
	(void)sig;
	stats = 1;
}

static void fatal(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(3);
}

static ssize_t receive(int fd, void *buf, size_t size)
{
	struct iovec part = { buf, size };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	return recvmsg(fd, &msg, 0);
}

static int transmit(int fd, char *buf, size_t size)
{
	while (size != 0) {
		struct iovec part = { buf, size };
		struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
		ssize_t n = sendmsg(fd, &msg, MSG_NOSIGNAL);

		if (n < 0) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		buf += n;
		size -= (size_t)n;
	}
	return 0;
}

static void conversation(int fd)
{
	struct timeval five = { 5, 0 };
	char buf[8192];
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &five, sizeof five);
	for (;;) {
		n = receive(fd, buf, sizeof buf);
		if (n > 0 && transmit(fd, buf, (size_t)n) == 0)
			continue;
		if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
			if (stats)
				fprintf(stderr, "patient\n");
			stats = 0;
			continue;
		}
		return;
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in where = { .sin_family = AF_INET };
	struct sigaction sa;
	int port, fd, listener, on = 1;

	if (argc != 2 || sscanf(argv[1], "%d", &port) != 1 || port < 1 ||
	    port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 64;
	}
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = usr1;
	sigaction(SIGUSR1, &sa, NULL);

	where.sin_port = htons((unsigned short)port);
	inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0)
		fatal("socket");
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(listener, (void *)&where, sizeof where) < 0)
		fatal("bind");
	if (listen(listener, 1) < 0)
		fatal("listen");
	while (1) {
		fd = accept(listener, NULL, NULL);
		if (fd >= 0) {
			conversation(fd);
			shutdown(fd, SHUT_RDWR);
			close(fd);
		} else if (errno != EINTR) {
			usleep(10000);
		}
	}
}

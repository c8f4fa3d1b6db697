/* SPDX-License-Identifier: MIT */
/*
 * round PORT [exit]: the server of the benchmark, a plain level-triggered
 * epoll echo. A round of it is just epoll_wait, read, write. It ends with its
 * client. With a second word it ends at the moment when it would wait for the
 * first time: what is measured then is a start.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int listen_at(int port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, SOMAXCONN) < 0)
		fail("listen");
	return fd;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		fail("epoll_ctl");
}

static void echo(int fd)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		exit(0);
	if (write(fd, bytes, (size_t)n) != n)
		fail("write");
}

int main(int argc, char **argv)
{
	int listener = listen_at(argc > 1 ? atoi(argv[1]) : 0);
	int epoll = epoll_create1(0);

	watch(epoll, listener);
	for (;;) {
		struct epoll_event event;

		if (argc > 2)
			return 0;
		if (epoll_wait(epoll, &event, 1, -1) != 1)
			fail("epoll_wait");
		if (event.data.fd == listener)
			watch(epoll,
			      accept4(listener, NULL, NULL, SOCK_NONBLOCK));
		else
			echo(event.data.fd);
	}
}

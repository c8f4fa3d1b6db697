/* SPDX-License-Identifier: MIT */
/*
 * Programs that connect: connect MODE PORT. Each checks what the kernel says
 * at every stage; "pending" comes to a peer that has not decided yet, and says
 * on stdout what the outcome is.
 */
#include "modes.h"

static struct sockaddr_in target(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)mode_port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
}

static int try_connect(int fd)
{
	struct sockaddr_in address = target();

	return connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ?
		       errno :
		       0;
}

static int begin(int flags)
{
	int fd = socket(AF_INET, SOCK_STREAM | flags, 0);

	CHECK(fd >= 0);
	return fd;
}

static int error_of(int fd)
{
	int error = -1;
	socklen_t len = sizeof(error);

	CHECK(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0);
	return error;
}

static void say(int error)
{
	const char *name = error ? strerrorname_np(error) : "connected";

	dprintf(1, "%d %s\n", mode_port, name ? name : "?");
}

/* All that may be asked of a connection that is on its way. */
static void ask_pending(int fd)
{
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);
	char byte = 'x';

	CHECK(error_of(fd) == 0);
	CHECK(getpeername(fd, (struct sockaddr *)&peer, &len) < 0 &&
	      errno == ENOTCONN);
	CHECK(try_connect(fd) == EALREADY);
	CHECK(send(fd, &byte, 1, MSG_NOSIGNAL) < 0 && errno == EAGAIN);
	CHECK(recv(fd, &byte, 1, 0) < 0 && errno == EAGAIN);
}

static void outcome(int fd)
{
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);
	int connected = getpeername(fd, (struct sockaddr *)&peer, &len) == 0;
	int error = error_of(fd);

	CHECK(connected == !error);
	CHECK(error_of(fd) == 0);
	say(error);
	if (!error)
		CHECK(send(fd, "hello\n", 6, MSG_NOSIGNAL) == 6);
	close(fd);
}

static int pending(void)
{
	int fd = begin(SOCK_NONBLOCK);

	CHECK(try_connect(fd) == EINPROGRESS);
	ask_pending(fd);
	return fd;
}

static void run_poll(void)
{
	struct pollfd slot = { .fd = pending(), .events = POLLIN | POLLOUT };

	CHECK(poll(&slot, 1, 0) == 0);
	CHECK(poll(&slot, 1, -1) == 1 && slot.revents & POLLOUT);
	outcome(slot.fd);
}

static void run_select(void)
{
	struct timeval none = { 0 };
	int fd = pending();
	fd_set set[3];

	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 3; k++) {
			FD_ZERO(&set[k]);
			FD_SET(fd, &set[k]);
		}
		if (i == 0)
			CHECK(select(fd + 1, &set[0], &set[1], &set[2],
				     &none) == 0);
		else
			CHECK(select(fd + 1, &set[0], &set[1], &set[2], NULL) >
			      0);
	}
	CHECK(FD_ISSET(fd, &set[1]) && !FD_ISSET(fd, &set[2]));
	outcome(fd);
}

static void wait_epoll(unsigned edge)
{
	int fd = pending(), epoll = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | edge };

	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
	CHECK(epoll_wait(epoll, &event, 1, 0) == 0);
	CHECK(epoll_wait(epoll, &event, 1, -1) == 1);
	CHECK(event.events & EPOLLOUT);
	if (edge)
		CHECK(epoll_wait(epoll, &event, 1, 0) == 0);
	outcome(fd);
}

static void run_epoll(void)
{
	wait_epoll(0);
}

static void run_edge(void)
{
	wait_epoll(EPOLLET);
}

/* The third way: connect() once more. */
static void run_again(void)
{
	struct pollfd slot = { .fd = pending(), .events = POLLOUT };
	int error;

	CHECK(poll(&slot, 1, -1) == 1);
	error = try_connect(slot.fd);
	say(error);
	if (!error)
		CHECK(try_connect(slot.fd) == EISCONN &&
		      send(slot.fd, "hello\n", 6, MSG_NOSIGNAL) == 6);
}

static void run_blocking(void)
{
	int fd = begin(0), error = try_connect(fd);

	say(error);
	if (!error)
		CHECK(send(fd, "hello\n", 6, MSG_NOSIGNAL) == 6);
}

/* SO_SNDTIMEO ends a blocking connect: socket(7). */
static void run_limited(void)
{
	struct timeval limit = { .tv_sec = 2 };
	int fd = begin(0);

	CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) ==
	      0);
	say(try_connect(fd));
}

/* What connect() says at once. */
static void run_first(void)
{
	say(try_connect(begin(SOCK_NONBLOCK)));
}

/* It changes its mind while it is pending. */
static void run_shutdown(void)
{
	int fd = pending();

	CHECK(shutdown(fd, SHUT_RDWR) == 0);
	dprintf(1, "given up\n");
	pause();
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "poll", run_poll },	      { "select", run_select },
		{ "epoll", run_epoll },	      { "edge", run_edge },
		{ "again", run_again },	      { "blocking", run_blocking },
		{ "limited", run_limited },   { "first", run_first },
		{ "shutdown", run_shutdown }, { NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

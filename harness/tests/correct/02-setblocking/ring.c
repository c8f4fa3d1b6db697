/* SPDX-License-Identifier: MIT */
/* Style: a ring buffer with readv and writev in both directions in each turn,
   SIGPIPE caught, SIGUSR1 with SA_RESTART, a listener for IPv6 and IPv4. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

#define RING 1024u
#define MAX  48

struct ring {
	char b[RING];
	unsigned in, out; /* count for ever; in - out is what it holds */
};

static struct conn {
	int fd;
	bool eof;
	struct ring r;
} conn[MAX];
static int n_conn;

static void nothing(int sig)
{
	(void)sig;
}

int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL, 0);

	if (flags < 0)
		return -1;
	return fcntl(fd, F_SETFL,
		     blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

enum verdict classify(int err)
{
	if (err == EAGAIN)
		return RETRY;
	if (err == EINTR)
		return RETRY;
	if (err == EINPROGRESS)
		return PENDING;
	return FATAL;
}

/* The part of the ring from position at, len bytes, as one or two pieces. */
static int pieces(struct ring *r, unsigned at, unsigned len, struct iovec *v)
{
	unsigned start = at % RING;
	unsigned first = len < RING - start ? len : RING - start;

	v[0].iov_base = r->b + start;
	v[0].iov_len = first;
	v[1].iov_base = r->b;
	v[1].iov_len = len - first;
	return len > first ? 2 : 1;
}

/* 1: moved, 0: did not, -1: gone */
static int turn(struct conn *c)
{
	struct ring *r = &c->r;
	struct iovec v[2];
	int moved = 0;
	ssize_t n;

	if (!c->eof && r->in - r->out < RING) {
		n = readv(c->fd, v,
			  pieces(r, r->in, RING - (r->in - r->out), v));
		if (n < 0 && classify(errno) == FATAL)
			return -1;
		if (n == 0)
			c->eof = true;
		if (n > 0)
			r->in += n;
		moved |= n >= 0;
	}
	if (r->in != r->out) {
		n = writev(c->fd, v, pieces(r, r->out, r->in - r->out, v));
		if (n < 0 && classify(errno) == FATAL)
			return -1;
		if (n > 0)
			r->out += n;
		moved |= n > 0;
	}
	return c->eof && r->in == r->out ? -1 : moved;
}

static int open_listener(int port)
{
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6,
				   .sin6_port = htons(port) };
	struct sockaddr_in a4 = { .sin_family = AF_INET,
				  .sin_port = htons(port) };
	int off = 0, on = 1;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	bool six = fd >= 0;

	if (!six)
		fd = socket(AF_INET, SOCK_STREAM, 0);
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if ((six ? bind(fd, (struct sockaddr *)&a6, sizeof a6) :
		   bind(fd, (struct sockaddr *)&a4, sizeof a4)) < 0 ||
	    listen(fd, 50) < 0 || set_blocking(fd, false) < 0) {
		perror("listener");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = nothing, .sa_flags = SA_RESTART };
	struct timespec ten = { .tv_nsec = 10000000 };
	int port = argc == 2 ? atoi(argv[1]) : 0, l;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 1;
	}
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	l = open_listener(port);
	for (;;) {
		int moved = 0;
		int fd = n_conn < MAX ? accept(l, NULL, NULL) : -1;

		if (fd >= 0) {
			if (set_blocking(fd, false) == 0)
				conn[n_conn++] = (struct conn){ .fd = fd };
			else
				close(fd);
			moved = 1;
		}
		for (int i = 0; i < n_conn; i++) {
			int t = turn(&conn[i]);

			moved |= t;
			if (t < 0) {
				close(conn[i].fd);
				conn[i--] = conn[--n_conn];
			}
		}
		if (!moved)
			nanosleep(&ten, NULL);
	}
}

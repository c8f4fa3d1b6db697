/* SPDX-License-Identifier: MIT */
/* Style: writes first and arms on EAGAIN, drops a client with more than 1 MiB
   waiting, readv and writev, SIGPIPE caught, SA_RESTART, accept4 drained. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST (1024 * 1024)

struct conn {
	int fd;
	bool done;
	size_t have, cap;
	char *queue;
	struct conn *next;
};

static struct conn *head;
static volatile sig_atomic_t poked;

static void on_signal(int sig)
{
	if (sig == SIGUSR1)
		poked = 1;
}

static bool soft(int e)
{
	return e == EAGAIN || e == EWOULDBLOCK || e == EINTR;
}

static bool keep(struct conn *c, const char *data, size_t n)
{
	if (c->have + n > MOST + 65536)
		return false;
	if (c->have + n > c->cap) {
		char *bigger = realloc(c->queue, c->have + n + 65536);

		if (!bigger)
			return false;
		c->queue = bigger;
		c->cap = c->have + n + 65536;
	}
	memcpy(c->queue + c->have, data, n);
	c->have += n;
	return true;
}

/* false: the connection is over */
static bool readable(struct conn *c)
{
	char a[1000], b[7000];
	struct iovec v[2] = { { a, sizeof a }, { b, sizeof b } };
	ssize_t n = readv(c->fd, v, 2), sent = 0;

	if (n < 0)
		return soft(errno);
	if (n == 0) {
		c->done = true;
		return c->have > 0;
	}
	v[0].iov_len = n < 1000 ? n : 1000;
	v[1].iov_len = n - v[0].iov_len;
	if (c->have == 0) {
		sent = writev(c->fd, v, 2);
		if (sent < 0 && !soft(errno))
			return false;
		if (sent < 0)
			sent = 0;
	}
	for (int i = 0; i < 2; i++) {
		size_t skip = (size_t)sent < v[i].iov_len ? (size_t)sent :
							    v[i].iov_len;

		sent -= skip;
		if (!keep(c, (char *)v[i].iov_base + skip, v[i].iov_len - skip))
			return false;
	}
	return c->have <= MOST;
}

static bool writable(struct conn *c)
{
	ssize_t n = write(c->fd, c->queue, c->have);

	if (n < 0)
		return soft(errno);
	c->have -= n;
	memmove(c->queue, c->queue + n, c->have);
	return !c->done || c->have > 0;
}

static void newcomers(int l)
{
	int fd;

	while ((fd = accept4(l, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct conn *c = fd < FD_SETSIZE ? calloc(1, sizeof *c) : NULL;

		if (!c) {
			close(fd);
			continue;
		}
		c->fd = fd;
		c->next = head;
		head = c;
	}
}

static int ask(int l, fd_set *r, fd_set *w)
{
	int high = l;

	FD_ZERO(r);
	FD_ZERO(w);
	FD_SET(l, r);
	for (struct conn *c = head; c; c = c->next) {
		if (!c->done)
			FD_SET(c->fd, r);
		if (c->have)
			FD_SET(c->fd, w);
		high = c->fd > high ? c->fd : high;
	}
	return select(high + 1, r, w, NULL, NULL);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_signal,
				.sa_flags = SA_RESTART };
	struct sockaddr_in in = { .sin_family = AF_INET };
	int port = argc > 1 ? atoi(argv[1]) : 0, on = 1;

	if (port <= 0 || port >= 65536) {
		fputs("a port, please\n", stderr);
		return 1;
	}
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	in.sin_port = htons(port);
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&in, sizeof in) ||
	    listen(l, SOMAXCONN) || l >= FD_SETSIZE) {
		perror("listener");
		return 1;
	}
	for (;;) {
		fd_set r, w;
		int n = ask(l, &r, &w);

		if (poked)
			fprintf(stderr, "poked\n");
		poked = 0;
		if (n < 0)
			continue;
		for (struct conn **p = &head; *p;) {
			struct conn *c = *p;
			bool ok = true;

			if (FD_ISSET(c->fd, &w))
				ok = writable(c);
			if (ok && FD_ISSET(c->fd, &r))
				ok = readable(c);
			if (ok) {
				p = &c->next;
				continue;
			}
			*p = c->next;
			close(c->fd);
			free(c->queue);
			free(c);
		}
		if (FD_ISSET(l, &r))
			newcomers(l);
	}
}

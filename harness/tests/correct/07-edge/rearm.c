/* SPDX-License-Identifier: MIT */
/* Style: one small step an event, then EPOLL_CTL_MOD to hear of what is left;
   the kernel is the queue. data.fd, a table by descriptor, recv and writev. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct chunk {
	unsigned from, to;
	unsigned char data[4000];
};

static struct chunk **table;
static int ep, lis;

static int rearm(int op, int fd, unsigned what)
{
	struct epoll_event e = { .events = what | EPOLLET, .data.fd = fd };

	return epoll_ctl(ep, op, fd, &e);
}

static void drop(int fd)
{
	free(table[fd]);
	table[fd] = NULL;
	close(fd);
}

static void greet(void)
{
	int fd = accept4(lis, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		table[fd] = calloc(1, sizeof(struct chunk));
		if (!table[fd] || rearm(EPOLL_CTL_ADD, fd, EPOLLIN) < 0)
			drop(fd);
	} else if (errno == EAGAIN) {
		return;
	} else if (errno == EMFILE || errno == ENFILE) {
		usleep(20000);
	}
	rearm(EPOLL_CTL_MOD, lis, EPOLLIN);
}

static void step(int fd)
{
	struct chunk *c = table[fd];
	ssize_t n = 0;

	if (!c)
		return;
	if (c->from == c->to) {
		n = recv(fd, c->data, sizeof c->data, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN)) {
			drop(fd);
			return;
		}
		if (n < 0)
			return; /* the next edge will come */
		c->from = 0;
		c->to = n;
	}
	struct iovec v = { c->data + c->from, c->to - c->from };

	n = writev(fd, &v, 1);
	if (n < 0 && errno != EAGAIN) {
		drop(fd);
		return;
	}
	if (n > 0)
		c->from += n;
	rearm(EPOLL_CTL_MOD, fd, c->from < c->to ? EPOLLOUT : EPOLLIN);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct rlimit most;
	int one = 1;

	if (argc != 2 || atoi(argv[1]) <= 0) {
		fputs("rearm PORT\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &most);
	table = calloc(most.rlim_cur + 1, sizeof *table);
	lis = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(lis, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_port = htons(atoi(argv[1]));
	if (!table || bind(lis, (void *)&a, sizeof a) || listen(lis, 1000)) {
		perror("rearm");
		return 1;
	}
	ep = epoll_create(1);
	rearm(EPOLL_CTL_ADD, lis, EPOLLIN);
	for (;;) {
		struct epoll_event got[32];
		int n = epoll_wait(ep, got, 32, -1);

		for (int i = 0; i < n; i++)
			if (got[i].data.fd == lis)
				greet();
			else
				step(got[i].data.fd);
	}
}

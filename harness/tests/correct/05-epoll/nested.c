/* SPDX-License-Identifier: MIT */
/* Style: an epoll instance within another: one for those who are read from,
   one for those who are owed, and an outer one with these and the listener.
   What happens is printed on stdout, unbuffered. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READERS, WRITERS, DOOR, N_SOURCES };

struct pal {
	int fd;
	int list; /* READERS or WRITERS */
	size_t begin, end;
	char data[4096];
};

static int outer, inner[2];

static bool put(int into, int op, int fd, uint32_t events, void *p)
{
	struct epoll_event e = { .events = events, .data.ptr = p };

	return epoll_ctl(into, op, fd, &e) == 0;
}

static bool belongs(struct pal *p, int list)
{
	uint32_t events = list == READERS ? EPOLLIN : EPOLLOUT;

	if (p->list == list)
		return true;
	if (p->list >= 0)
		put(inner[p->list], EPOLL_CTL_DEL, p->fd, 0, NULL);
	p->list = list;
	return put(inner[list], EPOLL_CTL_ADD, p->fd, events, p);
}

static void leave(struct pal *p)
{
	printf("- %d\n", p->fd);
	close(p->fd);
	free(p);
}

static void step(struct pal *p)
{
	ssize_t n;

	if (p->begin < p->end) {
		n = write(p->fd, p->data + p->begin, p->end - p->begin);
		if (n > 0)
			p->begin += (size_t)n;
	} else {
		n = read(p->fd, p->data, sizeof p->data);
		p->begin = 0;
		p->end = n > 0 ? (size_t)n : 0;
	}
	printf("%d: %zd\n", p->fd, n);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) ||
	    !belongs(p, p->begin < p->end ? WRITERS : READERS))
		leave(p);
}

static void enter(int l)
{
	int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct pal *p = fd < 0 ? NULL : calloc(1, sizeof *p);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		usleep(25000);
	if (fd < 0)
		return;
	if (!p) {
		close(fd);
		return;
	}
	p->fd = fd;
	p->list = -1;
	printf("+ %d\n", fd);
	if (!belongs(p, READERS))
		leave(p);
}

static void several(int list)
{
	struct epoll_event e[10];
	int n = epoll_wait(inner[list], e, 10, 0);

	for (int i = 0; i < n; i++)
		step(e[i].data.ptr);
}

int main(int argc, char **argv)
{
	static int names[N_SOURCES] = { READERS, WRITERS, DOOR };
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event e[N_SOURCES];
	int on = 1, port = argc == 2 ? atoi(argv[1]) : 0;
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	setvbuf(stdout, NULL, _IONBF, 0);
	signal(SIGPIPE, SIG_IGN);
	a.sin_port = htons(port);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(l, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	outer = epoll_create1(0);
	inner[READERS] = epoll_create1(0);
	inner[WRITERS] = epoll_create1(0);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 1000) ||
	    !put(outer, EPOLL_CTL_ADD, l, EPOLLIN, &names[DOOR]) ||
	    !put(outer, EPOLL_CTL_ADD, inner[READERS], EPOLLIN,
		 &names[READERS]) ||
	    !put(outer, EPOLL_CTL_ADD, inner[WRITERS], EPOLLIN,
		 &names[WRITERS])) {
		perror("echo");
		return 1;
	}
	for (;;) {
		int n = epoll_wait(outer, e, N_SOURCES, -1);

		for (int i = 0; i < n; i++) {
			int *name = e[i].data.ptr;

			if (*name == DOOR)
				enter(l);
			else
				several(*name);
		}
	}
}

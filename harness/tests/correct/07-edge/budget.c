/* SPDX-License-Identifier: MIT */
/* Style: EPOLLIN|EPOLLOUT|EPOLLET, drained until EAGAIN or 16 calls; then
   EPOLL_CTL_MOD brings the edge again. accept4 in a loop, no handler. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
	int fd;
	int head, tail;
	char buf[8192];
};

static int ep;

/* false: it is over. Goes on until the kernel says "not now" to what the
   session needs next; both edges lead here. */
static bool pump(struct session *s)
{
	struct epoll_event again = { EPOLLIN | EPOLLOUT | EPOLLET, { s } };
	ssize_t n;

	for (int calls = 0; calls < 16; calls++) {
		if (s->head < s->tail)
			n = send(s->fd, s->buf + s->head, s->tail - s->head,
				 MSG_NOSIGNAL);
		else
			n = recv(s->fd, s->buf, sizeof s->buf, 0);
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		if (s->head < s->tail) {
			s->head += n;
		} else {
			s->head = 0;
			s->tail = n;
		}
	}
	return epoll_ctl(ep, EPOLL_CTL_MOD, s->fd, &again) == 0;
}

static void end(struct session *s)
{
	close(s->fd);
	free(s);
}

/* false: the descriptors have run out, and clients may be left waiting */
static bool accept_all(int l)
{
	for (;;) {
		int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK);
		struct epoll_event e = { EPOLLIN | EPOLLOUT | EPOLLET, { 0 } };
		struct session *s;

		if (fd < 0 && errno == ECONNABORTED)
			continue;
		if (fd < 0)
			return errno == EAGAIN;
		s = calloc(1, sizeof *s);
		if (!s) {
			close(fd);
			return false;
		}
		s->fd = fd;
		e.data.ptr = s;
		if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) < 0)
			end(s);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event e = { EPOLLIN | EPOLLET, { 0 } }, got[100];
	int port = argc == 2 ? atoi(argv[1]) : 0, on = 1, l;
	bool accepted_all = true;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ep = epoll_create(1);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 4096) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, l, &e)) {
		perror("echo");
		return 1;
	}
	for (;;) {
		int n = epoll_pwait(ep, got, 100, accepted_all ? -1 : 50, NULL);
		bool again = !accepted_all;

		for (int i = 0; i < n; i++) {
			struct session *s = got[i].data.ptr;

			if (!s)
				again = true;
			else if (!pump(s))
				end(s);
		}
		if (again)
			accepted_all = accept_all(l);
	}
}

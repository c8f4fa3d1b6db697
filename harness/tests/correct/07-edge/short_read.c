/* SPDX-License-Identifier: MIT */
/* Style: a read that brings less than it asked for has drained the edge, and
   the end of the stream is learnt from EPOLLRDHUP; writes at once, and arms
   nothing: IN, OUT and RDHUP are there from the beginning, with EPOLLET. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 32768, ROUNDS = 4 };

struct line {
	struct line *next; /* in the list of those with more to do */
	bool listed;
	bool ended, drained, blocked, finished;
	int fd;
	size_t from, to;
	char data[ROOM];
};

static int ep;
static struct line *more, **last = &more;

static void again(struct line *k)
{
	if (k->listed)
		return;
	k->listed = true;
	k->next = NULL;
	*last = k;
	last = &k->next;
}

/* One read, one write. false: it is over. */
static bool turn(struct line *k)
{
	ssize_t n;

	if (k->from == k->to && (!k->drained || k->ended)) {
		n = recv(k->fd, k->data, ROOM, 0);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (n == 0)
			k->finished = true;
		k->drained = n < ROOM && !(n < 0 && errno == EINTR);
		k->from = 0;
		k->to = n > 0 ? (size_t)n : 0;
	}
	if (k->from < k->to && !k->blocked) {
		n = send(k->fd, k->data + k->from, k->to - k->from,
			 MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN)
			return errno == EINTR;
		k->blocked = n < 0;
		k->from += n > 0 ? (size_t)n : 0;
	}
	return !(k->finished && k->from == k->to);
}

static bool has_more(const struct line *k)
{
	return k->from < k->to ? !k->blocked : !k->drained || k->ended;
}

static void rounds(struct line *k)
{
	bool alive = true;

	for (int i = 0; alive && i < ROUNDS && has_more(k); i++)
		alive = turn(k);
	if (!alive) {
		close(k->fd);
		free(k);
	} else if (has_more(k)) {
		again(k);
	}
}

static void event(struct line *k, uint32_t events)
{
	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		k->drained = false;
	if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
		k->blocked = false;
	if (events & EPOLLRDHUP)
		k->ended = true;
	again(k);
}

/* false: no descriptors, so that clients are left waiting */
static bool doors(int l)
{
	int fd;

	while ((fd = accept4(l, NULL, NULL, SOCK_NONBLOCK)) >= 0 ||
	       errno == ECONNABORTED || errno == EINTR) {
		struct line *k = fd < 0 ? NULL : calloc(1, sizeof *k);
		struct epoll_event e = {
			EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, { .ptr = k }
		};

		if (fd < 0)
			continue;
		if (!k || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e)) {
			free(k);
			close(fd);
			continue;
		}
		k->fd = fd;
		k->drained = true;
	}
	return errno == EAGAIN;
}

static void work(void)
{
	struct line *list = more;

	more = NULL;
	last = &more;
	while (list) {
		struct line *k = list;

		list = k->next;
		k->listed = false;
		rounds(k);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event e[50] = { { EPOLLIN | EPOLLET, { .ptr = NULL } } };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;
	bool all_in = true;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	ep = epoll_create1(EPOLL_CLOEXEC);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 512) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, l, &e[0])) {
		perror("echo");
		return 1;
	}
	for (;;) {
		int n = epoll_wait(ep, e, 50, more ? 0 : all_in ? -1 : 40);
		bool knock = !all_in;

		for (int i = 0; i < n; i++) {
			if (e[i].data.ptr)
				event(e[i].data.ptr, e[i].events);
			else
				knock = true;
		}
		if (knock)
			all_in = doors(l);
		work();
	}
}

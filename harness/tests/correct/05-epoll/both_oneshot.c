/* SPDX-License-Identifier: MIT */
/* Style: comes in with EPOLLIN|EPOLLOUT|EPOLLONESHOT, and has both again while
   it owes; reads all there is and answers in one piece; closes on EPOLLERR or
   EPOLLHUP at once, since a client that reset is owed nothing. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_AT = 200000, PIECE = 5000 };

struct guest {
	int fd;
	bool eof;
	size_t len, room;
	char *text;
};

static int ep, l;

static bool arm(int op, int fd, void *who, uint32_t events)
{
	struct epoll_event e = { .events = events | EPOLLONESHOT,
				 .data.ptr = who };

	return epoll_ctl(ep, op, fd, &e) == 0;
}

static void out(struct guest *g)
{
	epoll_ctl(ep, EPOLL_CTL_DEL, g->fd, NULL);
	shutdown(g->fd, SHUT_WR);
	close(g->fd);
	free(g->text);
	free(g);
}

/* false: an error that is none of "not now" */
static bool gather(struct guest *g)
{
	while (!g->eof && g->len < PAUSE_AT) {
		ssize_t n;

		if (g->room - g->len < PIECE) {
			char *more = realloc(g->text, g->room + 4 * PIECE);

			if (!more)
				return false;
			g->text = more;
			g->room += 4 * PIECE;
		}
		n = recv(g->fd, g->text + g->len, PIECE, 0);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		g->eof = n == 0;
		g->len += (size_t)n;
	}
	return true;
}

static bool answer(struct guest *g)
{
	ssize_t n;

	if (!g->len)
		return true;
	n = send(g->fd, g->text, g->len, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	g->len -= (size_t)n;
	memmove(g->text, g->text + n, g->len);
	return true;
}

static void attend(struct guest *g, uint32_t events)
{
	uint32_t next = 0;

	if (events & (EPOLLERR | EPOLLHUP) || !gather(g) || !answer(g) ||
	    (g->eof && !g->len)) {
		out(g);
		return;
	}
	if (!g->eof && g->len < PAUSE_AT)
		next |= EPOLLIN;
	if (g->len)
		next |= EPOLLOUT;
	if (!arm(EPOLL_CTL_MOD, g->fd, g, next))
		out(g);
}

static void welcome(void)
{
	int fd = accept(l, NULL, NULL), on = 1;
	struct guest *g;

	if (fd < 0) {
		struct timespec rest = { .tv_nsec = 10000000 };

		if (errno == EMFILE || errno == ENFILE)
			nanosleep(&rest, NULL);
		return;
	}
	g = calloc(1, sizeof *g);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (!g || fcntl(fd, F_SETFL, O_NONBLOCK) ||
	    !arm(EPOLL_CTL_ADD, fd, g, EPOLLIN | EPOLLOUT)) {
		free(g);
		close(fd);
		return;
	}
	g->fd = fd;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event e[64];
	int n, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	ep = epoll_create(10);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 5000) ||
	    !arm(EPOLL_CTL_ADD, l, NULL, EPOLLIN)) {
		perror("echo");
		return 1;
	}
	while ((n = epoll_wait(ep, e, 64, -1)) >= 0 || errno == EINTR) {
		for (int i = 0; i < n; i++) {
			if (e[i].data.ptr) {
				attend(e[i].data.ptr, e[i].events);
				continue;
			}
			welcome();
			arm(EPOLL_CTL_MOD, l, NULL, EPOLLIN);
		}
	}
	perror("epoll_wait");
	return 1;
}

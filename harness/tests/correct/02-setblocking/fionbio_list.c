/* SPDX-License-Identifier: MIT */
/* Style: ioctl(FIONBIO), a linked list, each client drained until EAGAIN, one
   with more than 1 MiB waiting is dropped; naps of 50 ms; no signal handler. */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LIMIT (1 << 20)

enum verdict { RETRY, PENDING, FATAL };

struct guest {
	struct guest *next;
	int fd;
	bool ended;
	size_t from, to;
	char wait[LIMIT + 4096];
};

static struct guest *guests;

int set_blocking(int fd, bool blocking)
{
	int on = !blocking;

	return ioctl(fd, FIONBIO, &on);
}

enum verdict classify(int err)
{
	if (err == EINPROGRESS)
		return PENDING;
	if (err == EWOULDBLOCK || err == EINTR || err == EAGAIN)
		return RETRY;
	return FATAL;
}

/* 1: something moved, 0: nothing, -1: to be dropped */
static int flush_out(struct guest *g)
{
	int moved = 0;

	while (g->from < g->to) {
		ssize_t n = send(g->fd, g->wait + g->from, g->to - g->from,
				 MSG_NOSIGNAL);

		if (n < 0)
			return classify(errno) == RETRY ? moved : -1;
		g->from += n;
		moved = 1;
	}
	g->from = g->to = 0;
	return moved;
}

static int drain_in(struct guest *g)
{
	int moved = 0;

	while (!g->ended) {
		memmove(g->wait, g->wait + g->from, g->to - g->from);
		g->to -= g->from;
		g->from = 0;
		if (g->to > LIMIT)
			return -1;

		ssize_t n = recv(g->fd, g->wait + g->to, 4096, 0);

		if (n < 0)
			return classify(errno) == RETRY ? moved : -1;
		g->ended = n == 0;
		g->to += n;
		moved = 1;
		if (flush_out(g) < 0)
			return -1;
	}
	return moved;
}

static bool go_round(int listener)
{
	bool moved = false;
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		struct guest *g = calloc(1, sizeof *g);

		if (!g || set_blocking(fd, false)) {
			free(g);
			close(fd);
			break;
		}
		g->fd = fd;
		g->next = guests;
		guests = g;
		moved = true;
	}
	for (struct guest **p = &guests; *p;) {
		struct guest *g = *p;
		int out = flush_out(g), in = out < 0 ? -1 : drain_in(g);

		moved |= out != 0 || in != 0;
		if (in < 0 || (g->ended && g->to == 0)) {
			*p = g->next;
			close(g->fd);
			free(g);
			moved = true;
		} else {
			p = &g->next;
		}
	}
	return moved;
}

int main(int argc, char **argv)
{
	struct timespec nap = { 0, 50 * 1000 * 1000 };
	struct sockaddr_in any = { 0 };
	int on = 1, l = socket(AF_INET, SOCK_STREAM, 0);
	int port = argc > 1 ? atoi(argv[1]) : -1;

	if (port <= 0 || port > 65535) {
		fprintf(stderr, "PORT?\n");
		return 2;
	}
	any.sin_family = AF_INET;
	any.sin_port = htons(port);
	if (l < 0 || setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(l, (struct sockaddr *)&any, sizeof any) || listen(l, 20) ||
	    set_blocking(l, false)) {
		perror("listener");
		return 2;
	}
	for (;;)
		if (!go_round(l))
			nanosleep(&nap, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Style: edge-triggered epoll; each message is kept once and counted, and each
   guest has a ring of those that it has yet to get; writev() of several at a
   time. Closed guests are freed after the batch. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#define RING 16384

struct message {
	int users;
	size_t len;
	char text[];
};

struct guest {
	LIST_ENTRY(guest) all;
	int fd, timer, shut;
	enum { IN, DRAINS, OUT } state;
	char name[32];
	char line[515];
	size_t have;
	struct message *ring[RING];
	size_t head, tail, offset, waiting;
};

static LIST_HEAD(, guest) guests = LIST_HEAD_INITIALIZER(guests);
static int ep, server, joined;
static struct guest timers; /* events of a timer point into it */

static void say(struct guest *to, struct guest *but, const void *text,
		size_t len);
static void leave(struct guest *g, int state);

static void release(struct message *m)
{
	if (--m->users == 0)
		free(m);
}

static void flush(struct guest *g)
{
	while (g->state != OUT && g->head != g->tail) {
		struct iovec v[8];
		int n = 0;
		ssize_t sent;

		for (size_t i = g->head; i != g->tail && n < 8; i++, n++) {
			struct message *m = g->ring[i % RING];
			size_t from = n ? 0 : g->offset;

			v[n].iov_base = m->text + from;
			v[n].iov_len = m->len - from;
		}
		sent = writev(g->fd, v, n);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0) {
			if (errno != EAGAIN)
				leave(g, OUT);
			return;
		}
		g->waiting -= sent;
		g->offset += sent;
		while (g->head != g->tail &&
		       g->offset >= g->ring[g->head % RING]->len) {
			g->offset -= g->ring[g->head % RING]->len;
			release(g->ring[g->head++ % RING]);
		}
	}
	/* once: it is an edge of its own */
	if (g->state == DRAINS && !g->shut)
		g->shut = shutdown(g->fd, SHUT_WR) == 0;
}

static void give(struct guest *g, struct message *m)
{
	if (g->state != IN)
		return;
	if (g->waiting + m->len > 65536 || g->tail - g->head == RING) {
		leave(g, OUT);
		return;
	}
	m->users++;
	g->ring[g->tail++ % RING] = m;
	g->waiting += m->len;
	if (g->tail - g->head == 1)
		flush(g);
}

/* To one, or to all but one. */
static void say(struct guest *to, struct guest *but, const void *text,
		size_t len)
{
	struct message *m = malloc(sizeof *m + len);
	struct guest *g;

	m->users = 1;
	m->len = len;
	memcpy(m->text, text, len);
	if (to)
		give(to, m);
	else
		LIST_FOREACH(g, &guests, all)
			if (g != but)
				give(g, m);
	release(m);
}

static void leave(struct guest *g, int state)
{
	int was = g->state;
	char text[64];

	g->state = state;
	if (was == IN)
		say(NULL, g, text, sprintf(text, "* %s left\n", g->name));
}

static int is_taken(const char *name)
{
	struct guest *g;

	LIST_FOREACH(g, &guests, all)
		if (g->state == IN && !strcmp(g->name, name))
			return 1;
	return 0;
}

static void nick(struct guest *g, const char *name, size_t len)
{
	char text[100], copy[17] = "";

	if (len >= 1 && len <= 16)
		memcpy(copy, name, len);
	if (strlen(copy) != len || len == 0 || is_taken(copy) ||
	    strspn(copy, "0123456789_-abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != len) {
		say(g, NULL, "* name not available\n", 21);
		return;
	}
	say(NULL, NULL, text, sprintf(text, "* %s is now %s\n", g->name, copy));
	strcpy(g->name, copy);
}

static void line(struct guest *g, char *text, size_t len)
{
	char out[600];
	size_t n;

	if (len == 5 && !memcmp(text, "/nick", 5)) {
		nick(g, "", 0);
	} else if (len > 5 && !memcmp(text, "/nick ", 6)) {
		nick(g, text + 6, len - 6);
	} else {
		n = sprintf(out, "%s: ", g->name);
		memcpy(out + n, text, len);
		out[n + len] = '\n';
		say(NULL, g, out, n + len + 1);
	}
}

static void too_long(struct guest *g)
{
	struct itimerspec five = { .it_value.tv_sec = 5 };
	struct epoll_event ev = { EPOLLIN, { .ptr = &timers } };

	say(g, NULL, "* line too long\n", 16);
	if (g->state != IN)
		return;
	leave(g, DRAINS);
	flush(g);
	g->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	timerfd_settime(g->timer, 0, &five, NULL);
	epoll_ctl(ep, EPOLL_CTL_ADD, g->timer, &ev);
}

/* One byte at a time out of a large buffer. */
static void feed(struct guest *g, const char *data, size_t n)
{
	for (size_t i = 0; i < n && g->state == IN; i++) {
		size_t len = g->have;

		if (data[i] != '\n') {
			g->line[g->have++] = data[i];
			if (g->have == 514 ||
			    (g->have == 513 && data[i] != '\r'))
				too_long(g);
			continue;
		}
		if (len && g->line[len - 1] == '\r')
			len--;
		g->have = 0;
		line(g, g->line, len);
	}
}

static void input(struct guest *g)
{
	static char data[16384];

	while (g->state != OUT) {
		ssize_t n = recv(g->fd, data, sizeof data, 0);

		if (n > 0)
			feed(g, data, n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			leave(g, OUT);
		else if (errno == EAGAIN)
			return;
	}
}

static void enter(void)
{
	int fd;

	while ((fd = accept4(server, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0 ||
	       errno == EINTR || errno == ECONNABORTED) {
		struct guest *g = fd < 0 ? NULL : calloc(1, sizeof *g);
		struct epoll_event ev = { EPOLLIN | EPOLLOUT | EPOLLET,
					  { .ptr = g } };
		char text[64];

		if (!g)
			continue;
		g->fd = fd;
		g->timer = -1;
		sprintf(g->name, "guest%d", ++joined);
		say(NULL, NULL, text,
		    sprintf(text, "* %s joined\n", g->name));
		LIST_INSERT_HEAD(&guests, g, all);
		epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
		say(g, NULL, text, sprintf(text, "* welcome %s\n", g->name));
	}
}

static void look_at_timers(void)
{
	struct guest *g;
	unsigned long long times;

	LIST_FOREACH(g, &guests, all)
		if (g->timer >= 0 &&
		    read(g->timer, &times, sizeof times) == sizeof times)
			g->state = OUT;
}

static void sweep(void)
{
	struct guest *g, *next;

	for (g = LIST_FIRST(&guests); g; g = next) {
		next = LIST_NEXT(g, all);
		if (g->state != OUT)
			continue;
		LIST_REMOVE(g, all);
		while (g->head != g->tail)
			release(g->ring[g->head++ % RING]);
		close(g->fd);
		if (g->timer >= 0)
			close(g->timer);
		free(g);
	}
}

static void usr1(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
	struct epoll_event ev = { EPOLLIN | EPOLLET, { .ptr = NULL } }, got[7];
	int one = 1, zero = 0;

	if (argc < 2)
		return 2;
	any.sin6_port = htons(strtol(argv[1], NULL, 10));
	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR1, usr1);
	server = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
	if (bind(server, (struct sockaddr *)&any, sizeof any) ||
	    listen(server, 64)) {
		perror("listen");
		return 1;
	}
	ep = epoll_create1(0);
	epoll_ctl(ep, EPOLL_CTL_ADD, server, &ev);
	for (;;) {
		int n = epoll_wait(ep, got, 7, -1);

		for (int i = 0; i < n; i++) {
			struct guest *g = got[i].data.ptr;

			if (!g)
				enter();
			else if (g == &timers)
				look_at_timers();
			else if (g->state != OUT) {
				flush(g);
				input(g);
			}
		}
		sweep();
	}
}

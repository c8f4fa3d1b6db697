/* SPDX-License-Identifier: MIT */
/* Style: libuv for readiness alone (uv_poll_t); the sockets are our own. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

struct conn {
	uv_poll_t poll;
	int fd;
	unsigned from, to;
	char data[10000];
};

static uv_poll_t door;
static uv_timer_t later;
static int lis;

static void ready(uv_poll_t *h, int status, int events);

static void gone(uv_handle_t *h)
{
	free(h);
}

static void drop(struct conn *c)
{
	uv_poll_stop(&c->poll);
	close(c->fd);
	uv_close((uv_handle_t *)&c->poll, gone);
}

static void ready(uv_poll_t *h, int status, int events)
{
	struct conn *c = (struct conn *)h;
	ssize_t n;

	(void)status;
	(void)events;
	if (c->from == c->to) {
		n = read(c->fd, c->data, sizeof c->data);
		if (n == 0 || (n < 0 && errno != EAGAIN)) {
			drop(c);
			return;
		}
		if (n < 0)
			return;
		c->from = 0;
		c->to = n;
	}
	n = write(c->fd, c->data + c->from, c->to - c->from);
	if (n < 0 && errno != EAGAIN) {
		drop(c);
		return;
	}
	c->from += n > 0 ? n : 0;
	uv_poll_start(h, c->from < c->to ? UV_WRITABLE : UV_READABLE, ready);
}

static void knock(uv_poll_t *h, int status, int events);

static void reopen(uv_timer_t *t)
{
	(void)t;
	uv_poll_start(&door, UV_READABLE, knock);
}

static void knock(uv_poll_t *h, int status, int events)
{
	int fd = accept4(lis, NULL, NULL, SOCK_NONBLOCK);
	struct conn *c;

	(void)status;
	(void)events;
	if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
		uv_poll_stop(h);
		uv_timer_start(&later, reopen, 60, 0);
	}
	if (fd < 0)
		return;
	c = calloc(1, sizeof *c);
	if (!c) {
		close(fd);
		return;
	}
	c->fd = fd;
	uv_poll_init(h->loop, &c->poll, fd);
	uv_poll_start(&c->poll, UV_READABLE, ready);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	uv_loop_t loop;
	int on = 1;

	if (argc != 2)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	lis = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(lis, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(lis, (void *)&a, sizeof a) || listen(lis, 1000))
		return perror("uv_poll"), 1;
	uv_loop_init(&loop);
	uv_timer_init(&loop, &later);
	uv_poll_init(&loop, &door, lis);
	uv_poll_start(&door, UV_READABLE, knock);
	return uv_run(&loop, UV_RUN_DEFAULT);
}

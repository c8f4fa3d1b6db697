/* SPDX-License-Identifier: MIT */
/* Style: libevent without bufferevents: persistent events that are deleted
   and added as they are wanted, an evbuffer for what is owed. */
#define _GNU_SOURCE
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct side {
	struct event *readable, *writable;
	struct evbuffer *owed;
	int ended;
};

static struct event_base *base;
static struct event *door;

static void finish(struct side *s, int fd)
{
	event_free(s->readable);
	event_free(s->writable);
	evbuffer_free(s->owed);
	free(s);
	close(fd);
}

static void on_write(int fd, short what, void *arg)
{
	struct side *s = arg;

	(void)what;
	if (evbuffer_write(s->owed, fd) < 0 && errno != EAGAIN) {
		finish(s, fd);
	} else if (evbuffer_get_length(s->owed) == 0) {
		event_del(s->writable);
		if (s->ended)
			finish(s, fd);
		else
			event_add(s->readable, NULL);
	}
}

static void on_read(int fd, short what, void *arg)
{
	struct side *s = arg;
	int n = evbuffer_read(s->owed, fd, 20000);

	(void)what;
	if (n < 0 && errno != EAGAIN) {
		finish(s, fd);
		return;
	}
	s->ended = n == 0;
	if (n == 0 && evbuffer_get_length(s->owed) == 0) {
		finish(s, fd);
		return;
	}
	if (evbuffer_get_length(s->owed) > 0)
		event_add(s->writable, NULL);
	if (n == 0 || evbuffer_get_length(s->owed) > 40000)
		event_del(s->readable);
}

static void on_accept(int fd, short what, void *arg)
{
	int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	struct timeval rest = { 0, 200000 };
	struct side *s;

	(void)arg;
	if (what & EV_TIMEOUT)
		event_add(door, NULL);
	if (client < 0) {
		if (errno == EMFILE) {
			event_del(door);
			event_base_once(base, fd, EV_TIMEOUT, on_accept, NULL,
					&rest);
		}
		return;
	}
	s = calloc(1, sizeof *s);
	if (!s)
		abort();
	s->owed = evbuffer_new();
	s->readable = event_new(base, client, EV_READ | EV_PERSIST, on_read, s);
	s->writable =
		event_new(base, client, EV_WRITE | EV_PERSIST, on_write, s);
	event_add(s->readable, NULL);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	if (argc != 2)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	setsockopt(l, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(l, (void *)&a, sizeof a) || listen(l, 128))
		return perror("event_raw"), 1;
	base = event_base_new();
	door = event_new(base, l, EV_READ | EV_PERSIST, on_accept, NULL);
	event_add(door, NULL);
	event_base_dispatch(base);
}

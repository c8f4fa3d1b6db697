/* SPDX-License-Identifier: MIT */
/* The server of lesson 07 on libev: it says what is ready, and all else is
   ours, as it was in lesson 05. */
#define _GNU_SOURCE
#include <errno.h>
#include <ev.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HELD 65536 /* so much is kept for a client, at most */

/* What is held of buf from sent on is owed to the client. */
struct client {
	ev_io io; /* the first member: a pointer to it is one to the client */
	size_t sent, held;
	char buf[HELD];
};

static ev_io listener;
static ev_timer again;
static unsigned long clients_now, bytes_echoed;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static int parse_port(const char *text)
{
	char *end;
	long port = strtol(text, &end, 10);

	return end != text && !*end && port > 0 && port < 65536 ? port : -1;
}

static void show_stats(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)loop;
	(void)signal;
	(void)events;
	fprintf(stderr, "%lu clients, %lu bytes\n", clients_now, bytes_echoed);
}

static void client_close(struct ev_loop *loop, struct client *c)
{
	ev_io_stop(loop, &c->io);
	close(c->io.fd);
	free(c);
	clients_now--;
}

/* A watcher is changed while it is stopped. */
static void client_watch(struct ev_loop *loop, struct client *c)
{
	int interest = c->sent < c->held ? EV_WRITE : EV_READ;

	if (c->io.events == interest)
		return;
	ev_io_stop(loop, &c->io);
	ev_io_set(&c->io, c->io.fd, interest);
	ev_io_start(loop, &c->io);
}

/* Reads only while nothing is owed. Returns false when the client has left. */
static bool client_echo(struct client *c)
{
	ssize_t n;

	if (c->sent == c->held) {
		n = recv(c->io.fd, c->buf, sizeof c->buf, 0);
		if (n <= 0)
			return n < 0 && (errno == EAGAIN || errno == EINTR);
		c->sent = 0;
		c->held = n;
	}
	n = send(c->io.fd, c->buf + c->sent, c->held - c->sent, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	c->sent += n;
	bytes_echoed += n;
	return true;
}

static void client_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct client *c = (struct client *)io;

	(void)events;
	if (client_echo(c))
		client_watch(loop, c);
	else
		client_close(loop, c);
}

static void accept_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)timer;
	(void)events;
	ev_io_start(loop, &listener);
}

static void have_connection(struct ev_loop *loop, ev_io *io, int events)
{
	int fd = accept4(io->fd, NULL, NULL, SOCK_NONBLOCK);
	struct client *c;

	(void)events;
	if (fd < 0) {
		if (errno != EMFILE && errno != ENFILE && errno != ENOMEM &&
		    errno != ENOBUFS)
			return;
		/* It stays ready: look away for a while. */
		ev_io_stop(loop, &listener);
		ev_timer_set(&again, 0.1, 0.);
		ev_timer_start(loop, &again);
		return;
	}
	c = calloc(1, sizeof *c);
	if (!c) {
		close(fd);
		return;
	}
	ev_io_init(&c->io, client_ready, fd, EV_READ);
	ev_io_start(loop, &c->io);
	clients_now++;
}

static int listen_on(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(fd, SOMAXCONN) < 0)
		die("cannot listen");
	return fd;
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? parse_port(argv[1]) : -1;
	struct ev_loop *loop = ev_default_loop(0);
	ev_signal statistics;

	if (port < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	if (!loop)
		die("no event loop");
	ev_signal_init(&statistics, show_stats, SIGUSR1);
	ev_signal_start(loop, &statistics);
	ev_timer_init(&again, accept_again, 0.1, 0.);
	ev_io_init(&listener, have_connection, listen_on(port), EV_READ);
	ev_io_start(loop, &listener);
	ev_run(loop, 0);
	return EXIT_FAILURE;
}

/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

#define HELD 65536 /* so much is kept for a client, at most */
#define TURN 16384 /* so much is read from a client before it is others' turn */

/*
 * An edge is reported once, so it is remembered: readable and writable stay
 * true until a call has said EAGAIN. What is held of buf from sent on is owed
 * to the client.
 */
struct client {
	int fd;
	bool readable, writable, ended, listed;
	struct client *next;
	size_t sent, held;
	char buf[HELD];
};

/* Those with whom something can go on, first come, first served. */
struct queue {
	struct client *first, *last;
};

static int epoll;
static struct queue ready;
static bool acceptable; /* the listener's edge */
static volatile sig_atomic_t stats_wanted;
static unsigned long clients_now, bytes_echoed;

static void want_stats(int signal)
{
	(void)signal;
	stats_wanted = 1;
}

static void show_stats(void)
{
	if (!stats_wanted)
		return;
	stats_wanted = 0;
	fprintf(stderr, "%lu clients, %lu bytes\n", clients_now, bytes_echoed);
}

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

static int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags);
}

static enum verdict classify(int err)
{
	if (err == EAGAIN || err == EWOULDBLOCK || err == EINTR)
		return RETRY;
	return err == EINPROGRESS ? PENDING : FATAL;
}

static int listen_on(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(fd, SOMAXCONN) < 0 || set_blocking(fd, false) < 0)
		die("cannot listen");
	return fd;
}

static void enqueue(struct client *c)
{
	if (c->listed)
		return;
	c->listed = true;
	c->next = NULL;
	if (ready.last)
		ready.last->next = c;
	else
		ready.first = c;
	ready.last = c;
}

/* Registered once, for all that can happen. */
static void client_new(int fd)
{
	struct client *c = calloc(1, sizeof *c);
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.ptr = c,
	};

	if (!c || set_blocking(fd, false) < 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
		perror("client refused");
		free(c);
		close(fd);
		return;
	}
	c->fd = fd;
	clients_now++;
}

static void client_free(struct client *c)
{
	close(c->fd);
	free(c);
	clients_now--;
}

static bool client_owed(const struct client *c)
{
	return c->sent < c->held;
}

static bool client_wants_input(const struct client *c)
{
	return !c->ended && c->held - c->sent < HELD;
}

/* Something can be done for it without waiting. */
static bool client_can_go_on(const struct client *c)
{
	return (c->writable && client_owed(c)) ||
	       (c->readable && client_wants_input(c));
}

/* The bytes that moved; 0: not now; -1: the client is lost. */
static ssize_t client_send(struct client *c)
{
	ssize_t n =
		send(c->fd, c->buf + c->sent, c->held - c->sent, MSG_NOSIGNAL);

	if (n < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			c->writable = false;
		return classify(errno) == RETRY ? 0 : -1;
	}
	c->sent += n;
	bytes_echoed += n;
	return n;
}

static ssize_t client_receive(struct client *c)
{
	size_t room = HELD - (c->held - c->sent);
	ssize_t n;

	memmove(c->buf, c->buf + c->sent, c->held - c->sent);
	c->held -= c->sent;
	c->sent = 0;
	n = recv(c->fd, c->buf + c->held, room < TURN ? room : TURN, 0);
	if (n < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			c->readable = false;
		return classify(errno) == RETRY ? 0 : -1;
	}
	c->ended = n == 0;
	c->held += n;
	return n;
}

/* One client's turn: until nothing can go on, or it has had its share.
   Returns false when the client has left. */
static bool client_serve(struct client *c)
{
	size_t share = 0;

	while (share < TURN && client_can_go_on(c)) {
		bool sends = c->writable && client_owed(c);
		ssize_t n = sends ? client_send(c) : client_receive(c);

		if (n < 0)
			return false;
		if (!sends)
			share += n;
	}
	return !c->ended || client_owed(c);
}

/* Until EAGAIN: one edge may stand for many clients. */
static void accept_clients(int listener)
{
	while (acceptable) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0)
			client_new(fd);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			acceptable = false;
		else if (classify(errno) == FATAL && errno != ECONNABORTED)
			return; /* as EMFILE: the edge is kept for later */
	}
}

static void note_edges(const struct epoll_event *events, int n)
{
	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;
		uint32_t edges = events[i].events;

		if (!c) {
			acceptable = true;
			continue;
		}
		/* EPOLLHUP and EPOLLERR: the next call says what it is. */
		c->readable |= (edges & ~(uint32_t)EPOLLOUT) != 0;
		c->writable |= (edges & ~(uint32_t)EPOLLIN) != 0;
		if (client_can_go_on(c))
			enqueue(c);
	}
}

/* Each of them has one turn. Whoever is not done stands in line again. */
static void serve_ready(void)
{
	struct client *c = ready.first, *next;

	ready.first = ready.last = NULL;
	for (; c; c = next) {
		next = c->next;
		c->listed = false;
		if (!client_serve(c))
			client_free(c);
		else if (client_can_go_on(c))
			enqueue(c);
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	struct epoll_event edge = { .events = EPOLLIN | EPOLLET };
	int port = argc == 2 ? parse_port(argv[1]) : -1;

	if (port < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	if (sigaction(SIGUSR1, &action, NULL) < 0)
		die("sigaction");

	int listener = listen_on(port);

	epoll = epoll_create1(0);
	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &edge) < 0)
		die("epoll");
	for (;;) {
		struct epoll_event events[64];
		int timeout = ready.first ? 0 : acceptable ? 100 : -1;
		int n = epoll_wait(epoll, events, 64, timeout);

		show_stats();
		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		note_edges(events, n);
		accept_clients(listener);
		serve_ready();
	}
}

/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

/*
 * What is held of buf from sent on is owed to the client. All clients stand in
 * a ring, the one that has been silent longest first: its deadline is the next.
 */
struct client {
	int fd;
	uint32_t interest;
	int64_t heard; /* when, in ns */
	struct client *before, *after;
	struct client *next_dead;
	size_t sent, held;
	char buf[4096];
};

static int epoll;
static int64_t idle; /* ns */
static struct client ring = { .fd = -1, .before = &ring, .after = &ring };
static struct client *dead;
static bool accept_paused;
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

/* A whole number from 1 to max, or -1. */
static long parse_number(const char *text, long max)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	return end != text && !*end && !errno && n > 0 && n <= max ? n : -1;
}

/* The clock that nobody sets. */
static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
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

static void ring_leave(struct client *c)
{
	c->before->after = c->after;
	c->after->before = c->before;
}

/* At the end: nobody was heard later. */
static void ring_join(struct client *c)
{
	c->before = ring.before;
	c->after = &ring;
	c->before->after = c->after->before = c;
}

static struct client *client_new(int fd)
{
	struct client *c = calloc(1, sizeof *c);

	if (!c || set_blocking(fd, false) < 0) {
		perror("client refused");
		free(c);
		close(fd);
		return NULL;
	}
	c->fd = fd;
	c->heard = now_ns();
	ring_join(c);
	clients_now++;
	return c;
}

/* The memory stays for a while: a later event of the batch may point to it. */
static void client_bury(struct client *c)
{
	ring_leave(c);
	close(c->fd);
	c->fd = -1;
	c->next_dead = dead;
	dead = c;
	clients_now--;
}

static void free_dead(void)
{
	while (dead) {
		struct client *next = dead->next_dead;

		free(dead);
		dead = next;
	}
}

static bool client_owed(const struct client *c)
{
	return c->sent < c->held;
}

/* Reads only while nothing is owed: the rest of the input waits in the kernel.
   Returns false when the client has left. */
static bool client_serve(struct client *c)
{
	ssize_t n;

	if (!client_owed(c)) {
		n = recv(c->fd, c->buf, sizeof c->buf, 0);
		if (n <= 0)
			return n < 0 && classify(errno) == RETRY;
		c->sent = 0;
		c->held = n;
		c->heard = now_ns();
		ring_leave(c);
		ring_join(c);
	}
	n = send(c->fd, c->buf + c->sent, c->held - c->sent, MSG_NOSIGNAL);
	if (n < 0)
		return classify(errno) == RETRY;
	c->sent += n;
	bytes_echoed += n;
	return true;
}

static int watch(int op, int fd, uint32_t interest, struct client *c)
{
	struct epoll_event event = { .events = interest, .data.ptr = c };

	return epoll_ctl(epoll, op, fd, &event);
}

static bool client_watch(struct client *c)
{
	uint32_t interest = client_owed(c) ? EPOLLOUT : EPOLLIN;
	int op = c->interest ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (interest == c->interest)
		return true;
	c->interest = interest;
	return watch(op, c->fd, interest, c) == 0;
}

static void listener_watch(int listener, bool on)
{
	if (watch(EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, NULL) < 0)
		die("epoll_ctl");
	accept_paused = !on;
}

static void accept_client(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0) {
		/* An error that stays, as EMFILE, must not wake us at once. */
		if (classify(errno) == FATAL && errno != ECONNABORTED)
			listener_watch(listener, false);
		return;
	}

	struct client *c = client_new(fd);

	if (c && !client_watch(c)) {
		perror("client refused");
		client_bury(c);
	}
}

static void serve_ready(const struct epoll_event *events, int n, int listener)
{
	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;

		if (!c)
			accept_client(listener);
		else if (c->fd >= 0 && (!client_serve(c) || !client_watch(c)))
			client_bury(c);
	}
	free_dead();
}

static bool is_idle(const struct client *c)
{
	return c != &ring && now_ns() - c->heard >= idle;
}

/* ms until the first deadline, to be computed anew before each wait. Rounded
   up: to wake before it would be in vain. */
static int next_timeout(void)
{
	int64_t left = (ring.after->heard + idle - now_ns() + 999999) / 1000000;

	if (ring.after == &ring)
		return accept_paused ? 100 : -1;
	if (accept_paused && left > 100)
		return 100;
	return left < 0 ? 0 : left < INT_MAX ? left : INT_MAX;
}

static void close_idle(void)
{
	while (is_idle(ring.after))
		client_bury(ring.after);
	free_dead();
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	int port = argc == 3 ? parse_number(argv[1], 65535) : -1;

	idle = argc == 3 ? parse_number(argv[2], INT_MAX) * INT64_C(1000000) :
			   -1;
	if (port < 0 || idle < 0) {
		fprintf(stderr, "usage: echo PORT IDLE_MS\n");
		return EXIT_FAILURE;
	}
	if (sigaction(SIGUSR1, &action, NULL) < 0)
		die("sigaction");

	int listener = listen_on(port);

	epoll = epoll_create1(0);
	if (epoll < 0 || watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL) < 0)
		die("epoll");
	for (;;) {
		struct epoll_event events[64];
		int n = epoll_wait(epoll, events, 64, next_timeout());

		show_stats();
		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		if (accept_paused)
			listener_watch(listener, true);
		serve_ready(events, n, listener);
		close_idle();
	}
}

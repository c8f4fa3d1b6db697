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

/* What is held of buf from sent on is owed to the client. */
struct client {
	int fd;
	/* TODO: when was it last heard? */
	size_t sent, held;
	char buf[4096];
};

static int epoll;
static int64_t idle; /* ns */
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

/* TODO: bring your set_blocking() and classify() from lesson 02. */

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
	    listen(fd, SOMAXCONN) < 0)
		die("cannot listen");
	return fd;
}

/* TODO: receive, and send what is owed, as far as it goes without waiting.
   Returns false when the client has left. */
static bool client_serve(struct client *c)
{
	(void)c;
	return true;
}

/* TODO: register a new client, once. No descriptor left? Wait a moment. */
static void accept_client(int listener)
{
	(void)listener;
}

/* TODO: serve each event; say what its client waits for next, if it stays. */
static void serve_ready(const struct epoll_event *events, int n, int listener)
{
	if (n > 0 && client_serve(events[0].data.ptr))
		accept_client(listener);
}

/* TODO: ms until the first deadline, to be computed before each wait; -1 when
   nobody is there. */
static int next_timeout(void)
{
	return now_ns() < idle ? -1 : 1000;
}

/* TODO: close those who have been silent for too long. */
static void close_idle(void)
{
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

	/* TODO: register the listener. */
	epoll = epoll_create1(0);
	for (;;) {
		struct epoll_event events[64];
		int n = epoll_wait(epoll, events, 64, next_timeout());

		if (n < 0) /* TODO: interrupted is no error. */
			die("epoll_wait");
		show_stats();
		serve_ready(events, n, listener);
		close_idle();
	}
}

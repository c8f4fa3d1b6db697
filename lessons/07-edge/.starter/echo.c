/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

#define HELD 65536 /* so much is kept for a client, at most */
#define TURN 16384 /* so much is read from a client before it is others' turn */

/* What is held of buf from sent on is owed to the client. */
struct client {
	int fd;
	size_t sent, held;
	char buf[HELD];
};

static int epoll;
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

/* TODO: an edge is reported once. Remember for each client what it announced,
   until a call says EAGAIN. */
static void note_edges(const struct epoll_event *events, int n)
{
	(void)events;
	(void)n;
}

/* TODO: until EAGAIN: one edge may stand for many clients. Register each of
   them once, edge-triggered. */
static void accept_clients(int listener)
{
	(void)listener;
}

/* TODO: send and receive, as far as it goes without waiting; at most TURN
   bytes of input, so that others have their turn; at most HELD are kept.
   Returns false when the client has left. */
static bool client_serve(struct client *c)
{
	(void)c;
	return true;
}

/* TODO: a turn for each client with whom something can go on. Whoever is not
   done has another one in the next round. */
static void serve_ready(struct client *first)
{
	if (first)
		client_serve(first);
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
		/* TODO: do not wait while somebody has not had his share. */
		int n = epoll_wait(epoll, events, 64, -1);

		if (n < 0) /* TODO: interrupted is no error. */
			die("epoll_wait");
		show_stats();
		note_edges(events, n);
		accept_clients(listener);
		serve_ready(NULL);
	}
}

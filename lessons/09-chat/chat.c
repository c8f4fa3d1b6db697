/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE	512   /* bytes, without its end */
#define WAITING 65536 /* bytes for a client, at most */
#define NAME	16    /* bytes of a name, at most */

enum verdict { RETRY, PENDING, FATAL };

/* TODO: what is held of a line that has no end yet, what is waiting to be
   sent, and whether it has left. */
struct client {
	struct client *next;
	int fd;
	char name[NAME + 16];
};

static struct client *clients;
static unsigned long n_clients, lines_taken;
static volatile sig_atomic_t stats_wanted;

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
	fprintf(stderr, "%lu clients, %lu lines\n", n_clients, lines_taken);
}

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* A port, or -1. */
static int parse_port(const char *text)
{
	char *end;
	long port;

	errno = 0;
	port = strtol(text, &end, 10);
	return end != text && !*end && !errno && port > 0 && port <= 65535 ?
		       (int)port :
		       -1;
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

/* TODO: queue a message for everybody but one (NULL: for all). */
static void broadcast(const struct client *but, const char *text, size_t len)
{
	for (struct client *c = clients; c; c = c->next)
		if (c != but && send(c->fd, text, len, 0) < 0)
			perror("send");
}

/* TODO: welcome a new client, and tell the others. */
static void accept_client(int listener)
{
	(void)listener;
	broadcast(NULL, "", 0);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	int port = argc == 2 ? parse_port(argv[1]) : -1;
	struct pollfd slot = { .events = POLLIN };

	if (port < 0) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return EXIT_FAILURE;
	}
	sigaction(SIGUSR1, &action, NULL);
	slot.fd = listen_on(port);
	/* TODO: one slot for each client. Serve who is ready; tell of those
	   who have left; send what is waiting. */
	for (;;) {
		if (poll(&slot, 1, -1) < 0 && errno != EINTR)
			die("poll");
		show_stats();
		if (slot.revents)
			accept_client(slot.fd);
	}
}

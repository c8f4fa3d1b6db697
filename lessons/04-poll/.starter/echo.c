/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

/* What is held of buf from sent on is owed to the client. */
struct client {
	int fd;
	size_t sent, held;
	char buf[4096];
};

/* TODO: more clients than you can name: let these grow. */
static struct pollfd slots[1];
static size_t n_slots;
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

/* TODO: receive, and send what is owed, as far as it goes without waiting.
   Returns false when the client has left. */
static bool client_serve(struct client *c)
{
	(void)c;
	return true;
}

/* TODO: a new client gets a slot of its own, and waits for POLLIN. */
static void accept_client(int listener)
{
	(void)listener;
}

/* TODO: serve the slots with revents, errors and hang-ups too; say what each
   waits for next; take out those that have left without missing a neighbour,
   or believing the revents of a slot's former owner. */
static void serve_ready(void)
{
	client_serve(NULL);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	int port = argc == 2 ? parse_port(argv[1]) : -1;

	if (port < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	if (sigaction(SIGUSR1, &action, NULL) < 0)
		die("sigaction");

	int listener = listen_on(port);

	for (;;) {
		/* TODO: slot 0 is the listener's. Interrupted is no error. */
		if (poll(slots, n_slots, -1) < 0)
			die("poll");
		show_stats();
		serve_ready();
		if (slots[0].revents)
			accept_client(listener);
	}
}

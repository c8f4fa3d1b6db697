/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CLIENTS = 64, NAP_MS = 10 };
enum verdict { RETRY, PENDING, FATAL };
enum outcome { GONE, NOTHING, PROGRESS };

/* What is held of buf from sent on is owed to the client. */
struct client {
	int fd;
	size_t sent, held;
	char buf[4096];
};

static struct client clients[MAX_CLIENTS];
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

/* TODO: set or clear O_NONBLOCK, keep the other flags; 0, or -1 and errno. */
int set_blocking(int fd, bool blocking)
{
	(void)fd, (void)blocking;
	return 0;
}

/* TODO: RETRY: not now, or interrupted; PENDING: goes on by itself. */
enum verdict classify(int err)
{
	(void)err;
	return FATAL;
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

/* TODO: put the client into clients[]; its descriptor is blocking again. */
static enum outcome accept_client(int listener)
{
	clients[0].fd = accept(listener, NULL, NULL);
	return clients[0].fd < 0 ? NOTHING : PROGRESS;
}

/* TODO: one try for each client: send what is owed, or else receive. */
static enum outcome serve_all(void)
{
	return NOTHING;
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
		accept_client(listener);
		serve_all();
		show_stats();
		/* TODO: rest for NAP_MS if both brought NOTHING. */
	}
}

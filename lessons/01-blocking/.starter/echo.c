/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stats_wanted;
static unsigned long clients_met, bytes_echoed;

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
	fprintf(stderr, "%lu clients, %lu bytes\n", clients_met, bytes_echoed);
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

/* TODO: which of accept()'s errors should end the service? SIGUSR1 makes it
   fail with EINTR; a client that left early makes it ECONNABORTED. */
static int accept_client(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		die("accept");
	return fd;
}

/* TODO: send all of data, however little a call takes. Returns 0, or -1 when
   the client is gone. A write to it must not end the program (SIGPIPE). */
static int send_all(int fd, const char *data, size_t len)
{
	(void)fd;
	(void)data;
	(void)len;
	return -1;
}

/* TODO: receive and send back until the client leaves. A call that fails with
   EINTR was interrupted by a signal: show_stats(), and try again. */
static void serve(int fd)
{
	char buf[4096] = "";

	show_stats();
	send_all(fd, buf, 0);
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
		int fd = accept_client(listener);

		clients_met++;
		serve(fd);
		close(fd);
	}
}

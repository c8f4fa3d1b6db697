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

int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags);
}

enum verdict classify(int err)
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

static enum outcome accept_client(int listener)
{
	int fd;

	if (clients_now == MAX_CLIENTS)
		return NOTHING;
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return NOTHING;
	if (set_blocking(fd, false) < 0) {
		close(fd);
		return NOTHING;
	}
	clients[clients_now++] = (struct client){ .fd = fd };
	return PROGRESS;
}

/* Nothing is read for a client that does not take what it is owed. */
static enum outcome client_serve(struct client *c)
{
	bool owed = c->sent < c->held;
	ssize_t n = owed ? send(c->fd, c->buf + c->sent, c->held - c->sent,
				MSG_NOSIGNAL) :
			   recv(c->fd, c->buf, sizeof c->buf, 0);

	if (n < 0)
		return classify(errno) == RETRY ? NOTHING : GONE;
	if (n == 0)
		return GONE;
	if (owed) {
		c->sent += n;
		bytes_echoed += n;
	} else {
		c->sent = 0;
		c->held = n;
	}
	return PROGRESS;
}

static enum outcome serve_all(void)
{
	enum outcome all = NOTHING;

	for (size_t i = clients_now; i-- > 0;) {
		enum outcome one = client_serve(&clients[i]);

		if (one == GONE) {
			close(clients[i].fd);
			clients[i] = clients[--clients_now];
		}
		if (one != NOTHING)
			all = PROGRESS;
	}
	return all;
}

static void nap(void)
{
	struct timespec moment = { .tv_nsec = NAP_MS * 1000000L };

	nanosleep(&moment, NULL);
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
		enum outcome accepted = accept_client(listener);
		enum outcome served = serve_all();

		show_stats();
		if (accepted == NOTHING && served == NOTHING)
			nap();
	}
}

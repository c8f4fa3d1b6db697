/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

/* What is held of buf from sent on is owed to the client. */
struct client {
	int fd;
	size_t sent, held;
	char buf[4096];
};

static struct client *clients[FD_SETSIZE];
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
	clients_now++;
	return c;
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
	}
	n = send(c->fd, c->buf + c->sent, c->held - c->sent, MSG_NOSIGNAL);
	if (n < 0)
		return classify(errno) == RETRY;
	c->sent += n;
	bytes_echoed += n;
	return true;
}

static void accept_client(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0) {
		/* An error that stays, as EMFILE, must not wake us at once. */
		accept_paused = classify(errno) == FATAL &&
				errno != ECONNABORTED;
		return;
	}
	if (fd < FD_SETSIZE) {
		clients[fd] = client_new(fd);
		return;
	}
	fprintf(stderr, "descriptor %d does not fit into a set\n", fd);
	close(fd);
}

/* Returns the highest descriptor that is in a set. */
static int fill_sets(int listener, fd_set *readable, fd_set *writable)
{
	int highest = listener;

	FD_ZERO(readable);
	FD_ZERO(writable);
	if (!accept_paused)
		FD_SET(listener, readable);
	for (int fd = 0; fd < FD_SETSIZE; fd++) {
		if (!clients[fd])
			continue;
		FD_SET(fd, client_owed(clients[fd]) ? writable : readable);
		if (fd > highest)
			highest = fd;
	}
	return highest;
}

static void serve_ready(const fd_set *readable, const fd_set *writable)
{
	for (int fd = 0; fd < FD_SETSIZE; fd++) {
		bool ready = FD_ISSET(fd, readable) || FD_ISSET(fd, writable);

		if (ready && clients[fd] && !client_serve(clients[fd])) {
			client_free(clients[fd]);
			clients[fd] = NULL;
		}
	}
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

	if (listener >= FD_SETSIZE) {
		fprintf(stderr, "no descriptor left that fits into a set\n");
		return EXIT_FAILURE;
	}
	for (;;) {
		struct timeval moment = { .tv_usec = 100000 };
		fd_set readable, writable;
		int highest = fill_sets(listener, &readable, &writable);
		int n = select(highest + 1, &readable, &writable, NULL,
			       accept_paused ? &moment : NULL);

		show_stats();
		if (n < 0 && errno != EINTR)
			die("select");
		accept_paused = false;
		if (n <= 0)
			continue;
		serve_ready(&readable, &writable);
		if (FD_ISSET(listener, &readable))
			accept_client(listener);
	}
}

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

/* Slot 0 is the listener's; a client has the same index in both. */
static struct pollfd *slots;
static struct client **clients;
static size_t n_slots, room;
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

static bool slots_grow(void)
{
	size_t more = room ? 2 * room : 64;
	struct pollfd *s = realloc(slots, more * sizeof *s);
	struct client **c = realloc(clients, more * sizeof *c);

	slots = s ? s : slots;
	clients = c ? c : clients;
	if (!s || !c)
		return false;
	room = more;
	return true;
}

static bool slot_add(int fd, struct client *c)
{
	if (n_slots == room && !slots_grow())
		return false;
	slots[n_slots] = (struct pollfd){ .fd = fd, .events = POLLIN };
	clients[n_slots++] = c;
	return true;
}

static void slot_remove(size_t i)
{
	n_slots--;
	slots[i] = slots[n_slots];
	clients[i] = clients[n_slots];
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
	struct client *c = client_new(fd);

	if (c && !slot_add(fd, c)) {
		perror("client refused");
		client_free(c);
	}
}

/* From the end: what moves into a gap has had its turn. */
static void serve_ready(void)
{
	for (size_t i = n_slots; i-- > 1;) {
		struct client *c = clients[i];

		if (!slots[i].revents)
			continue;
		if (client_serve(c)) {
			slots[i].events = client_owed(c) ? POLLOUT : POLLIN;
		} else {
			slot_remove(i);
			client_free(c);
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

	if (!slot_add(listener, NULL))
		die("slots");
	for (;;) {
		slots[0].events = accept_paused ? 0 : POLLIN;

		int n = poll(slots, n_slots, accept_paused ? 100 : -1);

		show_stats();
		if (n < 0 && errno != EINTR)
			die("poll");
		accept_paused = false;
		if (n <= 0)
			continue;
		serve_ready();
		if (slots[0].revents)
			accept_client(listener);
	}
}

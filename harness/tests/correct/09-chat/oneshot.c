/* SPDX-License-Identifier: MIT */
/* Style: epoll with EPOLLONESHOT: whoever was served is armed again, for what
   it then waits for. Signals only in epoll_pwait(). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINE	512	    /* bytes, without its end */
#define WAITING 65536	    /* bytes for a client, at most */
#define NAME	16	    /* bytes of a name, at most */
#define LINGER	5000	    /* ms */
#define MESSAGE (LINE + 64) /* room for a line and what stands before it */

enum verdict { RETRY, PENDING, FATAL };

/* TALKING, then either LEAVING (its line was too long: it gets that message,
   and what it sends is thrown away) or GONE. */
enum stage { TALKING, LEAVING, GONE };

/* Of in, held bytes are a line that has no end yet; of out, the bytes from
   sent to queued are waiting. */
struct client {
	struct client *next;
	int fd;
	enum stage stage;
	bool told; /* the others know that it has left */
	bool shut; /* nothing more is sent */
	int64_t deadline;
	char name[NAME + 16];
	size_t held, sent, queued;
	char in[LINE + 2], out[WAITING];
};

static struct client *clients;
static int epoll;
static unsigned long n_clients, n_accepts, lines_taken;
static bool accept_paused;
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

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags) < 0 ? -1 : 0;
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

static void client_flush(struct client *c)
{
	while (c->stage != GONE && c->sent < c->queued) {
		ssize_t n = send(c->fd, c->out + c->sent, c->queued - c->sent,
				 MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && classify(errno) != RETRY)
			c->stage = GONE;
		if (n < 0)
			return;
		c->sent += n;
	}
	c->sent = c->queued = 0;
}

/* Room is made by moving what is waiting to the front, or by sending some of
   it. Who then has too much waiting is dropped. */
static void client_queue(struct client *c, const char *text, size_t len)
{
	if (c->stage != TALKING)
		return;
	if (c->queued + len > WAITING)
		client_flush(c);
	if (c->queued - c->sent + len > WAITING) {
		c->stage = GONE;
		return;
	}
	if (c->queued + len > WAITING) {
		memmove(c->out, c->out + c->sent, c->queued - c->sent);
		c->queued -= c->sent;
		c->sent = 0;
	}
	memcpy(c->out + c->queued, text, len);
	c->queued += len;
}

static void broadcast(const struct client *but, const char *text, size_t len)
{
	for (struct client *c = clients; c; c = c->next)
		if (c != but)
			client_queue(c, text, len);
}

static bool name_is_free(const char *name)
{
	for (const struct client *c = clients; c; c = c->next)
		if (c->stage == TALKING && !strcmp(c->name, name))
			return false;
	return true;
}

static void client_rename(struct client *c, const char *name, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	char wanted[NAME + 1] = "", text[MESSAGE];

	if (len >= 1 && len <= NAME)
		memcpy(wanted, name, len);
	if (!*wanted || strspn(wanted, letters) != len ||
	    !name_is_free(wanted)) {
		client_queue(c, "* name not available\n", 21);
		return;
	}
	broadcast(NULL, text,
		  sprintf(text, "* %s is now %s\n", c->name, wanted));
	memcpy(c->name, wanted, sizeof wanted);
}

static void take_line(struct client *c, const char *line, size_t len)
{
	char text[MESSAGE];
	int head;

	lines_taken++;
	if (len >= 5 && !memcmp(line, "/nick", 5) &&
	    (len == 5 || line[5] == ' ')) {
		client_rename(c, line + 6, len > 6 ? len - 6 : 0);
		return;
	}
	head = sprintf(text, "%s: ", c->name);
	memcpy(text + head, line, len);
	text[head + len] = '\n';
	broadcast(c, text, head + len + 1);
}

static void refuse_line(struct client *c)
{
	client_queue(c, "* line too long\n", 16);
	if (c->stage == TALKING)
		c->stage = LEAVING;
	c->deadline = now_ms() + LINGER;
}

static void take_lines(struct client *c)
{
	char *line = c->in, *end;
	size_t len;

	while ((end = memchr(line, '\n', c->in + c->held - line))) {
		len = end - line;
		if (len > 0 && line[len - 1] == '\r')
			len--;
		if (len > LINE) {
			refuse_line(c);
			return;
		}
		take_line(c, line, len);
		line = end + 1;
	}
	c->held -= line - c->in;
	memmove(c->in, line, c->held);
	if (c->held == sizeof c->in)
		refuse_line(c);
}

/* A client that is LEAVING is read from until its end: close() with unread
   input would send a reset, which destroys what is on its way to it. */
static void client_receive(struct client *c)
{
	char *to = c->in + (c->stage == TALKING ? c->held : 0);
	ssize_t n = recv(c->fd, to, c->in + sizeof c->in - to, 0);

	if (n == 0 || (n < 0 && classify(errno) != RETRY)) {
		client_flush(c);
		c->stage = GONE;
	} else if (n > 0 && c->stage == TALKING) {
		c->held += n;
		take_lines(c);
	}
}

static void arm(int operation, int fd, uint32_t events, void *who)
{
	struct epoll_event event = { events | EPOLLONESHOT, { .ptr = who } };

	if (epoll_ctl(epoll, operation, fd, &event) < 0)
		die("epoll_ctl");
}

static void accept_client(int listener)
{
	struct client *c;
	char text[MESSAGE];
	int fd = accept(listener, NULL, NULL);

	if (fd < 0) {
		accept_paused = classify(errno) == FATAL &&
				errno != ECONNABORTED;
		return;
	}
	c = calloc(1, sizeof *c);
	if (!c || set_blocking(fd, false) < 0) {
		close(fd);
		free(c);
		return;
	}
	c->fd = fd;
	sprintf(c->name, "guest%lu", ++n_accepts);
	client_queue(c, text, sprintf(text, "* welcome %s\n", c->name));
	broadcast(NULL, text, sprintf(text, "* %s joined\n", c->name));
	arm(EPOLL_CTL_ADD, fd, EPOLLIN, c);
	c->next = clients;
	clients = c;
	n_clients++;
}

static bool tell_of_leavers(void)
{
	char text[MESSAGE];
	bool any = false;

	for (struct client *c = clients; c; c = c->next) {
		if (c->stage == TALKING || c->told)
			continue;
		c->told = any = true;
		broadcast(c, text, sprintf(text, "* %s left\n", c->name));
	}
	return any;
}

static void sweep(void)
{
	struct client **at = &clients, *c;

	while ((c = *at)) {
		if (c->stage == LEAVING && c->deadline <= now_ms())
			c->stage = GONE;
		if (c->stage != GONE || !c->told) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		close(c->fd);
		free(c);
		n_clients--;
		accept_paused = false;
	}
}

static void flush_all(void)
{
	for (struct client *c = clients; c; c = c->next) {
		client_flush(c);
		if (c->stage == LEAVING && !c->shut && c->queued == 0)
			c->shut = shutdown(c->fd, SHUT_WR) == 0;
	}
}

static void arm_all(int listener)
{
	if (!accept_paused)
		arm(EPOLL_CTL_MOD, listener, EPOLLIN, NULL);
	for (struct client *c = clients; c; c = c->next)
		arm(EPOLL_CTL_MOD, c->fd,
		    EPOLLIN | (c->sent < c->queued ? EPOLLOUT : 0), c);
}

/* ms until the first who is LEAVING is closed, or accept is tried again. */
static int next_timeout(void)
{
	int64_t first = accept_paused ? now_ms() + 100 : INT64_MAX;

	for (const struct client *c = clients; c; c = c->next)
		if (c->stage == LEAVING && c->deadline < first)
			first = c->deadline;
	if (first == INT64_MAX)
		return -1;
	return first > now_ms() ? (int)(first - now_ms()) : 0;
}

static void serve(struct client *c, uint32_t events, int listener)
{
	if (!c)
		accept_client(listener);
	else if (c->stage != GONE && events & ~EPOLLOUT)
		client_receive(c);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	int port = argc == 2 ? parse_port(argv[1]) : -1;
	sigset_t blocked, usual;
	int listener;

	if (port < 0) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return EXIT_FAILURE;
	}
	sigaction(SIGUSR1, &action, NULL);
	listener = listen_on(port);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	arm(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &usual);
	for (;;) {
		struct epoll_event events[3];
		int n = epoll_pwait(epoll, events, 3, next_timeout(), &usual);

		show_stats();
		if (n == 0)
			accept_paused = false;
		for (int i = 0; i < n; i++)
			serve(events[i].data.ptr, events[i].events, listener);
		do
			flush_all();
		while (tell_of_leavers());
		sweep();
		arm_all(listener);
	}
}

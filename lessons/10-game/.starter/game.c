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

/* TODO: what has been heard and has no end yet; what is still to be sent. */
struct player {
	int fd;
	unsigned id;
	int x, direction;
	struct player *next;
};

static int epoll;
static struct player *players; /* TODO: by id */
static unsigned last_id;
static int64_t start, tick_ns, ticks_done;
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
	fprintf(stderr, "%u players so far, tick %lld\n", last_id,
		(long long)ticks_done);
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

/* TODO: a new player: non-blocking, registered, with the next ID. */
static void accept_player(int listener)
{
	(void)listener;
}

/* TODO: one read; each line changes the direction. Send what is left of a
   line. Returns false when the player has left. */
static bool player_serve(struct player *p)
{
	(void)p;
	return true;
}

/* TODO: how many ticks are due? Make all these steps, and tell each player
   one line. */
static void tick(void)
{
	if (now_ns() - start < (ticks_done + 1) * tick_ns)
		return;
	for (struct player *p = players; p; p = p->next)
		p->x += p->direction;
}

/* TODO: ms until the next tick, counted from the start. */
static int next_timeout(void)
{
	return -1;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	int port = argc == 3 ? parse_number(argv[1], 65535) : -1;

	tick_ns = argc == 3 ?
			  parse_number(argv[2], INT_MAX) * INT64_C(1000000) :
			  -1;
	if (port < 0 || tick_ns < 0) {
		fprintf(stderr, "usage: game PORT TICK_MS\n");
		return EXIT_FAILURE;
	}
	if (sigaction(SIGUSR1, &action, NULL) < 0)
		die("sigaction");
	start = now_ns();

	int listener = listen_on(port);

	epoll = epoll_create1(0);
	if (epoll < 0) /* TODO: register the listener. */
		die("epoll");
	for (;;) {
		struct epoll_event events[64];
		int n = epoll_wait(epoll, events, 64, next_timeout());

		if (n < 0) /* TODO: interrupted is no error. */
			die("epoll_wait");
		show_stats();
		for (int i = 0; i < n; i++) {
			struct player *p = events[i].data.ptr;

			if (!p)
				accept_player(listener);
			else if (!player_serve(p))
				close(p->fd); /* TODO: and it leaves the list */
		}
		tick();
	}
}

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
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

#define LINE 64 /* a longer line is none of ours */

/* What all players get for one tick; it is kept while somebody has to. */
struct news {
	int holders;
	size_t len;
	char text[];
};

/*
 * A player who does not read holds two lines at most: the one that has been
 * sent in part, which is finished, and the newest.
 */
struct player {
	int fd;
	unsigned id;
	int x, direction;
	uint32_t interest;
	struct news *current, *newest;
	size_t sent; /* of the current line */
	size_t held;
	bool too_long; /* the rest of this line is passed over */
	char line[LINE];
	struct player *next;
};

static int epoll;
static struct player *players, **last_player = &players; /* by id */
static unsigned last_id;
static bool accept_paused;
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

static int watch(int op, int fd, uint32_t interest, struct player *p)
{
	struct epoll_event event = { .events = interest, .data.ptr = p };

	return epoll_ctl(epoll, op, fd, &event);
}

/* ---- News ---------------------------------------------------------------- */

static struct news *news_of_tick(void)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct news *news = NULL;

	if (!out)
		die("tick");
	fprintf(out, "tick %lld", (long long)ticks_done);
	for (struct player *p = players; p; p = p->next)
		if (p->fd >= 0)
			fprintf(out, " %u:%d", p->id, p->x);
	fprintf(out, "\n");
	if (fclose(out) == 0)
		news = malloc(sizeof *news + len);
	if (!news)
		die("tick");
	news->holders = 1;
	news->len = len;
	memcpy(news->text, text, len);
	free(text);
	return news;
}

static struct news *news_hold(struct news *news)
{
	news->holders++;
	return news;
}

static void news_drop(struct news *news)
{
	if (news && --news->holders == 0)
		free(news);
}

/* It leaves the list when all events of the batch have been looked at. */
static void player_leave(struct player *p)
{
	close(p->fd);
	p->fd = -1;
}

static void free_left(void)
{
	struct player **link = &players;

	while (*link) {
		struct player *p = *link;

		if (p->fd >= 0) {
			link = &p->next;
			continue;
		}
		*link = p->next;
		news_drop(p->current);
		news_drop(p->newest);
		free(p);
	}
	last_player = link;
}

static void player_new(int fd)
{
	struct player *p = calloc(1, sizeof *p);

	if (!p || set_blocking(fd, false) < 0 ||
	    watch(EPOLL_CTL_ADD, fd, EPOLLIN, p) < 0) {
		perror("player refused");
		free(p);
		close(fd);
		return;
	}
	p->fd = fd;
	p->id = ++last_id;
	p->interest = EPOLLIN;
	*last_player = p;
	last_player = &p->next;
}

/* Sends what there is room for; false when the player is lost. */
static bool player_send(struct player *p)
{
	uint32_t interest;

	while (p->current) {
		ssize_t n = send(p->fd, p->current->text + p->sent,
				 p->current->len - p->sent, MSG_NOSIGNAL);

		if (n < 0 && classify(errno) != RETRY)
			return false;
		if (n < 0)
			break;
		p->sent += n;
		if (p->sent < p->current->len)
			continue;
		news_drop(p->current);
		p->current = p->newest;
		p->newest = NULL;
		p->sent = 0;
	}
	interest = p->current ? EPOLLIN | EPOLLOUT : EPOLLIN;
	if (interest != p->interest &&
	    watch(EPOLL_CTL_MOD, p->fd, interest, p) < 0)
		return false;
	p->interest = interest;
	return true;
}

/* A line that has begun is finished; of those that have not, only the newest
   is worth anything. */
static void player_tell(struct player *p, struct news *news)
{
	struct news **place = p->sent ? &p->newest : &p->current;

	news_drop(*place);
	*place = news_hold(news);
	/* Who is waited for has no room yet. */
	if (!(p->interest & EPOLLOUT) && !player_send(p))
		player_leave(p);
}

static void player_obey(struct player *p)
{
	if (p->held && p->line[p->held - 1] == '\r')
		p->held--;
	p->line[p->held] = '\0';
	if (strcmp(p->line, "left") == 0)
		p->direction = -1;
	else if (strcmp(p->line, "right") == 0)
		p->direction = 1;
	else if (strcmp(p->line, "stop") == 0)
		p->direction = 0;
}

static void player_hear(struct player *p, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n') {
			if (!p->too_long)
				player_obey(p);
			p->held = 0;
			p->too_long = false;
		} else if (p->held + 1 == LINE) {
			p->too_long = true;
		} else {
			/* a NUL is no letter of ours, and ends no line */
			p->line[p->held++] = bytes[i] ? bytes[i] : '?';
		}
	}
}

/* One read for each event: a flood has to come back for more. */
static bool player_serve(struct player *p, uint32_t events)
{
	char bytes[4096];
	ssize_t n;

	if (events & EPOLLOUT && !player_send(p))
		return false;
	if (!(events & ~(uint32_t)EPOLLOUT))
		return true;
	n = recv(p->fd, bytes, sizeof bytes, 0);
	if (n <= 0)
		return n < 0 && classify(errno) == RETRY;
	player_hear(p, bytes, n);
	return true;
}

/* ---- The world ----------------------------------------------------------- */

/* All steps that are due, and one line for the latest. */
static void tick(void)
{
	int64_t due = (now_ns() - start) / tick_ns;
	struct news *news;

	if (due <= ticks_done)
		return;
	for (struct player *p = players; p; p = p->next)
		p->x += p->direction * (int)(due - ticks_done);
	ticks_done = due;
	news = news_of_tick();
	for (struct player *p = players; p; p = p->next)
		if (p->fd >= 0)
			player_tell(p, news);
	news_drop(news);
}

/* ms until the next tick, counted from the start: so nothing adds up. */
static int next_timeout(void)
{
	int64_t due = start + (ticks_done + 1) * tick_ns;
	int64_t left = (due - now_ns() + 999999) / 1000000;

	if (accept_paused && left > 100)
		return 100;
	return left < 0 ? 0 : left < INT_MAX ? left : INT_MAX;
}

static void listener_watch(int listener, bool on)
{
	if (watch(EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, NULL) < 0)
		die("epoll_ctl");
	accept_paused = !on;
}

static void accept_player(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd >= 0)
		player_new(fd);
	else if (classify(errno) == FATAL && errno != ECONNABORTED)
		listener_watch(listener, false);
}

static void serve_ready(const struct epoll_event *events, int n, int listener)
{
	for (int i = 0; i < n; i++) {
		struct player *p = events[i].data.ptr;

		if (!p)
			accept_player(listener);
		else if (p->fd >= 0 && !player_serve(p, events[i].events))
			player_leave(p);
	}
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
	if (epoll < 0 || watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL) < 0)
		die("epoll");
	for (;;) {
		struct epoll_event events[64];
		int n = epoll_wait(epoll, events, 64, next_timeout());

		show_stats();
		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		if (accept_paused)
			listener_watch(listener, true);
		serve_ready(events, n, listener);
		tick();
		free_left();
	}
}

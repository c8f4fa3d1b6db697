/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

/* One attempt to connect. fd: -1 when its outcome is known. */
struct attempt {
	int port, fd;
	int64_t deadline; /* ns */
};

static struct attempt *attempts;
static struct pollfd *slots;
static int n_attempts, n_pending, n_failed;
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
	fprintf(stderr, "%d pending, %d failed\n", n_pending, n_failed);
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

/* It is connected: six bytes fit into the empty buffer of a new connection.
   0, or an errno. */
static int say_hello(int fd)
{
	return send(fd, "hello\n", 6, MSG_NOSIGNAL) < 0 ? errno : 0;
}

/* The outcome of an attempt, which ends it: 0 or an errno. */
static void attempt_finish(struct attempt *a, int error)
{
	if (error == ETIMEDOUT)
		printf("%d timeout\n", a->port);
	else if (error == ECONNREFUSED)
		printf("%d refused\n", a->port);
	else if (error)
		printf("%d error %s\n", a->port, strerrorname_np(error));
	else
		printf("%d connected\n", a->port);
	n_failed += error != 0;
	if (!error && (error = say_hello(a->fd)))
		fprintf(stderr, "%d: hello: %s\n", a->port, strerror(error));
	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
}

/* Initialise the socket, set non-blocking mode, attempt the connection. The
   status of the connection: 0, EINPROGRESS or another errno. */
static int attempt_start(struct attempt *a)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(a->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	a->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (a->fd < 0 || set_blocking(a->fd, false) < 0 ||
	    connect(a->fd, (struct sockaddr *)&address, sizeof address) < 0)
		return errno;
	return 0;
}

static void start_all(int64_t timeout)
{
	for (int i = 0; i < n_attempts; i++) {
		struct attempt *a = &attempts[i];
		int status;

		a->deadline = now_ns() + timeout;
		status = attempt_start(a);
		if (classify(status) == PENDING)
			n_pending++;
		else
			attempt_finish(a, status);
	}
}

/* What became of a pending attempt that is writable: 0 or an errno. Reading
   SO_ERROR clears it, so this is asked once. */
static int attempt_outcome(const struct attempt *a)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return errno;
	return error;
}

/* ms until the first deadline, rounded up. */
static int next_timeout(void)
{
	int64_t first = INT64_MAX, left;

	for (int i = 0; i < n_attempts; i++)
		if (attempts[i].fd >= 0 && attempts[i].deadline < first)
			first = attempts[i].deadline;
	left = first - now_ns();
	return left <= 0 ? 0 : (int)((left + 999999) / 1000000);
}

static void take_outcomes(void)
{
	for (int i = 0; i < n_attempts; i++) {
		if (attempts[i].fd < 0 || !slots[i].revents)
			continue;
		attempt_finish(&attempts[i], attempt_outcome(&attempts[i]));
		n_pending--;
	}
}

static void take_timeouts(void)
{
	for (int i = 0; i < n_attempts; i++) {
		if (attempts[i].fd < 0 || attempts[i].deadline > now_ns())
			continue;
		attempt_finish(&attempts[i], ETIMEDOUT);
		n_pending--;
	}
}

/* All wait together. poll() passes over a slot with -1. */
static int wait_all(void)
{
	while (n_pending > 0) {
		int n;

		for (int i = 0; i < n_attempts; i++)
			slots[i] = (struct pollfd){ .fd = attempts[i].fd,
						    .events = POLLOUT };
		n = poll(slots, n_attempts, next_timeout());
		show_stats();
		if (n < 0 && classify(errno) != RETRY) {
			perror("poll");
			return -1;
		}
		if (n > 0)
			take_outcomes();
		take_timeouts();
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	long timeout = argc > 2 ? parse_number(argv[1], 1000000000) : -1;

	n_attempts = argc > 2 ? argc - 2 : 0;
	attempts = calloc(n_attempts + 1, sizeof *attempts);
	slots = calloc(n_attempts + 1, sizeof *slots);
	for (int i = 0; attempts && i < n_attempts; i++) {
		attempts[i].port = parse_number(argv[i + 2], 65535);
		if (attempts[i].port < 0)
			timeout = -1;
	}
	if (timeout < 0 || !attempts || !slots) {
		fprintf(stderr, "usage: %s TIMEOUT_MS PORT...\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGUSR1, &action, NULL);
	start_all(timeout * 1000000);
	if (wait_all() < 0)
		return 2;
	free(attempts);
	free(slots);
	return n_failed > 0;
}

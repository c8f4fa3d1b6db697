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

/* TODO: bring your set_blocking() and classify() from lesson 02, and
   now_ns(): the clock that nobody sets. */

/* TODO: print the outcome of an attempt, which ends it: 0 or an errno (whose
   name strerrorname_np() knows). If it is connected, say hello. Close. */
static void attempt_finish(struct attempt *a, int error)
{
	(void)a;
	(void)error;
}

/* TODO: initialise the socket, set non-blocking mode, attempt the connection
   to 127.0.0.1. Its status: 0, EINPROGRESS or another errno. */
static int attempt_start(struct attempt *a)
{
	a->fd = -1;
	return ENOSYS;
}

/* TODO: what is pending is waited for; all else has its outcome. */
static void start_all(int64_t timeout)
{
	for (int i = 0; i < n_attempts; i++) {
		attempts[i].deadline = timeout;
		attempt_finish(&attempts[i], attempt_start(&attempts[i]));
	}
}

/* TODO: wait for all together, until nothing is pending any more: those that
   are writable have an outcome, and some deadlines may be over. */
static int wait_all(void)
{
	show_stats();
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = want_stats };
	long timeout = argc > 2 ? parse_number(argv[1], 1000000000) : -1;

	n_attempts = argc > 2 ? argc - 2 : 0;
	attempts = calloc(n_attempts + 1, sizeof *attempts);
	for (int i = 0; attempts && i < n_attempts; i++) {
		attempts[i].port = parse_number(argv[i + 2], 65535);
		if (attempts[i].port < 0)
			timeout = -1;
	}
	if (timeout < 0 || !attempts) {
		fprintf(stderr, "usage: %s TIMEOUT_MS PORT...\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGUSR1, &action, NULL);
	start_all(timeout * 1000000);
	if (wait_all() < 0)
		return 2;
	free(attempts);
	return n_failed > 0;
}

/* SPDX-License-Identifier: MIT */
/* Edge-triggered epoll; a second connect() tells the outcome (0, or the
   error); registered before connect() is called; signals by signalfd. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct attempt {
	struct sockaddr_in to;
	int fd, port;
	bool over;
	uint64_t start;
} *all;
static int n_all, open_ones, bad;

static uint64_t ms_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * UINT64_C(1000000) + t.tv_nsec / 1000;
}

static void over(struct attempt *a, const char *word, const char *name)
{
	dprintf(STDOUT_FILENO, "%d %s%s\n", a->port, word, name);
	if (!strcmp(word, "connected"))
		send(a->fd, "hello\n", 6, MSG_NOSIGNAL);
	else
		bad = 1;
	if (a->fd >= 0)
		close(a->fd);
	a->over = true;
	open_ones--;
}

/* The first connect() and the second one are the same call. */
static void step(struct attempt *a)
{
	if (connect(a->fd, (struct sockaddr *)&a->to, sizeof a->to) == 0 ||
	    errno == EISCONN)
		over(a, "connected", "");
	else if (errno == ECONNREFUSED)
		over(a, "refused", "");
	else if (errno != EINPROGRESS && errno != EALREADY && errno != EINTR)
		over(a, "error ", strerrorname_np(errno));
}

static void begin(int epoll, struct attempt *a)
{
	struct epoll_event event = { EPOLLOUT | EPOLLET, { .ptr = a } };
	int on = 1;

	a->to.sin_family = AF_INET;
	a->to.sin_port = htons(a->port);
	a->to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a->start = ms_now();
	a->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (a->fd < 0) {
		over(a, "error ", strerrorname_np(errno));
		return;
	}
	ioctl(a->fd, FIONBIO, &on);
	step(a);
	if (!a->over)
		epoll_ctl(epoll, EPOLL_CTL_ADD, a->fd, &event);
}

int main(int argc, char **argv)
{
	uint64_t limit = argc > 1 ? strtoull(argv[1], NULL, 10) * 1000 : 0;
	struct epoll_event events[8], usr1 = { EPOLLIN, { .ptr = NULL } };
	int epoll = epoll_create1(0), signals;
	sigset_t set;

	if (!limit || argc < 3) {
		dprintf(STDERR_FILENO, "usage: connect TIMEOUT_MS PORT...\n");
		return 2;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_NONBLOCK);
	epoll_ctl(epoll, EPOLL_CTL_ADD, signals, &usr1);
	n_all = open_ones = argc - 2;
	all = calloc(n_all, sizeof *all);
	for (int i = 0; i < n_all; i++) {
		all[i].port = atoi(argv[i + 2]);
		begin(epoll, &all[i]);
	}
	while (open_ones) {
		int64_t wait = limit;
		int n;

		for (int i = 0; i < n_all; i++) {
			int64_t left = all[i].start + limit - ms_now();

			if (!all[i].over && left < wait)
				wait = left < 0 ? 0 : left;
		}
		n = epoll_wait(epoll, events, 8, (wait + 999) / 1000);
		for (int i = 0; i < n; i++) {
			struct signalfd_siginfo info;

			if (events[i].data.ptr)
				step(events[i].data.ptr);
			else if (read(signals, &info, sizeof info) > 0)
				dprintf(STDERR_FILENO, "%d open\n", open_ones);
		}
		for (int i = 0; i < n_all; i++)
			if (!all[i].over && ms_now() - all[i].start >= limit)
				over(&all[i], "timeout", "");
	}
	return bad;
}

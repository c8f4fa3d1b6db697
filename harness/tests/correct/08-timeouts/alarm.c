/* SPDX-License-Identifier: MIT */
/* Style: no timeout at all: an interval timer is set to the next deadline, and
   its SIGALRM ends ppoll(), where alone signals may come. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MOST 4096

static struct pollfd slots[MOST];
static struct {
	long long expires;
	int from, to;
	char bytes[2048];
} * who;
static int used = 1;
static long long patience;

static void rung(int signal)
{
	(void)signal; /* ppoll() has ended, that is all */
}

static long long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void leave(int i)
{
	close(slots[i].fd);
	used--;
	slots[i] = slots[used];
	who[i] = who[used];
}

static void enter(void)
{
	int fd = accept(slots[0].fd, NULL, NULL);

	if (fd < 0)
		return;
	if (used == MOST || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return;
	}
	slots[used].fd = fd;
	slots[used].events = POLLIN;
	slots[used].revents = 0;
	who[used].from = who[used].to = 0;
	who[used].expires = ms() + patience;
	used++;
}

/* 0: it is gone */
static int go(int i)
{
	ssize_t n;

	if (who[i].from == who[i].to) {
		n = read(slots[i].fd, who[i].bytes, sizeof who[i].bytes);
		if (n == 0)
			return 0;
		if (n < 0)
			return errno == EAGAIN;
		who[i].from = 0;
		who[i].to = n;
		who[i].expires = ms() + patience;
	}
	n = write(slots[i].fd, who[i].bytes + who[i].from,
		  who[i].to - who[i].from);
	if (n < 0 && errno != EAGAIN)
		return 0;
	if (n > 0)
		who[i].from += n;
	slots[i].events = who[i].from < who[i].to ? POLLOUT : POLLIN;
	return 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sigaction act = { .sa_handler = rung };
	int one = 1;
	sigset_t set, open;

	if (argc != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGALRM, &act, NULL);
	sigaction(SIGUSR1, &act, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &open);
	patience = atoll(argv[2]);
	who = calloc(MOST, sizeof *who);
	slots[0].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	slots[0].events = POLLIN;
	setsockopt(slots[0].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(slots[0].fd, (void *)&a, sizeof a) || listen(slots[0].fd, 99))
		return 1;
	for (;;) {
		long long now = ms(), next = 0;
		struct itimerval timer = { { 0, 0 }, { 0, 0 } };

		for (int i = 1; i < used; i++)
			if (!next || who[i].expires < next)
				next = who[i].expires;
		if (next) {
			next = next > now ? next - now : 1;
			timer.it_value.tv_sec = next / 1000;
			timer.it_value.tv_usec = next % 1000 * 1000;
		}
		setitimer(ITIMER_REAL, &timer, NULL);
		if (ppoll(slots, used, NULL, &open) < 0)
			for (int i = 0; i < used; i++)
				slots[i].revents = 0;
		now = ms();
		for (int i = used - 1; i > 0; i--) {
			if (slots[i].revents && !go(i))
				leave(i);
			else if (who[i].expires <= now)
				leave(i);
		}
		if (slots[0].revents)
			enter();
	}
}

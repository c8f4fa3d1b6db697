/* SPDX-License-Identifier: MIT */
/* Style: poll(), one array, and all deadlines looked at in each round. Time is
   in ms, cut off on both sides. Input is paused while output is owed. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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
	int one = 1;

	if (argc != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	patience = atoll(argv[2]);
	who = calloc(MOST, sizeof *who);
	slots[0].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	slots[0].events = POLLIN;
	setsockopt(slots[0].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(slots[0].fd, (void *)&a, sizeof a) || listen(slots[0].fd, 99))
		return 1;
	for (;;) {
		long long now = ms(), next = -1;

		for (int i = 1; i < used; i++)
			if (next < 0 || who[i].expires - now < next)
				next = who[i].expires - now;
		poll(slots, used, next);
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

/* SPDX-License-Identifier: MIT */
/* Style: a wheel of buckets that turns every 45 ms while somebody is there;
   select() with SOCK_NONBLOCK clients, up to FD_SETSIZE of them; pselect's
   mask keeps the signal out of everything else. The rest is refused. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NOTCH 45

static struct slot {
	int live;
	long dies; /* the first notch at which it may be let go */
	size_t off, len;
	char buf[512];
} slot[1100];

static int top = -1, wanted;

static void on_usr1(int s)
{
	(void)s;
	wanted++;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void out(int fd)
{
	close(fd);
	slot[fd].live = 0;
	while (top >= 0 && !slot[top].live)
		top--;
}

static void touch(int fd, long idle)
{
	/* rounded up to the next notch */
	slot[fd].dies = (long)((now() + idle) / NOTCH) + 1;
}

static void pump(int fd, long idle)
{
	struct slot *s = &slot[fd];
	ssize_t n;

	if (s->off == s->len) {
		n = recv(fd, s->buf, sizeof s->buf, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			out(fd);
		if (n <= 0)
			return;
		s->off = 0;
		s->len = n;
		touch(fd, idle);
	}
	n = send(fd, s->buf + s->off, s->len - s->off, MSG_NOSIGNAL);
	if (n > 0)
		s->off += n;
	else if (errno != EAGAIN)
		out(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sigaction act = { .sa_handler = on_usr1 };
	struct timespec notch = { 0, NOTCH * 1000000 };
	sigset_t mask, old;
	int l, one = 1;
	long idle;

	if (argc != 3 || (idle = atol(argv[2])) < 1)
		exit(EXIT_FAILURE);
	sigaction(SIGUSR1, &act, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, &old);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(l, (struct sockaddr *)&a, sizeof a) < 0 || listen(l, 64) < 0) {
		perror("wheel");
		exit(EXIT_FAILURE);
	}
	for (;;) {
		fd_set in, room;
		long turn;

		FD_ZERO(&in);
		FD_ZERO(&room);
		FD_SET(l, &in);
		for (int fd = 0; fd <= top; fd++)
			if (slot[fd].live)
				FD_SET(fd, slot[fd].off < slot[fd].len ? &room :
									 &in);
		if (pselect((top > l ? top : l) + 1, &in, &room, NULL,
			    top < 0 ? NULL : &notch, &old) < 0) {
			FD_ZERO(&in);
			FD_ZERO(&room);
		}
		for (int fd = 0; fd <= top; fd++)
			if (slot[fd].live &&
			    (FD_ISSET(fd, &in) || FD_ISSET(fd, &room)))
				pump(fd, idle);
		if (FD_ISSET(l, &in)) {
			int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK);

			if (fd >= FD_SETSIZE) {
				close(fd);
			} else if (fd >= 0) {
				memset(&slot[fd], 0, sizeof slot[fd]);
				slot[fd].live = 1;
				touch(fd, idle);
				top = fd > top ? fd : top;
			}
		}
		turn = now() / NOTCH;
		for (int fd = top; fd >= 0; fd--)
			if (slot[fd].live && slot[fd].dies <= turn)
				out(fd);
	}
}

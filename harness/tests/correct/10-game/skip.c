/* SPDX-License-Identifier: MIT */
/* Style: poll() in whole milliseconds; whoever has something unsent misses lines
   until it has gone; MSG_DONTWAIT, no handler. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SEATS 200

static struct seat {
	int fd, id, x, v, nin, skip, nout;
	char in[16], out[4096];
} seat[SEATS];
static int taken, ids, lis;
static long long zero, tick, done;

static long long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* 0: lost */
static int flush(struct seat *s)
{
	ssize_t n;

	if (!s->nout)
		return 1;
	n = send(s->fd, s->out, s->nout, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	s->nout -= n;
	memmove(s->out, s->out + n, s->nout);
	return 1;
}

static void get_up(int i)
{
	close(seat[i].fd);
	taken--;
	memmove(&seat[i], &seat[i + 1], (taken - i) * sizeof *seat);
}

static void command(struct seat *s)
{
	static const char *const words[] = { "left", "stop", "right" };

	if (s->nin && s->in[s->nin - 1] == '\r')
		s->nin--;
	for (int i = 0; i < 3; i++)
		if ((size_t)s->nin == strlen(words[i]) &&
		    memcmp(s->in, words[i], s->nin) == 0)
			s->v = i - 1;
}

static int hear(struct seat *s)
{
	char b[512];
	ssize_t n = recv(s->fd, b, sizeof b, MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	for (ssize_t i = 0; i < n; i++) {
		if (b[i] == '\n') {
			if (!s->skip)
				command(s);
			s->nin = s->skip = 0;
		} else if (s->nin == sizeof s->in) {
			s->skip = 1;
		} else {
			s->in[s->nin++] = b[i];
		}
	}
	return 1;
}

/* A player with something unsent misses this line; the next tick's is as
   good. */
static void step(void)
{
	char line[4096];
	long long now = (ms() - zero) / tick;
	int n;

	if (now <= done)
		return;
	n = sprintf(line, "tick %lld", now);
	for (int i = 0; i < taken; i++) {
		seat[i].x += seat[i].v * (now - done);
		n += sprintf(line + n, " %d:%d", seat[i].id, seat[i].x);
	}
	line[n++] = '\n';
	done = now;
	for (int i = taken - 1; i >= 0; i--) {
		if (seat[i].nout)
			continue;
		memcpy(seat[i].out, line, n);
		seat[i].nout = n;
		if (!flush(&seat[i]))
			get_up(i);
	}
}

static void sit_down(void)
{
	int fd = accept(lis, NULL, NULL);

	if (fd < 0)
		return;
	if (taken == SEATS) {
		close(fd);
		return;
	}
	memset(&seat[taken], 0, sizeof *seat);
	seat[taken].fd = fd;
	seat[taken++].id = ++ids;
}

static void open_doors(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int on = 1;

	lis = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(lis, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	a.sin_port = htons(port);
	if (bind(lis, (struct sockaddr *)&a, sizeof a) || listen(lis, 100)) {
		perror("game");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3 || (tick = atoll(argv[2])) <= 0)
		return 1;
	open_doors(atoi(argv[1]));
	zero = ms();
	for (;;) {
		struct pollfd p[SEATS + 1] = { { lis, POLLIN, 0 } };
		int n = taken;

		for (int i = 0; i < n; i++)
			p[i + 1] = (struct pollfd){
				seat[i].fd,
				seat[i].nout ? POLLIN | POLLOUT : POLLIN, 0
			};
		long long left = zero + (done + 1) * tick - ms();

		if (poll(p, n + 1, left > 0 ? left : 0) < 0)
			continue;
		for (int i = n - 1; i >= 0; i--)
			if ((p[i + 1].revents & POLLOUT && !flush(&seat[i])) ||
			    (p[i + 1].revents & ~POLLOUT && !hear(&seat[i])))
				get_up(i);
		if (p[0].revents)
			sit_down();
		step();
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: one listener for IPv4 and one for IPv6; no handler, so that any error
   of poll is the end; every byte in hexadecimal in the log; the limit on
   descriptors as it comes. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef unsigned char byte;

struct talk {
	byte bytes[1024];
	int have, gone;
};

static struct pollfd *set;
static struct talk **talks; /* NULL for a listener */
static int n_set, n_room;

static void add(int fd, struct talk *talk)
{
	if (n_set == n_room) {
		n_room += 100;
		set = realloc(set, n_room * sizeof *set);
		talks = realloc(talks, n_room * sizeof *talks);
		if (!set || !talks) {
			fprintf(stderr, "no memory\n");
			exit(1);
		}
	}
	set[n_set].fd = fd;
	set[n_set].events = POLLIN;
	set[n_set].revents = 0;
	talks[n_set++] = talk;
}

static void door(int family, int port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_port = htons(port),
				    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int on = 1, failed, fd = socket(family, SOCK_STREAM, 0);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
		failed = bind(fd, (struct sockaddr *)&six, sizeof six);
	} else {
		failed = bind(fd, (struct sockaddr *)&four, sizeof four);
	}
	if (failed || listen(fd, 600)) {
		fprintf(stderr, "family %d: %s\n", family, strerror(errno));
		close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	add(fd, NULL);
}

static void hex(const byte *data, int n)
{
	static const char digits[] = "0123456789abcdef";
	char line[2 * sizeof(((struct talk *)0)->bytes) + 1];

	for (int i = 0; i < n; i++) {
		line[2 * i] = digits[data[i] >> 4];
		line[2 * i + 1] = digits[data[i] & 15];
	}
	line[2 * n] = '\n';
	fwrite(line, 1, 2 * n + 1, stderr);
}

static void take_in(int l)
{
	struct talk *talk;
	int fd = accept(l, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(12000);
		return;
	}
	talk = calloc(1, sizeof *talk);
	if (!talk || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		free(talk);
		close(fd);
		return;
	}
	add(fd, talk);
}

/* 0: it has left */
static int speak(struct pollfd *p, struct talk *t)
{
	int n;

	if (t->gone < t->have) {
		n = send(p->fd, t->bytes + t->gone, t->have - t->gone,
			 MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN;
		t->gone += n;
	} else {
		n = recv(p->fd, t->bytes, sizeof t->bytes, 0);
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		hex(t->bytes, n);
		t->have = n;
		t->gone = 0;
	}
	p->events = t->gone < t->have ? POLLOUT : POLLIN;
	return 1;
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	door(AF_INET6, port);
	door(AF_INET, port);
	if (n_set == 0)
		return 1;
	for (;;) {
		int before = n_set;

		if (poll(set, n_set, -1) < 0) {
			perror("poll");
			return 1;
		}
		for (int i = before - 1; i >= 0; i--) {
			if (!set[i].revents)
				continue;
			if (!talks[i]) {
				take_in(set[i].fd);
			} else if (!speak(&set[i], talks[i])) {
				close(set[i].fd);
				free(talks[i]);
				set[i] = set[--n_set];
				talks[i] = talks[n_set];
			}
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: data.u64 is descriptor and generation; always waits for EPOLLOUT
   before it writes; F_SETFL without F_GETFL; looks round every 10 ms. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HIGH = 32768, PART = 1024 };

struct slot {
	uint32_t generation;
	int open;
	size_t from, to;
	char *part;
};

static struct slot slots[HIGH];
static int epoll;
static int sleeping; /* rounds until accept is tried again */

static void usr1(int n)
{
	(void)n;
}

static int control(int op, int fd, uint32_t events)
{
	struct epoll_event e;

	e.events = events;
	e.data.u64 = (uint64_t)slots[fd].generation << 32 | (uint32_t)fd;
	return epoll_ctl(epoll, op, fd, &e);
}

static void shut(int fd)
{
	slots[fd].open = 0;
	slots[fd].generation++;
	free(slots[fd].part);
	slots[fd].part = NULL;
	close(fd);
}

static void let_in(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
			sleeping = 5;
			control(EPOLL_CTL_MOD, listener, 0);
		}
		return;
	}
	if (fd >= HIGH || !(slots[fd].part = malloc(PART))) {
		close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	slots[fd].open = 1;
	slots[fd].from = slots[fd].to = 0;
	if (control(EPOLL_CTL_ADD, fd, EPOLLIN) < 0)
		shut(fd);
}

static void go(int fd, uint32_t events)
{
	struct slot *s = &slots[fd];
	ssize_t n;

	if (s->from < s->to) {
		n = send(fd, s->part + s->from, s->to - s->from, MSG_NOSIGNAL);
		if (n >= 0)
			s->from += n;
	} else {
		n = recv(fd, s->part, PART, 0);
		if (n == 0) {
			shut(fd);
			return;
		}
		s->from = 0;
		s->to = n > 0 ? n : 0;
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		shut(fd);
		return;
	}
	(void)events;
	control(EPOLL_CTL_MOD, fd, s->from < s->to ? EPOLLOUT : EPOLLIN);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct epoll_event e[8];
	int l, bound, on = 1, off = 0, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	signal(SIGUSR1, usr1);
	signal(SIGPIPE, SIG_IGN);
	six.sin6_port = four.sin_port = htons(port);
	l = socket(AF_INET6, SOCK_STREAM, 0);
	if (l >= 0) {
		setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
		bound = bind(l, (struct sockaddr *)&six, sizeof six);
	} else {
		l = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		bound = bind(l, (struct sockaddr *)&four, sizeof four);
	}
	if (bound < 0 || listen(l, 500) < 0 || l >= HIGH) {
		perror("cannot listen");
		return 1;
	}
	fcntl(l, F_SETFL, O_NONBLOCK);
	epoll = epoll_create1(0);
	control(EPOLL_CTL_ADD, l, EPOLLIN);
	for (;;) {
		int n = epoll_wait(epoll, e, 8, 10);

		if (n == 0 && sleeping && --sleeping == 0)
			control(EPOLL_CTL_MOD, l, EPOLLIN);
		for (int i = 0; i < n; i++) {
			int fd = (int)(uint32_t)e[i].data.u64;

			if (fd == l)
				let_in(l);
			else if (slots[fd].open &&
				 slots[fd].generation == e[i].data.u64 >> 32)
				go(fd, e[i].events);
		}
	}
}

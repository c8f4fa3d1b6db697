/* SPDX-License-Identifier: MIT */
/* Style: signalfd and a timerfd in the epoll set, a heartbeat in the log each
   second, MSG_DONTWAIT on blocking sockets, sendmsg, EPOLLRDHUP watched. */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct thing {
	enum { LISTENER, SIGNALS, HEART, CLIENT } kind;
	int fd;
	unsigned watching;
	size_t at, fill;
	char data[3000];
};

static int ep;
static unsigned long beats;
static bool resting;

static bool watch(struct thing *t, unsigned events)
{
	struct epoll_event e = { .events = events, .data.ptr = t };
	int op = t->watching ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	t->watching = events;
	return epoll_ctl(ep, op, t->fd, &e) == 0;
}

static struct thing *thing(int kind, int fd, unsigned events)
{
	struct thing *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	t->kind = kind;
	t->fd = fd;
	if (!watch(t, events)) {
		free(t);
		return NULL;
	}
	return t;
}

static void client(struct thing *t)
{
	struct iovec v = { t->data + t->at, t->fill - t->at };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t n;

	if (t->at == t->fill) {
		n = recv(t->fd, t->data, sizeof t->data, MSG_DONTWAIT);
		t->at = 0;
		t->fill = n > 0 ? n : 0;
	} else {
		n = sendmsg(t->fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
		t->at += n > 0 ? n : 0;
	}
	if (n > 0 || (n < 0 && errno == EAGAIN)) {
		unsigned want = t->at == t->fill ? EPOLLIN | EPOLLRDHUP :
						   EPOLLOUT;

		if (want == t->watching || watch(t, want))
			return;
	}
	fprintf(stderr, "client on %d has left\n", t->fd);
	close(t->fd);
	free(t);
}

static void newcomer(struct thing *l)
{
	int fd = accept(l->fd, NULL, NULL);

	if (fd < 0) {
		fprintf(stderr, "accept: %s\n", strerror(errno));
		/* until the next heartbeat */
		if (errno == EMFILE || errno == ENFILE)
			resting = watch(l, EPOLLERR);
		return;
	}
	fprintf(stderr, "client on %d\n", fd);
	if (!thing(CLIENT, fd, EPOLLIN | EPOLLRDHUP))
		close(fd);
}

static void dispatch(struct thing *t, struct thing *l)
{
	struct signalfd_siginfo info;
	uint64_t times;

	switch (t->kind) {
	case LISTENER:
		newcomer(t);
		break;
	case SIGNALS:
		if (read(t->fd, &info, sizeof info) > 0)
			fprintf(stderr, "signal %u\n", info.ssi_signo);
		break;
	case HEART:
		if (read(t->fd, &times, sizeof times) > 0)
			fprintf(stderr, "beat %lu\n", beats += times);
		if (resting)
			resting = !watch(l, EPOLLIN);
		break;
	case CLIENT:
		client(t);
		break;
	}
}

int main(int argc, char **argv)
{
	struct itimerspec second = { { 1, 0 }, { 1, 0 } };
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event batch[16];
	sigset_t set;
	int fd, heart, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	a.sin_port = htons(port);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 1024)) {
		perror("echo");
		return 1;
	}
	ep = epoll_create1(0);
	heart = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	timerfd_settime(heart, 0, &second, NULL);

	struct thing *l = thing(LISTENER, fd, EPOLLIN);

	if (!l || !thing(HEART, heart, EPOLLIN) ||
	    !thing(SIGNALS, signalfd(-1, &set, SFD_NONBLOCK), EPOLLIN)) {
		perror("epoll");
		return 1;
	}
	for (;;) {
		int n = epoll_wait(ep, batch, 16, -1);

		for (int i = 0; i < n; i++)
			dispatch(batch[i].data.ptr, l);
	}
}

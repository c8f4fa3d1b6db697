/* SPDX-License-Identifier: MIT */
/* Style: no buffer of its own at all: a pipe for each client, and splice().
   EPOLLONESHOT beside EPOLLET; signals arrive only inside epoll_pwait. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct tube {
	int sock, in, out;
	size_t inside;
};

static int ep;

static bool arm(struct tube *t, int op)
{
	struct epoll_event e = { EPOLLET | EPOLLONESHOT, { .ptr = t } };

	e.events |= t->inside ? EPOLLOUT : EPOLLIN | EPOLLRDHUP;
	return epoll_ctl(ep, op, t->sock, &e) == 0;
}

static void finish(struct tube *t)
{
	close(t->sock);
	close(t->in);
	close(t->out);
	free(t);
}

/* false: over. Some rounds, and then others may have theirs. */
static bool flow(struct tube *t)
{
	for (int round = 0; round < 8; round++) {
		ssize_t n;

		if (t->inside) {
			n = splice(t->out, NULL, t->sock, NULL, t->inside,
				   SPLICE_F_NONBLOCK);
			if (n <= 0)
				return n < 0 && errno == EAGAIN;
			t->inside -= n;
		} else {
			n = splice(t->sock, NULL, t->in, NULL, 60000,
				   SPLICE_F_NONBLOCK);
			if (n <= 0)
				return n < 0 && errno == EAGAIN;
			t->inside = n;
		}
	}
	return true;
}

static void take(int lis)
{
	int fd, ends[2];
	struct tube *t;

	while ((fd = accept4(lis, NULL, NULL, SOCK_NONBLOCK)) >= 0 ||
	       errno == ECONNABORTED) {
		if (fd < 0)
			continue;
		t = calloc(1, sizeof *t);
		if (!t || pipe2(ends, O_NONBLOCK) < 0) {
			free(t);
			close(fd);
			continue;
		}
		*t = (struct tube){ fd, ends[1], ends[0], 0 };
		if (!arm(t, EPOLL_CTL_ADD))
			finish(t);
	}
}

static int serve_on(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 256)) {
		perror("splice: port");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	struct epoll_event e = { EPOLLIN, { 0 } }, out[16];
	sigset_t none;
	int lis;

	if (argc < 2)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	lis = serve_on(atoi(argv[1]));
	ep = epoll_create1(EPOLL_CLOEXEC);
	/* the listener stays level-triggered: that is allowed, too */
	if (epoll_ctl(ep, EPOLL_CTL_ADD, lis, &e) < 0)
		return 1;
	for (;;) {
		/* out of descriptors it comes back here at once: so rest */
		int n = epoll_pwait(ep, out, 16, -1, &none), left;

		for (int i = 0; i < n; i++) {
			struct tube *t = out[i].data.ptr;

			if (!t) {
				take(lis);
				left = dup(lis);
				if (left < 0)
					usleep(50000);
				else
					close(left);
			} else if (!flow(t) || !arm(t, EPOLL_CTL_MOD)) {
				finish(t);
			}
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: EPOLLONESHOT, re-armed by EPOLL_CTL_MOD; readv and writev; SIGUSR1
   only let in by epoll_pwait; one event for each wait; SIGPIPE blocked. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define DIE(what)             \
	do {                  \
		perror(what); \
		exit(1);      \
	} while (0)

struct box {
	char one[256], two[768];
	size_t len, off;
};

static struct box **boxes;
static int n_boxes;
static volatile sig_atomic_t told;

static void tell(int s)
{
	(void)s;
	told = 1;
}

static struct box *box_of(int fd)
{
	if (fd >= n_boxes) {
		boxes = realloc(boxes, (fd + 64) * sizeof *boxes);
		if (!boxes)
			DIE("realloc");
		memset(boxes + n_boxes, 0, (fd + 64 - n_boxes) * sizeof *boxes);
		n_boxes = fd + 64;
	}
	if (!boxes[fd])
		boxes[fd] = calloc(1, sizeof **boxes);
	if (!boxes[fd])
		DIE("calloc");
	return boxes[fd];
}

static int arm(int ep, int op, int fd, unsigned what)
{
	struct epoll_event e = { .events = what | EPOLLONESHOT };

	e.data.fd = fd;
	return epoll_ctl(ep, op, fd, &e);
}

static int fill(int fd, struct box *b)
{
	struct iovec v[2] = { { b->one, sizeof b->one },
			      { b->two, sizeof b->two } };
	ssize_t n = readv(fd, v, 2);

	b->off = 0;
	b->len = n > 0 ? n : 0;
	return n;
}

static int empty(int fd, struct box *b)
{
	struct iovec v[2];
	size_t a = b->len < 256 ? b->len : 256;
	size_t skip1 = b->off < a ? b->off : a, skip2 = b->off - skip1;
	ssize_t n;

	v[0] = (struct iovec){ b->one + skip1, a - skip1 };
	v[1] = (struct iovec){ b->two + skip2, b->len - a - skip2 };
	n = writev(fd, v, 2);
	if (n > 0)
		b->off += n;
	return n;
}

static void event(int ep, int fd)
{
	struct box *b = box_of(fd);
	int n = b->off < b->len ? empty(fd, b) : fill(fd, b);

	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) {
		if (arm(ep, EPOLL_CTL_MOD, fd,
			b->off < b->len ? EPOLLOUT : EPOLLIN) == 0)
			return;
	}
	epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
	close(fd);
	free(b);
	boxes[fd] = NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sigaction sa = { .sa_handler = tell };
	struct epoll_event e;
	sigset_t block, wait;
	int l, ep, on = 1, retry = 0;
	int port = argc == 2 ? atoi(argv[1]) : -1;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	sigemptyset(&block);
	sigaddset(&block, SIGPIPE);
	wait = block;
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_SETMASK, &block, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	in.sin_port = htons(port);
	if ((l = socket(AF_INET, SOCK_STREAM, 0)) < 0)
		DIE("socket");
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	fcntl(l, F_SETFL, O_NONBLOCK);
	if (bind(l, (struct sockaddr *)&in, sizeof in) < 0)
		DIE("bind");
	if (listen(l, SOMAXCONN) < 0)
		DIE("listen");
	if ((ep = epoll_create1(EPOLL_CLOEXEC)) < 0 ||
	    arm(ep, EPOLL_CTL_ADD, l, EPOLLIN) < 0)
		DIE("epoll");
	for (;;) {
		int n = epoll_pwait(ep, &e, 1, retry ? 200 : -1, &wait);

		if (told)
			write(2, "told\n", 5) < 0 ? exit(1) : (void)(told = 0);
		if (n == 1 && e.data.fd != l) {
			event(ep, e.data.fd);
		} else if (n == 1) {
			int fd = accept(l, NULL, NULL);

			retry = fd < 0 && (errno == EMFILE || errno == ENFILE);
			if (fd >= 0 && (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ||
					arm(ep, EPOLL_CTL_ADD, fd, EPOLLIN)))
				close(fd);
			/* without descriptors the listener stays disarmed */
			if (!retry)
				arm(ep, EPOLL_CTL_MOD, l, EPOLLIN);
		} else if (n == 0) {
			retry = 0;
			arm(ep, EPOLL_CTL_MOD, l, EPOLLIN);
		}
	}
}

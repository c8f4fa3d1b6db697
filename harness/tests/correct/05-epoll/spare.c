/* SPDX-License-Identifier: MIT */
/* Style: a spare descriptor to accept and close with when there is none left;
   raises the limit; data.fd, EPOLL_CTL_DEL, SIGPIPE caught, one read each. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define HIGHEST 20000

static struct user {
	bool here, half;
	bool armed;
	char *out;
	size_t len;
} users[HIGHEST];
static int ep, spare;

static void ignore_it(int sig)
{
	(void)sig;
}

static void interest(int op, int fd, bool in, bool out)
{
	struct epoll_event e = { 0 };

	e.events = (in ? EPOLLIN : 0) | (out ? EPOLLOUT : 0);
	e.data.fd = fd;
	if (epoll_ctl(ep, op, fd, &e) < 0)
		perror("epoll_ctl");
}

static void gone(int fd)
{
	epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
	free(users[fd].out);
	memset(&users[fd], 0, sizeof users[fd]);
	close(fd);
}

static void flush(int fd)
{
	struct user *u = &users[fd];
	ssize_t n = u->len ? write(fd, u->out, u->len) : 0;

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		gone(fd);
		return;
	}
	if (n > 0) {
		u->len -= n;
		memmove(u->out, u->out + n, u->len);
	}
	if (u->half && u->len == 0) {
		gone(fd);
		return;
	}
	if (u->armed != (u->len > 0) || u->half) {
		u->armed = u->len > 0;
		interest(EPOLL_CTL_MOD, fd, !u->half, u->armed);
	}
}

static void feed(int fd)
{
	struct user *u = &users[fd];
	char buf[4096], *out;
	ssize_t n = read(fd, buf, sizeof buf);

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		gone(fd);
		return;
	}
	if (n == 0)
		u->half = true;
	if (n > 0) {
		out = realloc(u->out, u->len + n);
		if (!out || u->len > 1048576) {
			u->out = out ? out : u->out;
			gone(fd);
			return;
		}
		u->out = out;
		memcpy(out + u->len, buf, n);
		u->len += n;
	}
	flush(fd);
}

static void door(int l)
{
	int fd = accept(l, NULL, NULL), on = 1;

	if (fd >= 0 && fd < HIGHEST) {
		ioctl(fd, FIONBIO, &on);
		users[fd].here = true;
		interest(EPOLL_CTL_ADD, fd, true, false);
	} else if (fd >= 0) {
		close(fd);
	} else if (errno == EMFILE) {
		close(spare);
		fd = accept(l, NULL, NULL);
		if (fd >= 0)
			close(fd);
		spare = open("/dev/null", O_RDONLY);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in me = { .sin_family = AF_INET };
	struct epoll_event events[32];
	struct sigaction sa = { .sa_handler = ignore_it };
	struct rlimit rl;
	int l, n, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535)
		return fputs("usage: echo PORT\n", stderr), 1;
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	getrlimit(RLIMIT_NOFILE, &rl);
	rl.rlim_cur = rl.rlim_max;
	setrlimit(RLIMIT_NOFILE, &rl);
	spare = open("/dev/null", O_RDONLY);
	me.sin_port = htons(port);
	me.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l = socket(AF_INET, SOCK_STREAM, 0);
	ioctl(l, FIONBIO, &on);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&me, sizeof me) || listen(l, 128)) {
		perror("echo");
		return 1;
	}
	ep = epoll_create1(0);
	interest(EPOLL_CTL_ADD, l, true, false);
	while ((n = epoll_wait(ep, events, 32, -1)) >= 0 || errno == EINTR) {
		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;

			if (fd == l) {
				door(l);
				continue;
			}
			if (users[fd].here && events[i].events & EPOLLOUT)
				flush(fd);
			else if (users[fd].here && !users[fd].half)
				feed(fd);
			else if (users[fd].here)
				gone(fd);
		}
	}
	perror("epoll_wait");
	return 1;
}

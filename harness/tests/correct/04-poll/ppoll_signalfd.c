/* SPDX-License-Identifier: MIT */
/* Style: signalfd in the poll set, ppoll, a new array built for each round,
   queues that grow, ioctl(FIONBIO), always waits for POLLOUT before writing. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer {
	int fd;
	bool eof, dead;
	char *q;
	size_t n;
};

static struct peer *peers;
static struct pollfd *fds;
static size_t count, space;

static void make_room(void)
{
	if (count < space)
		return;
	space = space ? 2 * space : 16;
	peers = realloc(peers, space * sizeof *peers);
	fds = realloc(fds, (space + 2) * sizeof *fds);
	if (!peers || !fds) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
}

static void do_read(struct peer *p)
{
	char buf[4096], *q;
	ssize_t n = read(p->fd, buf, sizeof buf);

	if (n > 0) {
		q = realloc(p->q, p->n + n);
		if (!q) {
			p->dead = true;
			return;
		}
		p->q = q;
		memcpy(q + p->n, buf, n);
		p->n += n;
	} else if (n == 0) {
		p->eof = true;
	} else if (errno != EAGAIN) {
		p->dead = true;
	}
}

static void do_write(struct peer *p)
{
	ssize_t n = write(p->fd, p->q, p->n);

	if (n < 0) {
		p->dead = errno != EAGAIN;
		return;
	}
	p->n -= n;
	memmove(p->q, p->q + n, p->n);
}

static void bury(void)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct peer *p = &peers[i];

		if (p->dead || (p->eof && p->n == 0)) {
			close(p->fd);
			free(p->q);
		} else {
			peers[kept++] = *p;
		}
	}
	count = kept;
}

static void arrivals(int listener)
{
	int fd = accept(listener, NULL, NULL), on = 1;

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(15000);
		return;
	}
	ioctl(fd, FIONBIO, &on);
	make_room();
	peers[count++] = (struct peer){ .fd = fd };
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	sigset_t set;
	int on = 1, l, s, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigdelset(&set, SIGPIPE);
	s = signalfd(-1, &set, SFD_NONBLOCK);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	ioctl(l, FIONBIO, &on);
	if (s < 0 || bind(l, (struct sockaddr *)&a, sizeof a) ||
	    listen(l, 512)) {
		perror("echo");
		return 1;
	}
	for (;;) {
		make_room();
		fds[0] = (struct pollfd){ .fd = l, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = s, .events = POLLIN };
		for (size_t i = 0; i < count; i++) {
			fds[i + 2].fd = peers[i].fd;
			fds[i + 2].events = (peers[i].eof ? 0 : POLLIN) |
					    (peers[i].n ? POLLOUT : 0);
		}
		if (ppoll(fds, count + 2, NULL, NULL) < 0)
			continue;
		for (size_t i = 0; i < count; i++) {
			if (fds[i + 2].revents & POLLOUT)
				do_write(&peers[i]);
			if (fds[i + 2].revents & (POLLIN | POLLERR | POLLHUP) &&
			    !peers[i].eof)
				do_read(&peers[i]);
			else if (fds[i + 2].revents & (POLLERR | POLLHUP))
				peers[i].dead = true;
		}
		bury();
		if (fds[1].revents) {
			struct signalfd_siginfo info;

			while (read(s, &info, sizeof info) > 0)
				fprintf(stderr, "%zu clients\n", count);
		}
		if (fds[0].revents)
			arrivals(l);
	}
}

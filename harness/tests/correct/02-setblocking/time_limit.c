/* SPDX-License-Identifier: MIT */
/* Style: no O_NONBLOCK: each receive and each send has a time limit of 1 ms in
   the kernel (SO_RCVTIMEO, SO_SNDTIMEO), and says EAGAIN when it is over. That
   is the sleep, too. Only the listener does not block. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };

static struct man {
	int fd, have, gone;
	char said[2048];
} men[70];
static int n_men;

int set_blocking(int fd, bool blocking)
{
	int was = fcntl(fd, F_GETFL, 0);

	return was == -1 ?
		       -1 :
		       fcntl(fd, F_SETFL,
			     (was & ~O_NONBLOCK) | (blocking ? 0 : O_NONBLOCK));
}

enum verdict classify(int err)
{
	if (err == EINPROGRESS)
		return PENDING;
	return err == EAGAIN || err == EWOULDBLOCK || err == EINTR ? RETRY :
								     FATAL;
}

static bool alive(struct man *m)
{
	int n;

	if (m->gone < m->have) {
		n = send(m->fd, m->said + m->gone, m->have - m->gone,
			 MSG_NOSIGNAL);
		m->gone += n > 0 ? n : 0;
	} else {
		n = recv(m->fd, m->said, sizeof m->said, 0);
		m->have = n > 0 ? n : 0;
		m->gone = 0;
	}
	return n > 0 || (n < 0 && classify(errno) == RETRY);
}

static void greet(int l)
{
	struct timeval one = { .tv_usec = 1000 };
	int fd = n_men < 70 ? accept(l, NULL, NULL) : -1;

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &one, sizeof one);
	men[n_men++] = (struct man){ .fd = fd };
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct timespec one = { .tv_nsec = 1000000 };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	signal(SIGUSR1, SIG_IGN);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 64) ||
	    set_blocking(l, false)) {
		perror("echo");
		return 1;
	}
	for (;;) {
		greet(l);
		if (n_men == 0)
			nanosleep(&one, NULL);
		for (int i = n_men; i-- > 0;)
			if (!alive(&men[i])) {
				close(men[i].fd);
				men[i] = men[--n_men];
			}
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: accept4, a fixed table with holes, output in a queue that grows (so
   input is read on), read and write, usleep of one millisecond. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N 100

enum verdict { RETRY, PENDING, FATAL };

struct queue {
	char *data;
	size_t len, cap;
};

static struct {
	int fd;
	bool eof;
	struct queue q;
} peers[N];
static volatile sig_atomic_t usr1;

int set_blocking(int fd, bool blocking)
{
	int fl = fcntl(fd, F_GETFL, 0);

	if (fl == -1)
		return -1;
	if (blocking)
		fl &= ~O_NONBLOCK;
	else
		fl |= O_NONBLOCK;
	return fcntl(fd, F_SETFL, fl) == -1 ? -1 : 0;
}

enum verdict classify(int err)
{
	switch (err) {
	case EINTR:
	case EAGAIN:
		return RETRY;
	case EINPROGRESS:
		return PENDING;
	}
	return FATAL;
}

static void on_usr1(int sig)
{
	(void)sig;
	usr1 = 1;
}

static bool push(struct queue *q, const char *data, size_t len)
{
	if (q->len + len > q->cap) {
		char *more = realloc(q->data, 2 * (q->len + len));

		if (!more)
			return false;
		q->data = more;
		q->cap = 2 * (q->len + len);
	}
	memcpy(q->data + q->len, data, len);
	q->len += len;
	return true;
}

static void drop(int i)
{
	close(peers[i].fd);
	free(peers[i].q.data);
	memset(&peers[i], 0, sizeof peers[i]);
	peers[i].fd = -1;
}

static bool turn(int i)
{
	struct queue *q = &peers[i].q;
	bool moved = false;
	char buf[2048];
	ssize_t n;

	if (!peers[i].eof) {
		n = read(peers[i].fd, buf, sizeof buf);
		if (n == 0)
			peers[i].eof = moved = true;
		if ((n < 0 && classify(errno) == FATAL) ||
		    (n > 0 && !push(q, buf, n))) {
			drop(i);
			return true;
		}
		moved |= n > 0;
	}
	if (q->len > 0) {
		n = write(peers[i].fd, q->data, q->len);
		if (n < 0 && classify(errno) == FATAL) {
			drop(i);
			return true;
		}
		if (n > 0) {
			memmove(q->data, q->data + n, q->len - n);
			q->len -= n;
			moved = true;
		}
	}
	if (peers[i].eof && q->len == 0) {
		drop(i);
		return true;
	}
	return moved;
}

int main(int argc, char **argv)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct sigaction sa = { .sa_handler = on_usr1 };
	int port = argc == 2 ? atoi(argv[1]) : 0, on = 1;

	if (port <= 0 || port > 65535)
		return fprintf(stderr, "usage: echo PORT\n"), 1;
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
	sin.sin_port = htons(port);
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&sin, sizeof sin) || listen(l, N)) {
		perror("echo");
		return 1;
	}
	for (int i = 0; i < N; i++)
		peers[i].fd = -1;
	for (;;) {
		bool moved = false;

		for (int i = 0; i < N; i++) {
			if (peers[i].fd >= 0) {
				moved |= turn(i);
			} else if (!moved) {
				peers[i].fd =
					accept4(l, NULL, NULL, SOCK_NONBLOCK);
				if (peers[i].fd < 0)
					break;
				moved = true;
			}
		}
		for (int i = 0; i < N; i++)
			if (peers[i].fd >= 0)
				moved |= turn(i);
		if (usr1) {
			usr1 = 0;
			fprintf(stderr, "running\n");
		}
		if (!moved)
			usleep(1000);
	}
}

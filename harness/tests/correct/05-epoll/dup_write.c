/* SPDX-License-Identifier: MIT */
/* Style: two descriptors for each client, by dup(): one is registered for
   reading, once and for all, the other for writing, while something is owed. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct link;

struct end {
	struct link *link;
	int fd;
};

struct link {
	struct end in, out;
	int reading, writing, over;
	size_t from, to;
	char data[4000];
	struct link *next;
};

static int ep;
static struct link *graves; /* until the batch is through */

static void set(struct end *end, int *now, int wanted, unsigned events)
{
	struct epoll_event e = { .events = events, .data = { .ptr = end } };

	if (*now != wanted)
		epoll_ctl(ep, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, end->fd,
			  &e);
	*now = wanted;
}

static void over(struct link *k)
{
	k->over = 1;
	set(&k->in, &k->reading, 0, 0);
	set(&k->out, &k->writing, 0, 0);
	close(k->in.fd);
	close(k->out.fd);
	k->next = graves;
	graves = k;
}

static void act(struct end *end)
{
	struct link *k = end->link;
	ssize_t n;

	if (k->over)
		return;
	if (k->from < k->to) {
		n = write(k->out.fd, k->data + k->from, k->to - k->from);
		k->from += n > 0 ? (size_t)n : 0;
	} else {
		n = read(k->in.fd, k->data, sizeof k->data);
		k->from = 0;
		k->to = n > 0 ? (size_t)n : 0;
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		over(k);
		return;
	}
	set(&k->in, &k->reading, k->from == k->to, EPOLLIN);
	set(&k->out, &k->writing, k->from < k->to, EPOLLOUT);
}

static void visitor(int l)
{
	int fd = accept(l, NULL, NULL), copy = fd < 0 ? -1 : dup(fd);
	struct link *k = copy < 0 ? NULL : calloc(1, sizeof *k);

	if (!k) {
		struct timespec pause = { .tv_nsec = 20000000 };

		if (copy >= 0)
			close(copy);
		if (fd >= 0)
			close(fd);
		else if (errno == EMFILE || errno == ENFILE)
			nanosleep(&pause, NULL);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK); /* of the connection: of both */
	k->in = (struct end){ k, fd };
	k->out = (struct end){ k, copy };
	set(&k->in, &k->reading, 1, EPOLLIN);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct epoll_event e[40] = { { .events = EPOLLIN } };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	ep = epoll_create1(0);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 5000) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, l, &e[0])) {
		perror("echo");
		return 1;
	}
	for (;;) {
		int n = epoll_wait(ep, e, 40, -1);

		for (int i = 0; i < n; i++) {
			if (e[i].data.ptr)
				act(e[i].data.ptr);
			else
				visitor(l);
		}
		while (graves) {
			struct link *next = graves->next;

			free(graves);
			graves = next;
		}
	}
}

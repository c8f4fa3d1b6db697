/* SPDX-License-Identifier: MIT */
/* Style: POLLRDNORM and POLLWRNORM, as POSIX has them, in place of POLLIN and
   POLLOUT; the array is kept in order, and gaps are closed. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT 4000

struct box {
	size_t start, fill;
	char bytes[2500];
};

static struct pollfd who[LIMIT];
static struct box *box[LIMIT];
static nfds_t n_who;

static int reads(struct pollfd *p, struct box *b)
{
	ssize_t n = recv(p->fd, b->bytes, sizeof b->bytes, MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	b->start = 0;
	b->fill = (size_t)n;
	return 1;
}

static int writes(struct pollfd *p, struct box *b)
{
	ssize_t n = send(p->fd, b->bytes + b->start, b->fill - b->start,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	b->start += (size_t)n;
	return 1;
}

static void enter(int fd)
{
	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(50000);
		return;
	}
	box[n_who] = n_who < LIMIT ? calloc(1, sizeof **box) : NULL;
	if (n_who == LIMIT || !box[n_who]) {
		close(fd);
		return;
	}
	who[n_who++] = (struct pollfd){ .fd = fd, .events = POLLRDNORM };
}

static void leave(nfds_t i)
{
	close(who[i].fd);
	free(box[i]);
	n_who--;
	memmove(&who[i], &who[i + 1], (n_who - i) * sizeof *who);
	memmove(&box[i], &box[i + 1], (n_who - i) * sizeof *box);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int on = 1, port = argc == 2 ? atoi(argv[1]) : 0;
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	a.sin_port = htons(port);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 1500)) {
		perror("echo");
		return 1;
	}
	who[n_who++] = (struct pollfd){ .fd = l, .events = POLLRDNORM };
	for (;;) {
		if (poll(who, n_who, -1) < 0)
			continue;
		for (nfds_t i = n_who; i-- > 1;) {
			struct box *b = box[i];
			int well = 1;

			if (!who[i].revents)
				continue;
			well = b->start < b->fill ? writes(&who[i], b) :
						    reads(&who[i], b);
			who[i].events = b->start < b->fill ? POLLWRNORM :
							     POLLRDNORM;
			if (!well)
				leave(i);
		}
		if (who[0].revents)
			enter(accept(l, NULL, NULL));
	}
}

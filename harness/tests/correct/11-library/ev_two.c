/* SPDX-License-Identifier: MIT */
/* Style: libev with two watchers a client, one for each direction, of which
   one is always stopped; a spare descriptor for when there are none. */
#define _GNU_SOURCE
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct pipe {
	ev_io in, out;
	ssize_t begin, end;
	char bytes[6000];
};

static int spare;

static void cut(EV_P_ struct pipe *p)
{
	ev_io_stop(EV_A_ & p->in);
	ev_io_stop(EV_A_ & p->out);
	close(p->in.fd);
	free(p);
}

static void push(EV_P_ ev_io *w, int what)
{
	struct pipe *p = w->data;
	ssize_t n = write(w->fd, p->bytes + p->begin, p->end - p->begin);

	(void)what;
	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			cut(EV_A_ p);
		return;
	}
	p->begin += n;
	if (p->begin == p->end) {
		ev_io_stop(EV_A_ & p->out);
		ev_io_start(EV_A_ & p->in);
	}
}

static void pull(EV_P_ ev_io *w, int what)
{
	struct pipe *p = w->data;
	ssize_t n = read(w->fd, p->bytes, sizeof p->bytes);

	(void)what;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		cut(EV_A_ p);
	if (n <= 0)
		return;
	p->begin = 0;
	p->end = n;
	ev_io_stop(EV_A_ & p->in);
	ev_io_start(EV_A_ & p->out);
}

static void take(EV_P_ ev_io *w, int what)
{
	int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK);
	struct pipe *p;

	(void)what;
	if (fd < 0 && errno == EMFILE) {
		close(spare);
		fd = accept(w->fd, NULL, NULL);
		if (fd >= 0)
			close(fd);
		spare = open("/dev/null", O_RDONLY);
		return;
	}
	if (fd < 0)
		return;
	p = malloc(sizeof *p);
	if (!p) {
		close(fd);
		return;
	}
	ev_io_init(&p->in, pull, fd, EV_READ);
	ev_io_init(&p->out, push, fd, EV_WRITE);
	p->in.data = p->out.data = p;
	ev_io_start(EV_A_ & p->in);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct ev_loop *loop = ev_loop_new(EVBACKEND_POLL);
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	ev_io door;

	if (argc != 2)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	spare = open("/dev/null", O_RDONLY);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(l, (void *)&a, sizeof a) || listen(l, 100))
		return perror("ev_two"), 1;
	ev_io_init(&door, take, l, EV_READ);
	ev_io_start(loop, &door);
	ev_run(loop, 0);
}

/* SPDX-License-Identifier: MIT */
/* Style: wakes every 10 ms, two stacks, writev, POLLIN and POLLOUT as needed, a
   short read ends the reading, no name for POLLHUP, drops at over 1 MiB. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct chunk {
	struct chunk *next;
	size_t len, off;
	char data[];
};

struct link {
	struct link *next;
	struct chunk *first, **last;
	size_t waiting;
	int slot;
	bool eof;
	int fd;
};

static struct link *links;
static size_t n_links;
static volatile sig_atomic_t usr1;

static void handler(int sig)
{
	(void)sig;
	usr1 = 1;
}

static bool later(int e)
{
	return e == EAGAIN || e == EWOULDBLOCK || e == EINTR;
}

static bool send_chunks(struct link *k)
{
	while (k->first) {
		struct chunk *a = k->first, *b = a->next;
		struct iovec v[2] = { { a->data + a->off, a->len - a->off } };

		if (b)
			v[1] = (struct iovec){ b->data, b->len };

		ssize_t n = writev(k->fd, v, b ? 2 : 1);

		if (n < 0)
			return later(errno);
		k->waiting -= n;
		while (a && (size_t)n >= a->len - a->off) {
			n -= a->len - a->off;
			k->first = a->next;
			free(a);
			a = k->first;
		}
		if (a)
			a->off += n;
	}
	k->last = &k->first;
	return true;
}

static bool take(struct link *k)
{
	char buf[3000];
	ssize_t n;

	do {
		n = read(k->fd, buf, sizeof buf);
		if (n < 0)
			return later(errno);
		if (n == 0) {
			k->eof = true;
			break;
		}

		struct chunk *c = malloc(sizeof *c + n);

		if (!c)
			return false;
		memcpy(c->data, buf, n);
		c->len = n;
		c->off = 0;
		c->next = NULL;
		*k->last = c;
		k->last = &c->next;
		k->waiting += n;
		if (k->waiting > 1 << 20)
			return false;
	} while (n == sizeof buf && k->waiting < 100000);
	return send_chunks(k);
}

static void cut(struct link **at)
{
	struct link *k = *at;

	*at = k->next;
	close(k->fd);
	while (k->first) {
		struct chunk *c = k->first;

		k->first = c->next;
		free(c);
	}
	free(k);
	n_links--;
}

static void meet(int l)
{
	int fd = accept(l, NULL, NULL);
	struct link *k = fd < 0 ? NULL : calloc(1, sizeof *k);

	if (!k) {
		if (fd >= 0)
			close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	k->fd = fd;
	k->slot = -1;
	k->last = &k->first;
	k->next = links;
	links = k;
	n_links++;
}

static int open_listener(int port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port) };
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0), on = 1, off = 0, r;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		r = bind(fd, (struct sockaddr *)&six, sizeof six);
	} else {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		r = bind(fd, (struct sockaddr *)&four, sizeof four);
	}
	if (r < 0 || listen(fd, 1024) < 0) {
		perror("echo");
		exit(1);
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGPIPE, &sa, NULL);

	int l = open_listener(port);

	for (;;) {
		struct pollfd p[n_links + 1];
		int n = 1;

		p[0] = (struct pollfd){ .fd = l, .events = POLLIN };
		for (struct link *k = links; k; k = k->next) {
			k->slot = n;
			p[n].fd = k->fd;
			p[n].events = k->eof ? 0 : POLLIN;
			p[n++].events |= k->first ? POLLOUT : 0;
		}
		if (poll(p, n, 10) < 0)
			continue;
		if (usr1)
			fprintf(stderr, "%zu\n", n_links);
		usr1 = 0;
		for (struct link **at = &links; *at;) {
			struct link *k = *at;
			int got = p[k->slot].revents;
			bool ok = !got || !k->first || send_chunks(k);

			if (ok && got && !k->eof)
				ok = take(k);
			if (ok && !(k->eof && !k->first))
				at = &k->next;
			else
				cut(at);
		}
		if (p[0].revents)
			meet(l);
	}
}

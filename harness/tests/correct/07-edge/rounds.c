/* SPDX-License-Identifier: MIT */
/* Style: blocking sockets and MSG_DONTWAIT on every call. Edges set bits, and
   all clients are walked round by round, 4 KiB each, until no bit is left. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CAN_READ  1
#define CAN_WRITE 2
#define AT_END	  4
#define ROOM	  32768

struct peer {
	int fd;
	unsigned state;
	unsigned used;
	struct peer *left, *right;
	char out[ROOM];
};

static struct peer ring = { .fd = -1, .left = &ring, .right = &ring };
static int ep;

static void unlink_peer(struct peer *p)
{
	p->left->right = p->right;
	p->right->left = p->left;
	close(p->fd);
	free(p);
}

static void admit(int fd)
{
	struct peer *p = malloc(sizeof *p);
	struct epoll_event e = { EPOLLIN | EPOLLOUT | EPOLLET, { .ptr = p } };

	if (!p || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) < 0) {
		free(p);
		close(fd);
		return;
	}
	p->fd = fd;
	p->state = p->used = 0;
	p->left = ring.left;
	p->right = &ring;
	p->left->right = p->right->left = p;
}

/* 1: did something; 0: has nothing to do; -1: is gone. */
static int one_round(struct peer *p)
{
	int did = 0;
	ssize_t n;

	if (p->used && p->state & CAN_WRITE) {
		n = send(p->fd, p->out, p->used, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (n < 0 && errno == EAGAIN)
			p->state &= ~CAN_WRITE;
		if (n > 0) {
			p->used -= n;
			memmove(p->out, p->out + n, p->used);
		}
		did = 1;
	}
	if (p->used < ROOM && (p->state & (CAN_READ | AT_END)) == CAN_READ) {
		size_t most = ROOM - p->used < 4096 ? ROOM - p->used : 4096;

		n = recv(p->fd, p->out + p->used, most, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (n < 0 && errno == EAGAIN)
			p->state &= ~CAN_READ;
		if (n == 0)
			p->state |= AT_END;
		if (n > 0)
			p->used += n;
		did = 1;
	}
	return p->state & AT_END && !p->used ? -1 : did;
}

static int walk(void)
{
	int busy = 0;

	for (struct peer *p = ring.right, *next; p != &ring; p = next) {
		int did = one_round(p);

		next = p->right;
		if (did < 0)
			unlink_peer(p);
		else
			busy |= did;
	}
	return busy;
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6 };
	struct epoll_event e = { EPOLLIN | EPOLLET, { 0 } };
	int l, on = 1, off = 0, more = 0, busy = 0;

	if (argc != 2)
		return fputs("rounds PORT\n", stderr), 1;
	a.sin6_port = htons(atoi(argv[1]));
	l = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (l < 0 ||
	    setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0 ||
	    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(l, (struct sockaddr *)&a, sizeof a) < 0 || listen(l, 512) < 0)
		return perror("rounds"), 1;
	ep = epoll_create1(0);
	epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
	for (;;) {
		struct epoll_event got[7];
		int n = epoll_wait(ep, got, 7, busy ? 0 : more ? 10 : -1);

		for (int i = 0; i < n; i++) {
			struct peer *p = got[i].data.ptr;
			unsigned ev = got[i].events;

			if (!p) {
				more = 1;
				continue;
			}
			if (ev & ~EPOLLOUT)
				p->state |= CAN_READ;
			if (ev & ~EPOLLIN)
				p->state |= CAN_WRITE;
		}
		while (more) {
			int fd = accept(l, NULL, NULL);

			if (fd >= 0)
				admit(fd);
			else if (errno == EAGAIN)
				more = 0;
			else if (errno != ECONNABORTED && errno != EINTR)
				break;
		}
		busy = walk();
	}
}

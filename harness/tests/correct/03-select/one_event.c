/* SPDX-License-Identifier: MIT */
/* Style: one event for each select, a buffer of 64 bytes, blocking sockets
   with MSG_DONTWAIT, no handler (so EINTR is not thought of), much logging. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	int fd, len, off;
	char buf[64];
} c[FD_SETSIZE];
static int n_clients;

static void kick(int i)
{
	fprintf(stderr, "client on %d leaves\n", c[i].fd);
	close(c[i].fd);
	c[i] = c[--n_clients];
}

static void greet(int l)
{
	int fd = accept(l, NULL, NULL);

	if (fd < 0) {
		perror("accept");
		usleep(50000);
		return;
	}
	if (fd >= FD_SETSIZE) {
		fprintf(stderr, "%d is too high\n", fd);
		close(fd);
		return;
	}
	fprintf(stderr, "client on %d arrives\n", fd);
	c[n_clients].fd = fd;
	c[n_clients].len = c[n_clients].off = 0;
	n_clients++;
}

static void handle(int i)
{
	int n;

	if (c[i].off < c[i].len) {
		n = send(c[i].fd, c[i].buf + c[i].off, c[i].len - c[i].off,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		fprintf(stderr, "sent %d to %d\n", n, c[i].fd);
		if (n > 0)
			c[i].off += n;
	} else {
		n = recv(c[i].fd, c[i].buf, sizeof(c[i].buf), MSG_DONTWAIT);
		fprintf(stderr, "got %d from %d\n", n, c[i].fd);
		if (n > 0) {
			c[i].len = n;
			c[i].off = 0;
		}
	}
	if (n == 0 || (n < 0 && errno != EAGAIN))
		kick(i);
}

int main(int argc, char **argv)
{
	struct sockaddr_in any = { 0 };
	int l, one = 1, next = 0, port;

	if (argc != 2 || (port = atoi(argv[1])) < 1 || port > 0xffff) {
		fprintf(stderr, "usage: echo PORT\n");
		exit(1);
	}
	l = socket(AF_INET, SOCK_STREAM, 0);
	any.sin_family = AF_INET;
	any.sin_port = htons(port);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(l, (struct sockaddr *)&any, sizeof(any)) < 0 ||
	    listen(l, 10) < 0) {
		perror("echo");
		exit(1);
	}
	if (l >= FD_SETSIZE) {
		fprintf(stderr, "too many files\n");
		exit(1);
	}
	for (;;) {
		fd_set r, w;
		int max = l;

		FD_ZERO(&r);
		FD_ZERO(&w);
		FD_SET(l, &r);
		for (int i = 0; i < n_clients; i++) {
			FD_SET(c[i].fd, c[i].off < c[i].len ? &w : &r);
			if (c[i].fd > max)
				max = c[i].fd;
		}
		if (select(max + 1, &r, &w, NULL, NULL) < 0) {
			perror("select");
			exit(1);
		}
		if (FD_ISSET(l, &r)) {
			greet(l);
			continue;
		}
		/* in turn, so that nobody starves */
		for (int i = 0; i < n_clients; i++) {
			int who = (next + i) % n_clients;

			if (!FD_ISSET(c[who].fd, &r) &&
			    !FD_ISSET(c[who].fd, &w))
				continue;
			next = who + 1;
			handle(who);
			break;
		}
	}
}

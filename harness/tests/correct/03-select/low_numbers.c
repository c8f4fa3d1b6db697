/* SPDX-License-Identifier: MIT */
/* Style: closes stdin and stdout first, so that 0 and 1 are sockets; asks
   FIONREAD how much there is; sends 100 bytes at a time at most. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

struct owed {
	char *data;
	int len, off;
};

static struct owed owed[FD_SETSIZE];
static fd_set everybody;
static int highest;

static void statistics(int sig)
{
	(void)sig;
}

static void end(int fd)
{
	FD_CLR(fd, &everybody);
	free(owed[fd].data);
	owed[fd].data = NULL;
	close(fd);
	while (highest > 0 && !FD_ISSET(highest, &everybody))
		highest--;
}

static void fetch(int fd)
{
	struct owed *o = &owed[fd];
	int there = 0, n;

	if (ioctl(fd, FIONREAD, &there) < 0 || there == 0)
		there = 1; /* the end, or an error: recv tells */
	o->data = malloc(there);
	if (!o->data) {
		end(fd);
		return;
	}
	n = recv(fd, o->data, there, 0);
	if (n > 0) {
		o->len = n;
		o->off = 0;
		return;
	}
	free(o->data);
	o->data = NULL;
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		end(fd);
}

static void deliver(int fd)
{
	struct owed *o = &owed[fd];
	int part = o->len - o->off < 100 ? o->len - o->off : 100;
	int n = send(fd, o->data + o->off, part, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		end(fd);
		return;
	}
	o->off += n > 0 ? n : 0;
	if (o->off == o->len) {
		free(o->data);
		o->data = NULL;
	}
}

static void join(int l)
{
	int fd = accept(l, NULL, NULL), on = 1;

	if (fd < 0)
		return;
	if (fd >= FD_SETSIZE || ioctl(fd, FIONBIO, &on) < 0) {
		close(fd);
		return;
	}
	FD_SET(fd, &everybody);
	if (fd > highest)
		highest = fd;
}

static int open_listener(const char *port)
{
	struct addrinfo hints = { .ai_family = AF_INET,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *where;
	int l, on = 1;

	if (getaddrinfo("localhost", port, &hints, &where) != 0)
		return -1;
	l = socket(where->ai_family, where->ai_socktype, 0);
	if (setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(l, where->ai_addr, where->ai_addrlen) || listen(l, 50) ||
	    ioctl(l, FIONBIO, &on) || l >= FD_SETSIZE)
		l = -1;
	freeaddrinfo(where);
	return l;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = statistics };
	int l;

	if (argc != 2 || strspn(argv[1], "0123456789") != strlen(argv[1])) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	close(0);
	close(1);
	sigaction(SIGUSR1, &sa, NULL);
	if ((l = open_listener(argv[1])) < 0) {
		perror("echo");
		return 1;
	}
	highest = l;
	FD_SET(l, &everybody);
	for (;;) {
		fd_set in, out;

		FD_ZERO(&in);
		FD_ZERO(&out);
		for (int fd = 0; fd <= highest; fd++)
			if (FD_ISSET(fd, &everybody))
				FD_SET(fd, owed[fd].data ? &out : &in);
		if (select(highest + 1, &in, &out, NULL, NULL) < 0)
			continue;
		for (int fd = highest; fd >= 0; fd--) {
			if (FD_ISSET(fd, &out))
				deliver(fd);
			else if (FD_ISSET(fd, &in) && fd != l)
				fetch(fd);
		}
		if (FD_ISSET(l, &in))
			join(l);
	}
}

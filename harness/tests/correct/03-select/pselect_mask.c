/* SPDX-License-Identifier: MIT */
/* Style: SIGUSR1 is blocked but in pselect; always waits for writability
   before it writes; sendmsg and recvmsg; a fresh timeout of one second. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
	bool used;
	char data[512];
	size_t begin, end;
};

static struct client table[FD_SETSIZE];
static int top;
static volatile sig_atomic_t wanted;

static void handler(int sig)
{
	(void)sig;
	wanted = 1;
}

static void leave(int fd)
{
	table[fd].used = false;
	close(fd);
}

static void arrive(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd == -1)
		return;
	if (fd >= FD_SETSIZE || fcntl(fd, F_SETFL, O_NONBLOCK) == -1) {
		fprintf(stderr, "sorry\n");
		close(fd);
		return;
	}
	table[fd].used = true;
	table[fd].begin = table[fd].end = 0;
	if (fd > top)
		top = fd;
}

static void work(int fd, bool writable)
{
	struct client *c = &table[fd];
	struct iovec v = { c->data, sizeof c->data };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t n;

	if (writable) {
		v.iov_base = c->data + c->begin;
		v.iov_len = c->end - c->begin;
		n = sendmsg(fd, &m, MSG_NOSIGNAL);
		if (n >= 0)
			c->begin += n;
		else if (errno != EWOULDBLOCK)
			leave(fd);
		return;
	}
	n = recvmsg(fd, &m, 0);
	if (n > 0) {
		c->begin = 0;
		c->end = n;
	} else if (n == 0 || errno != EWOULDBLOCK) {
		leave(fd);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in where = { .sin_family = AF_INET };
	struct sigaction sa = { .sa_handler = handler };
	sigset_t usr1, usual;
	int yes = 1, port = argc == 2 ? atoi(argv[1]) : -1, l;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 1;
	}
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, &usual);
	sigaction(SIGUSR1, &sa, NULL);
	where.sin_port = htons(port);
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(l, (void *)&where, sizeof where) || listen(l, 5) ||
	    fcntl(l, F_SETFL, O_NONBLOCK)) {
		perror("echo");
		return 1;
	}
	if (l >= FD_SETSIZE)
		return fprintf(stderr, "no room in the sets\n"), 1;
	top = l;
	while (true) {
		struct timespec second = { .tv_sec = 1 };
		fd_set in, out;

		FD_ZERO(&in);
		FD_ZERO(&out);
		FD_SET(l, &in);
		for (int fd = 0; fd <= top; fd++)
			if (table[fd].used && table[fd].begin == table[fd].end)
				FD_SET(fd, &in);
			else if (table[fd].used)
				FD_SET(fd, &out);
		int n = pselect(top + 1, &in, &out, NULL, &second, &usual);

		if (wanted) {
			wanted = 0;
			fprintf(stderr, "top is %d\n", top);
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return perror("pselect"), 1;
		for (int fd = 0; fd <= top; fd++)
			if (table[fd].used &&
			    (FD_ISSET(fd, &in) || FD_ISSET(fd, &out)))
				work(fd, FD_ISSET(fd, &out));
		if (FD_ISSET(l, &in))
			arrive(l);
	}
}

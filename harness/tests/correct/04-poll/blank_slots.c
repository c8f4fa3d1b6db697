/* SPDX-License-Identifier: MIT */
/* Style: a fixed array, blank slots (fd -1) are passed too; the limit on
   descriptors is raised; MSG_DONTWAIT on blocking sockets; logs everybody. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOTS 2000

static struct pollfd p[SLOTS + 1];
static struct {
	int from, to;
	char b[2048];
} owed[SLOTS + 1];

static void stats(int sig)
{
	static const char text[] = "polling\n";

	if (write(2, text, sizeof text - 1) < 0)
		_exit(sig);
}

static void admit(int fd)
{
	for (int i = 1; i <= SLOTS; i++) {
		if (p[i].fd != -1)
			continue;
		p[i].fd = fd;
		p[i].events = POLLIN;
		p[i].revents = 0;
		owed[i].from = owed[i].to = 0;
		fprintf(stderr, "slot %d taken\n", i);
		return;
	}
	close(fd);
}

static void slot(int i)
{
	int n;

	if (owed[i].from == owed[i].to) {
		n = recv(p[i].fd, owed[i].b, sizeof owed[i].b, MSG_DONTWAIT);
		owed[i].from = 0;
		owed[i].to = n > 0 ? n : 0;
	} else {
		n = send(p[i].fd, owed[i].b + owed[i].from,
			 owed[i].to - owed[i].from,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		owed[i].from += n > 0 ? n : 0;
	}
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) {
		p[i].events = owed[i].from == owed[i].to ? POLLIN : POLLOUT;
		return;
	}
	fprintf(stderr, "slot %d free\n", i);
	close(p[i].fd);
	p[i].fd = -1;
}

int main(int argc, char **argv)
{
	struct rlimit rl;
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int one = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
	signal(SIGUSR1, stats);
	sin.sin_port = htons(port);
	for (int i = 0; i <= SLOTS; i++)
		p[i].fd = -1;
	p[0].fd = socket(AF_INET, SOCK_STREAM, 0);
	p[0].events = POLLIN;
	setsockopt(p[0].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(p[0].fd, (struct sockaddr *)&sin, sizeof sin) ||
	    listen(p[0].fd, 1000)) {
		perror("echo");
		return 1;
	}
	for (;;) {
		if (poll(p, SLOTS + 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("poll");
			return 1;
		}
		for (int i = 1; i <= SLOTS; i++)
			if (p[i].fd != -1 && p[i].revents)
				slot(i);
		if (p[0].revents) {
			int fd = accept(p[0].fd, NULL, NULL);

			if (fd >= 0)
				admit(fd);
			else
				usleep(10000);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* select() with copied sets; SO_ERROR once; SOCK_NONBLOCK; a list of those
   that are pending; stdout as a line-buffered stream. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct pending {
	struct pending *next;
	int fd;
	const char *port;
	struct timespec until;
};

static struct pending *list;
static int status;

static void nothing(int signal)
{
	(void)signal;
}

static void report(const char *port, int error)
{
	switch (error) {
	case 0:
		printf("%s connected\n", port);
		return;
	case ECONNREFUSED:
		printf("%s refused\n", port);
		break;
	case ETIMEDOUT:
		printf("%s timeout\n", port);
		break;
	default:
		printf("%s error %s\n", port, strerrorname_np(error));
	}
	status = 1;
}

static void greet(int fd)
{
	static const char hello[] = "hello\n";

	if (write(fd, hello, sizeof hello - 1) < 0)
		perror("write");
	close(fd);
}

static void start(const char *port, long ms)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(atoi(port)) };
	struct pending *p;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	if (fd < 0 || fd >= FD_SETSIZE) {
		report(port, fd < 0 ? errno : EMFILE);
		return;
	}
	if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
		report(port, 0);
		greet(fd);
		return;
	}
	if (errno != EINPROGRESS) {
		report(port, errno);
		close(fd);
		return;
	}
	p = malloc(sizeof *p);
	clock_gettime(CLOCK_MONOTONIC, &p->until);
	p->until.tv_sec += ms / 1000;
	p->until.tv_nsec += ms % 1000 * 1000000;
	if (p->until.tv_nsec >= 1000000000) {
		p->until.tv_sec++;
		p->until.tv_nsec -= 1000000000;
	}
	p->fd = fd;
	p->port = port;
	p->next = list;
	list = p;
}

static long long left_us(const struct pending *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (p->until.tv_sec - now.tv_sec) * 1000000LL +
	       (p->until.tv_nsec - now.tv_nsec + 999) / 1000;
}

/* Its place in the list is free afterwards. */
static void finish(struct pending **at, int error)
{
	struct pending *p = *at;

	report(p->port, error);
	if (error)
		close(p->fd);
	else
		greet(p->fd);
	*at = p->next;
	free(p);
}

int main(int argc, char **argv)
{
	long ms;

	if (argc < 3 || (ms = atol(argv[1])) <= 0)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = nothing }, NULL);
	setlinebuf(stdout);
	for (int i = 2; i < argc; i++)
		start(argv[i], ms);
	while (list) {
		fd_set writable;
		long long first = left_us(list);
		struct timeval timeout;
		int n, highest = 0;

		FD_ZERO(&writable);
		for (struct pending *p = list; p; p = p->next) {
			FD_SET(p->fd, &writable);
			highest = p->fd > highest ? p->fd : highest;
			if (left_us(p) < first)
				first = left_us(p);
		}
		first = first < 0 ? 0 : first;
		timeout.tv_sec = first / 1000000;
		timeout.tv_usec = first % 1000000;
		n = select(highest + 1, NULL, &writable, NULL, &timeout);
		if (n < 0 && errno == EINTR)
			continue;
		for (struct pending **at = &list; *at;) {
			int error = 0;
			socklen_t len = sizeof error;

			if (n > 0 && FD_ISSET((*at)->fd, &writable)) {
				getsockopt((*at)->fd, SOL_SOCKET, SO_ERROR,
					   &error, &len);
				finish(at, error);
			} else if (left_us(*at) <= 0) {
				finish(at, ETIMEDOUT);
			} else {
				at = &(*at)->next;
			}
		}
	}
	return status;
}

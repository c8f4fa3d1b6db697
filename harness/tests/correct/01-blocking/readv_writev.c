/* SPDX-License-Identifier: MIT */
/* Style: readv and writev, a listener for IPv6 and IPv4, SIGPIPE blocked, and
   a SIGUSR1 handler with SA_RESTART. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile sig_atomic_t asked;

static void on_usr1(int sig)
{
	(void)sig;
	asked++;
}

static int open_listener(unsigned short port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port),
				    .sin6_addr = IN6ADDR_ANY_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_port = htons(port) };
	int on = 1, off = 0;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int bound;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		bound = bind(fd, (struct sockaddr *)&six, sizeof six);
	} else {
		/* a machine without IPv6 */
		fd = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		bound = bind(fd, (struct sockaddr *)&four, sizeof four);
	}
	if (bound < 0 || listen(fd, 128) < 0) {
		perror("cannot listen");
		exit(1);
	}
	return fd;
}

static bool write_both(int fd, struct iovec *v)
{
	while (v[0].iov_len + v[1].iov_len > 0) {
		ssize_t n = writev(fd, v, 2);

		if (n < 0)
			return false;
		for (int i = 0; i < 2; i++) {
			size_t part = (size_t)n < v[i].iov_len ? (size_t)n :
								 v[i].iov_len;

			v[i].iov_base = (char *)v[i].iov_base + part;
			v[i].iov_len -= part;
			n -= part;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_usr1, .sa_flags = SA_RESTART };
	char head[100], tail[1900];
	sigset_t pipe_only;
	int port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fputs("usage: echo PORT\n", stderr);
		return 1;
	}
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipe_only, NULL);
	sigaction(SIGUSR1, &sa, NULL);

	int listener = open_listener(port);

	for (;;) {
		int fd = accept(listener, NULL, NULL);

		while (fd >= 0) {
			struct iovec v[2] = { { head, sizeof head },
					      { tail, sizeof tail } };
			ssize_t n = readv(fd, v, 2);

			if (asked) {
				fprintf(stderr, "asked\n");
				asked = 0;
			}
			if (n <= 0)
				break;
			v[0].iov_len = (size_t)n < sizeof head ? (size_t)n :
								 sizeof head;
			v[1].iov_len = n - v[0].iov_len;
			if (!write_both(fd, v))
				break;
		}
		if (fd >= 0)
			close(fd);
	}
}

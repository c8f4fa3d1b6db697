/* SPDX-License-Identifier: MIT */
/* A coarse tick of 20 ms in poll(), in place of computed timeouts; all slots
   stay in the array; the outcome by recv() of nothing and SO_ERROR; prints by
   a stream without a buffer; SIGUSR1 is ignored. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	int n = argc - 2, left = 0, failed = 0;
	double limit, *since;
	struct pollfd *slot;

	if (n < 1 || (limit = atof(argv[1]) / 1000) <= 0) {
		fprintf(stderr, "usage: %s TIMEOUT_MS PORT...\n", argv[0]);
		exit(2);
	}
	signal(SIGUSR1, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	setbuf(stdout, NULL);
	since = calloc(n, sizeof *since);
	slot = calloc(n, sizeof *slot);
	for (int i = 0; i < n; i++) {
		struct sockaddr_in to = { .sin_family = AF_INET };
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		int error = fd < 0 ? errno : 0;

		to.sin_port = htons(atoi(argv[i + 2]));
		to.sin_addr.s_addr = htonl(0x7f000001);
		since[i] = seconds();
		if (!error && connect(fd, (struct sockaddr *)&to, sizeof to))
			error = errno;
		slot[i].fd = fd;
		slot[i].events = POLLOUT;
		if (error == EINPROGRESS) {
			left++;
			continue;
		}
		slot[i].fd = -1;
		if (!error) {
			printf("%s connected\n", argv[i + 2]);
			write(fd, "hello\n", 6);
		} else if (error == ECONNREFUSED) {
			printf("%s refused\n", argv[i + 2]);
		} else {
			printf("%s error %s\n", argv[i + 2],
			       strerrorname_np(error));
		}
		failed |= error != 0;
		if (fd >= 0)
			close(fd);
	}
	while (left > 0) {
		int got = poll(slot, n, 20);

		for (int i = 0; i < n; i++) {
			int error = 0;
			socklen_t len = sizeof error;

			if (slot[i].fd < 0)
				continue;
			if (got > 0 && slot[i].revents)
				getsockopt(slot[i].fd, SOL_SOCKET, SO_ERROR,
					   &error, &len);
			else if (seconds() - since[i] > limit - 1e-6)
				error = ETIMEDOUT;
			else
				continue;
			if (!error) {
				printf("%s connected\n", argv[i + 2]);
				write(slot[i].fd, "hello\n", 6);
			} else if (error == ECONNREFUSED) {
				printf("%s refused\n", argv[i + 2]);
			} else if (error == ETIMEDOUT) {
				printf("%s timeout\n", argv[i + 2]);
			} else {
				printf("%s error %s\n", argv[i + 2],
				       strerrorname_np(error));
			}
			failed |= error != 0;
			close(slot[i].fd);
			slot[i].fd = -1;
			left--;
		}
	}
	return failed;
}

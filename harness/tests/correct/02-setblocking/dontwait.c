/* SPDX-License-Identifier: MIT */
/* Style: the clients stay blocking, and each call says MSG_DONTWAIT; recvmsg
   and sendmsg; every step is logged; clock_nanosleep to an absolute time. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum verdict { RETRY, PENDING, FATAL };
enum { ROOM = 20, SIZE = 1500 };

static struct seat {
	bool taken;
	int fd;
	char buf[SIZE];
	struct iovec left;
} seats[ROOM];

int set_blocking(int fd, bool blocking)
{
	int old = fcntl(fd, F_GETFL), new;

	if (old < 0)
		return -1;
	new = blocking ? old & ~O_NONBLOCK : old | O_NONBLOCK;
	if (new == old)
		return 0;
	return fcntl(fd, F_SETFL, new);
}

enum verdict classify(int err)
{
	return err == EAGAIN || err == EWOULDBLOCK || err == EINTR ? RETRY :
	       err == EINPROGRESS				   ? PENDING :
								     FATAL;
}

static int try_seat(struct seat *s)
{
	struct msghdr m = { .msg_iov = &s->left, .msg_iovlen = 1 };
	ssize_t n;

	if (s->left.iov_len) {
		n = sendmsg(s->fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
		fprintf(stderr, "sendmsg %d: %zd\n", s->fd, n);
		if (n > 0) {
			s->left.iov_base = (char *)s->left.iov_base + n;
			s->left.iov_len -= n;
			return 1;
		}
	} else {
		s->left.iov_base = s->buf;
		s->left.iov_len = SIZE;
		n = recvmsg(s->fd, &m, MSG_DONTWAIT);
		fprintf(stderr, "recvmsg %d: %zd\n", s->fd, n);
		s->left.iov_len = n > 0 ? n : 0;
		if (n > 0)
			return 1;
	}
	if (n < 0 && classify(errno) == RETRY)
		return 0;
	close(s->fd);
	s->taken = false;
	return 1;
}

static int try_accept(int listener)
{
	for (int i = 0; i < ROOM; i++) {
		if (seats[i].taken)
			continue;
		seats[i].fd = accept(listener, NULL, NULL);
		if (seats[i].fd < 0) {
			if (classify(errno) == FATAL)
				perror("accept");
			return 0;
		}
		fprintf(stderr, "a client took seat %d\n", i);
		seats[i].left.iov_len = 0;
		seats[i].taken = true;
		return 1;
	}
	return 0;
}

static void rest(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += 5000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int yes = 1, listener;
	char *end = "?";
	long port = argc == 2 ? strtol(argv[1], &end, 0) : 0;

	if (*end || port <= 0 || port > 65535) {
		fprintf(stderr, "bad port\n");
		return EXIT_FAILURE;
	}
	signal(SIGUSR1, SIG_IGN);
	a.sin_port = htons(port);
	a.sin_addr.s_addr = htonl(INADDR_ANY);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
	if (bind(listener, (struct sockaddr *)&a, sizeof(a)) ||
	    listen(listener, 64) || set_blocking(listener, false)) {
		perror("echo");
		return EXIT_FAILURE;
	}
	while (true) {
		int brought = try_accept(listener);

		for (int i = 0; i < ROOM; i++)
			if (seats[i].taken)
				brought += try_seat(&seats[i]);
		if (!brought)
			rest();
	}
}

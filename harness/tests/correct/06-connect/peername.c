/* SPDX-License-Identifier: MIT */
/* ppoll() in a compact array; getpeername() tells whether it is connected, and
   a read then says why not (the trick of D. J. Bernstein's); one write() a
   line; interested in input as well. */
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
#include <time.h>
#include <unistd.h>

#define MOST 1000

static struct pollfd fds[MOST];
static int ports[MOST], count, failures;
static struct timespec ends[MOST];

static void ignore(int signal)
{
	(void)signal;
}

static void line(int port, int error)
{
	char text[64];
	int len;

	if (!error)
		len = snprintf(text, sizeof text, "%d connected\n", port);
	else if (error == ECONNREFUSED)
		len = snprintf(text, sizeof text, "%d refused\n", port);
	else if (error == ETIMEDOUT)
		len = snprintf(text, sizeof text, "%d timeout\n", port);
	else
		len = snprintf(text, sizeof text, "%d error %s\n", port,
			       strerrorname_np(error));
	failures += !!error;
	if (write(1, text, len) != len)
		exit(2);
}

static int learn(int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;
	char byte;

	if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0)
		return 0;
	if (errno != ENOTCONN)
		return errno;
	return read(fd, &byte, 1) < 0 ? errno : EPROTO;
}

static struct timespec until(long ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += ms % 1000 * 1000000L;
	t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static struct timespec rest(struct timespec end)
{
	struct timespec now, r = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (end.tv_sec < now.tv_sec ||
	    (end.tv_sec == now.tv_sec && end.tv_nsec <= now.tv_nsec))
		return r;
	r.tv_sec = end.tv_sec - now.tv_sec;
	r.tv_nsec = end.tv_nsec - now.tv_nsec;
	if (r.tv_nsec < 0) {
		r.tv_sec--;
		r.tv_nsec += 1000000000;
	}
	return r;
}

static void done(int i, int error)
{
	line(ports[i], error);
	if (!error && send(fds[i].fd, "hello\n", 6, MSG_NOSIGNAL) != 6)
		perror("send");
	close(fds[i].fd);
	count--;
	/* they stand in the order of their deadlines */
	memmove(&fds[i], &fds[i + 1], (count - i) * sizeof *fds);
	memmove(&ports[i], &ports[i + 1], (count - i) * sizeof *ports);
	memmove(&ends[i], &ends[i + 1], (count - i) * sizeof *ends);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = ignore };
	long ms = argc > 2 ? strtol(argv[1], NULL, 10) : 0;

	if (ms < 1 || argc - 2 > MOST) {
		fputs("usage: TIMEOUT_MS PORT...\n", stderr);
		return 2;
	}
	sigaction(SIGUSR1, &action, NULL);
	for (char **port = argv + 2; *port; port++) {
		struct sockaddr_in address = {
			.sin_family = AF_INET,
			.sin_port = htons(strtol(*port, NULL, 10)),
			.sin_addr.s_addr = inet_addr("127.0.0.1"),
		};
		int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), error = 0;

		if (fd < 0) {
			line(atoi(*port), errno);
			continue;
		}
		fcntl(fd, F_SETFL, O_NONBLOCK);
		ends[count] = until(ms);
		ports[count] = atoi(*port);
		fds[count].fd = fd;
		fds[count++].events = POLLIN | POLLOUT;
		if (connect(fd, (void *)&address, sizeof address) < 0)
			error = errno;
		if (error != EINPROGRESS)
			done(count - 1, error);
	}
	while (count > 0) {
		struct timespec timeout = rest(ends[0]);
		int n = ppoll(fds, count, &timeout, NULL);

		for (int i = count - 1; n > 0 && i >= 0; i--)
			if (fds[i].revents)
				done(i, learn(fds[i].fd));
		while (count > 0 && !rest(ends[0]).tv_sec &&
		       !rest(ends[0]).tv_nsec)
			done(0, ETIMEDOUT);
	}
	return failures != 0;
}

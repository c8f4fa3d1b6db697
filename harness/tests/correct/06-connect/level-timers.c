/* SPDX-License-Identifier: MIT */
/* Level-triggered epoll for connections and for deadlines, which are timerfds
   (one for all that have the same start); SA_RESTART; SO_ERROR. The process
   is told of EPOLLERR and does not care: it asks in any case. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

static int epfd, timer, waiting, exit_status;
static int *sockets; /* by index of the argument; -1: over */
static char **ports;

static void stats(int signal)
{
	(void)signal;
}

static void say(int i, const char *first, const char *second)
{
	struct iovec parts[] = {
		{ ports[i], strlen(ports[i]) },
		{ (char *)(uintptr_t)first, strlen(first) },
		{ (char *)(uintptr_t)second, strlen(second) },
		{ (char *)(uintptr_t) "\n", 1 },
	};

	if (writev(1, parts, 4) < 0)
		abort();
}

static void end(int i, int error)
{
	if (error == 0) {
		say(i, " connected", "");
		send(sockets[i], "hello\n", strlen("hello\n"), MSG_NOSIGNAL);
		shutdown(sockets[i], SHUT_WR);
	} else {
		exit_status = 1;
		if (error == ECONNREFUSED)
			say(i, " refused", "");
		else if (error == ETIMEDOUT)
			say(i, " timeout", "");
		else
			say(i, " error ", strerrorname_np(error));
	}
	if (sockets[i] >= 0)
		close(sockets[i]);
	sockets[i] = -1;
}

static void launch(int i)
{
	struct sockaddr_in a = { AF_INET, htons(atoi(ports[i])),
				 { htonl(INADDR_LOOPBACK) }, { 0 } };
	struct epoll_event ev = { .events = EPOLLOUT, .data.u32 = i };

	sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (sockets[i] >= 0 && !connect(sockets[i], (void *)&a, sizeof a)) {
		end(i, 0);
	} else if (errno == EINPROGRESS && sockets[i] >= 0) {
		epoll_ctl(epfd, EPOLL_CTL_ADD, sockets[i], &ev);
		waiting++;
	} else {
		end(i, errno);
	}
}

static int so_error(int fd)
{
	int value;
	socklen_t size = sizeof value;

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &size) ? errno :
								      value;
}

int main(int argc, char **argv)
{
	struct itimerspec spec = { 0 };
	struct epoll_event ev = { .events = EPOLLIN, .data.u32 = UINT32_MAX };
	struct sigaction action = { .sa_handler = stats,
				    .sa_flags = SA_RESTART };
	int n = argc - 2;
	long ms;

	if (n < 1 || (ms = atol(argv[1])) < 1)
		return 2;
	sigaction(SIGUSR1, &action, NULL);
	epfd = epoll_create1(EPOLL_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	spec.it_value.tv_sec = ms / 1000;
	spec.it_value.tv_nsec = ms % 1000 * 1000000;
	epoll_ctl(epfd, EPOLL_CTL_ADD, timer, &ev);
	ports = argv + 2;
	sockets = malloc(n * sizeof *sockets);
	timerfd_settime(timer, 0, &spec, NULL);
	for (int i = 0; i < n; i++)
		launch(i);
	while (waiting) {
		if (epoll_wait(epfd, &ev, 1, -1) < 1)
			continue;
		if (ev.data.u32 != UINT32_MAX) {
			end(ev.data.u32, so_error(sockets[ev.data.u32]));
			waiting--;
			continue;
		}
		for (int i = 0; i < n; i++)
			if (sockets[i] >= 0)
				end(i, ETIMEDOUT);
		waiting = 0;
	}
	return exit_status;
}

/* SPDX-License-Identifier: MIT */
/*
 * For the small programs under test: what each does is chosen by its first
 * argument, and CHECK() says what did not go as it should.
 */
#ifndef PROGRAMS_MODES_H
#define PROGRAMS_MODES_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHECK(condition)                                                 \
	do {                                                             \
		if (!(condition)) {                                      \
			dprintf(1, "line %d: %s (errno %d)\n", __LINE__, \
				#condition, errno);                      \
			_exit(1);                                        \
		}                                                        \
	} while (0)

struct mode {
	const char *name;
	void (*run)(void);
};

/* The port, when the script has named it as the second argument. */
static int mode_port;

static inline int modes_run(const struct mode *modes, int argc, char **argv)
{
	if (argc > 2)
		mode_port = atoi(argv[2]);
	for (; argc > 1 && modes->name; modes++)
		if (strcmp(modes->name, argv[1]) == 0) {
			modes->run();
			return 0;
		}
	dprintf(1, "no such mode\n");
	return 2;
}

static inline int listen_at(int port, int flags)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | flags, 0);

	CHECK(fd >= 0);
	CHECK(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
	address.sin_port = htons((unsigned short)port);
	address.sin_addr.s_addr = htonl(INADDR_ANY);
	CHECK(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	CHECK(listen(fd, 128) == 0);
	return fd;
}

/* Alive, and without anything to wait for. */
static inline void hang_pause(void)
{
	for (;;)
		pause();
}

/* One client; its descriptor blocks. */
static inline int accept_one(void)
{
	int fd = accept(listen_at(mode_port, 0), NULL, NULL);

	CHECK(fd >= 0);
	return fd;
}

static inline long long now_ms(void)
{
	struct timespec now;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

#endif

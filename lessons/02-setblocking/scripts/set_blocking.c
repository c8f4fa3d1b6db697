/* SPDX-License-Identifier: MIT */
/*
 * Calls the student's set_blocking() on descriptors that carry other flags.
 * Prints "ok", or a mistake's code and what happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Weak: a file without it can still be linked, and is told so. */
int set_blocking(int fd, bool blocking) __attribute__((weak));

static void fail(const char *code, const char *what)
{
	printf("%s: %s\n", code, what);
	exit(EXIT_FAILURE);
}

static int flags_of(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		fail("closed-descriptor-watched",
		     "set_blocking() closed the descriptor");
	return flags;
}

static void test_socket(int fd)
{
	if (set_blocking(fd, false) != 0)
		fail("not-nonblocking",
		     "set_blocking(fd, false) did not return 0");
	if (!(flags_of(fd) & O_NONBLOCK))
		fail("not-nonblocking",
		     "set_blocking(fd, false) did not set O_NONBLOCK");
	if (set_blocking(fd, false) != 0 || !(flags_of(fd) & O_NONBLOCK))
		fail("not-nonblocking",
		     "set_blocking(fd, false) a second time undid the first");
	if (set_blocking(fd, true) != 0)
		fail("flags-clobbered",
		     "set_blocking(fd, true) did not return 0");
	if (flags_of(fd) & O_NONBLOCK)
		fail("flags-clobbered",
		     "set_blocking(fd, true) did not clear O_NONBLOCK");
	if (set_blocking(fd, true) != 0 || flags_of(fd) & O_NONBLOCK)
		fail("flags-clobbered",
		     "set_blocking(fd, true) on a blocking one set O_NONBLOCK");
}

/* O_ASYNC without an owner brings no signal: here it is just one more flag. */
static void test_other_flags(int fd)
{
	int others = O_APPEND | O_ASYNC;

	if (fcntl(fd, F_SETFL, others) < 0) {
		perror("fcntl");
		exit(2);
	}
	others &= flags_of(fd);
	if (set_blocking(fd, false) != 0 || !(flags_of(fd) & O_NONBLOCK))
		fail("not-nonblocking", "set_blocking(fd, false) did not set "
					"O_NONBLOCK beside other flags");
	if ((flags_of(fd) & others) != others)
		fail("flags-clobbered",
		     "set_blocking(fd, false) cleared other status flags");
	if (set_blocking(fd, true) != 0 || flags_of(fd) & O_NONBLOCK)
		fail("flags-clobbered", "set_blocking(fd, true) did not clear "
					"O_NONBLOCK beside other flags");
	if ((flags_of(fd) & others) != others)
		fail("flags-clobbered",
		     "set_blocking(fd, true) cleared other status flags");
}

static void test_bad_descriptor(void)
{
	errno = 0;
	if (set_blocking(-1, false) != -1)
		fail("flags-clobbered", "set_blocking(-1, false) must return "
					"-1: there is no such descriptor");
	if (errno != EBADF)
		fail("flags-clobbered", "set_blocking(-1, false) must leave "
					"EBADF in errno");
}

int main(void)
{
	int ends[2];
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (!set_blocking)
		fail("flags-clobbered",
		     "there is no function set_blocking() to call (if there "
		     "is, take the word static away)");
	if (fd < 0 || pipe(ends) < 0) {
		perror("socket and pipe");
		return 2;
	}
	test_socket(fd);
	test_other_flags(ends[0]);
	test_bad_descriptor();
	printf("ok\n");
	return 0;
}

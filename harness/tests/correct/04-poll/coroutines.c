/* SPDX-License-Identifier: MIT */
/* Style: a coroutine for each client (ucontext), written as if calls blocked:
   where the kernel says "not now", it yields to the loop around poll. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

enum { STACK = 32768 };

struct routine {
	struct routine *next;
	ucontext_t context;
	int fd, slot;
	short waits_for;
	bool done;
	char stack[STACK];
};

static struct routine *routines, *current;
static size_t n_routines;
static ucontext_t loop;

static void await(short what)
{
	current->waits_for = what;
	swapcontext(&current->context, &loop);
}

static ssize_t co_read(char *buf, size_t size)
{
	ssize_t n;

	while ((n = read(current->fd, buf, size)) < 0 &&
	       (errno == EAGAIN || errno == EINTR))
		await(POLLIN);
	return n;
}

static bool co_write(const char *buf, size_t size)
{
	while (size) {
		ssize_t n = write(current->fd, buf, size);

		if (n > 0) {
			buf += n;
			size -= (size_t)n;
		} else if (errno == EAGAIN || errno == EINTR) {
			await(POLLOUT);
		} else {
			return false;
		}
	}
	return true;
}

static void echo(void)
{
	char buf[4000];
	ssize_t n;

	/* one read for each report: others have their turn, too */
	while ((n = co_read(buf, sizeof buf)) > 0 && co_write(buf, (size_t)n))
		await(POLLIN);
	current->done = true;
}

static void spawn(int fd)
{
	struct routine *r = calloc(1, sizeof *r);

	if (!r || getcontext(&r->context) < 0) {
		free(r);
		close(fd);
		return;
	}
	r->fd = fd;
	r->slot = -1;
	r->waits_for = POLLIN;
	r->context.uc_stack.ss_sp = r->stack;
	r->context.uc_stack.ss_size = sizeof r->stack;
	r->context.uc_link = &loop;
	makecontext(&r->context, echo, 0);
	r->next = routines;
	routines = r;
	n_routines++;
}

static void resume(struct routine **at)
{
	struct routine *r = *at;

	current = r;
	swapcontext(&loop, &r->context);
	if (!r->done)
		return;
	*at = r->next;
	close(r->fd);
	free(r);
	n_routines--;
}

static void visitors(int l)
{
	int fd = accept(l, NULL, NULL);

	if (fd >= 0) {
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		spawn(fd);
	} else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
		usleep(10000);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 2000)) {
		perror("echo");
		return 1;
	}
	for (;;) {
		struct pollfd *p = calloc(n_routines + 1, sizeof *p);
		struct routine **at = &routines;
		int n = 1;

		if (!p)
			return 1;
		p[0] = (struct pollfd){ l, POLLIN, 0 };
		for (struct routine *r = routines; r; r = r->next) {
			r->slot = n;
			p[n++] = (struct pollfd){ r->fd, r->waits_for, 0 };
		}
		if (poll(p, n, -1) > 0) {
			while (*at) {
				struct routine *r = *at;

				if (p[r->slot].revents)
					resume(at);
				if (*at == r)
					at = &r->next;
			}
			if (p[0].revents)
				visitors(l);
		}
		free(p);
	}
}

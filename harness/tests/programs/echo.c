/* SPDX-License-Identifier: MIT */
/* Echo servers, one a readiness call, and one that blocks. */
#include "modes.h"

#define MOST 256

/* What one client has not had back yet. */
static struct pending {
	char data[65536];
	size_t from, len;
} pending[MOST];

static void forget(int fd)
{
	pending[fd] = (struct pending){ .len = 0 };
	close(fd);
}

/* False: it is over. */
static int serve(int fd, int readable, int writable)
{
	struct pending *it = &pending[fd];
	ssize_t n;

	if (readable && it->len == 0) {
		n = read(fd, it->data, sizeof(it->data));
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return 0;
		it->from = 0;
		it->len = n > 0 ? (size_t)n : 0;
		writable = 1;
	}
	if (writable && it->len > 0) {
		n = send(fd, it->data + it->from, it->len, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return 0;
		it->from += n > 0 ? (size_t)n : 0;
		it->len -= n > 0 ? (size_t)n : 0;
	}
	return 1;
}

static void with_poll(void)
{
	struct pollfd slots[MOST] = { { 0 } };
	int n = 1;

	slots[0].fd = listen_at(mode_port, SOCK_NONBLOCK);
	slots[0].events = POLLIN;
	for (;;) {
		if (poll(slots, (nfds_t)n, -1) < 0)
			continue;
		for (int i = n - 1; i > 0; i--) {
			int fd = slots[i].fd;

			if (slots[i].revents &&
			    !serve(fd, slots[i].revents & ~POLLOUT,
				   slots[i].revents & POLLOUT)) {
				forget(fd);
				slots[i] = slots[--n];
				continue;
			}
			slots[i].events = pending[fd].len ? POLLOUT : POLLIN;
		}
		if (slots[0].revents) {
			int fd =
				accept4(slots[0].fd, NULL, NULL, SOCK_NONBLOCK);

			if (fd >= 0 && n < MOST)
				slots[n++] = (struct pollfd){ fd, POLLIN, 0 };
		}
	}
}

static void with_select(void)
{
	int open[FD_SETSIZE] = { 0 };
	int listener = listen_at(mode_port, SOCK_NONBLOCK);

	for (;;) {
		fd_set in, out;
		int most = listener;

		FD_ZERO(&in);
		FD_ZERO(&out);
		FD_SET(listener, &in);
		for (int fd = 0; fd < MOST; fd++)
			if (open[fd]) {
				FD_SET(fd, pending[fd].len ? &out : &in);
				most = fd > most ? fd : most;
			}
		if (select(most + 1, &in, &out, NULL, NULL) < 0)
			continue;
		for (int fd = 0; fd < MOST; fd++)
			if (open[fd] &&
			    !serve(fd, FD_ISSET(fd, &in), FD_ISSET(fd, &out))) {
				forget(fd);
				open[fd] = 0;
			}
		if (FD_ISSET(listener, &in)) {
			int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

			if (fd >= 0)
				open[fd] = 1;
		}
	}
}

static void watch(int epoll, int operation, int fd, unsigned events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	CHECK(epoll_ctl(epoll, operation, fd, &event) == 0);
}

/* One round of epoll; edge-triggered when flags say so. One accept an event:
   with an edge for the listener, right for a client at a time. */
static void with_events(unsigned flags, unsigned listener_flags)
{
	int listener = listen_at(mode_port, SOCK_NONBLOCK);
	int epoll = epoll_create1(0);

	watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN | listener_flags);
	for (;;) {
		struct epoll_event event;
		int fd;

		if (epoll_wait(epoll, &event, 1, -1) < 1)
			continue;
		fd = event.data.fd;
		if (fd == listener) {
			fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
			if (fd >= 0)
				watch(epoll, EPOLL_CTL_ADD, fd,
				      EPOLLIN | flags);
			continue;
		}
		if (!serve(fd, (int)event.events & ~EPOLLOUT,
			   (int)event.events & EPOLLOUT)) {
			forget(fd);
			continue;
		}
		/* MOD tells anew what is ready: so no edge is missed. */
		watch(epoll, EPOLL_CTL_MOD, fd,
		      (pending[fd].len ? EPOLLOUT : EPOLLIN) | flags);
	}
}

static void with_epoll(void)
{
	with_events(0, 0);
}

static void with_edges(void)
{
	with_events(EPOLLET, 0);
}

static void with_oneshot(void)
{
	with_events(EPOLLONESHOT, 0);
}

static void with_accept_edges(void)
{
	with_events(0, EPOLLET);
}

/* Registered once for both edges; after a short write it waits for the edge. */
static void with_both_edges(void)
{
	int listener = listen_at(mode_port, SOCK_NONBLOCK);
	int epoll = epoll_create1(0);

	watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
	for (;;) {
		struct epoll_event event;
		int fd, alive = 1;

		if (epoll_wait(epoll, &event, 1, -1) < 1)
			continue;
		fd = event.data.fd;
		if (fd == listener) {
			fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
			if (fd >= 0)
				watch(epoll, EPOLL_CTL_ADD, fd,
				      EPOLLIN | EPOLLOUT | EPOLLET);
			continue;
		}
		do {
			errno = 0;
			alive = serve(fd, 1, 1);
		} while (alive && errno != EAGAIN);
		if (!alive)
			forget(fd);
	}
}

/* No readiness call: looks at everybody, and sleeps for 40 ms. */
static void asleep(void)
{
	int listener = listen_at(mode_port, SOCK_NONBLOCK), most = 0;
	int there[MOST] = { 0 };

	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

		if (fd >= 0) {
			there[fd] = 1;
			most = fd > most ? fd : most;
		}
		for (int i = 0; i <= most; i++) {
			if (!there[i] || serve(i, 1, 1))
				continue;
			forget(i);
			there[i] = 0;
		}
		usleep(40000);
	}
}

static void blocking(void)
{
	int listener = listen_at(mode_port, 0);

	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		char data[65536];
		int fd = accept(listener, NULL, NULL);
		ssize_t n;

		while (fd >= 0 && (n = read(fd, data, sizeof(data))) > 0)
			if (write(fd, data, (size_t)n) != n)
				break;
		if (fd >= 0)
			close(fd);
	}
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "poll", with_poll },
		{ "select", with_select },
		{ "epoll", with_epoll },
		{ "edges", with_edges },
		{ "oneshot", with_oneshot },
		{ "accept-edges", with_accept_edges },
		{ "both-edges", with_both_edges },
		{ "blocking", blocking },
		{ "asleep", asleep },
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

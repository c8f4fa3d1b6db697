/* SPDX-License-Identifier: MIT */
/* Style: a timerfd for each client, epoll for both kinds, and signals taken
   from a signalfd. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum kind { LISTENER, SIGNALS, SOCKET, TIMER };

struct handle {
	enum kind kind;
	int fd;
	struct session *session;
};

struct session {
	struct handle socket, timer;
	size_t at, n;
	int gone;
	struct session *next;
	unsigned char data[1024];
};

static int ep;
static struct itimerspec allowed;
static struct session *graveyard;

static void watch(int op, struct handle *h, unsigned events)
{
	struct epoll_event e = { .events = events, .data.ptr = h };

	epoll_ctl(ep, op, h->fd, &e);
}

static void end(struct session *s)
{
	if (s->gone)
		return;
	s->gone = 1;
	close(s->socket.fd);
	close(s->timer.fd);
	s->next = graveyard;
	graveyard = s;
}

static void begin(int fd)
{
	struct session *s = calloc(1, sizeof *s);
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);

	if (!s || timer < 0) {
		close(fd);
		if (timer >= 0)
			close(timer);
		free(s);
		return;
	}
	s->socket = (struct handle){ SOCKET, fd, s };
	s->timer = (struct handle){ TIMER, timer, s };
	timerfd_settime(timer, 0, &allowed, NULL);
	watch(EPOLL_CTL_ADD, &s->socket, EPOLLIN);
	watch(EPOLL_CTL_ADD, &s->timer, EPOLLIN);
}

static void serve(struct session *s)
{
	ssize_t n;

	if (s->at == s->n) {
		n = recv(s->socket.fd, s->data, sizeof s->data, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			end(s);
			return;
		}
		s->at = 0;
		s->n = n;
		timerfd_settime(s->timer.fd, 0, &allowed, NULL);
	}
	n = send(s->socket.fd, s->data + s->at, s->n - s->at, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN) {
		end(s);
		return;
	}
	s->at += n > 0 ? n : 0;
	watch(EPOLL_CTL_MOD, &s->socket, s->at < s->n ? EPOLLOUT : EPOLLIN);
}

static void expire(struct session *s)
{
	unsigned long long times;

	/* it may have been set anew since the event was made */
	if (read(s->timer.fd, &times, sizeof times) == sizeof times)
		end(s);
}

int main(int argc, char **argv)
{
	static struct handle listener = { .kind = LISTENER };
	static struct handle signals = { .kind = SIGNALS };
	struct sockaddr_in a = { .sin_family = AF_INET };
	int one = 1;
	long ms;
	sigset_t set;

	if (argc != 3 || (ms = atol(argv[2])) <= 0)
		return fprintf(stderr, "timers PORT MS\n"), 1;
	allowed.it_value.tv_sec = ms / 1000;
	allowed.it_value.tv_nsec = ms % 1000 * 1000000;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals.fd = signalfd(-1, &set, SFD_NONBLOCK);
	listener.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_port = htons(atoi(argv[1]));
	if (bind(listener.fd, (void *)&a, sizeof a) ||
	    listen(listener.fd, 500) < 0)
		return perror("timers"), 1;
	ep = epoll_create1(0);
	watch(EPOLL_CTL_ADD, &listener, EPOLLIN);
	watch(EPOLL_CTL_ADD, &signals, EPOLLIN);
	for (;;) {
		struct epoll_event got[20];
		int n = epoll_wait(ep, got, 20, -1);

		for (int i = 0; i < n; i++) {
			struct handle *h = got[i].data.ptr;
			struct signalfd_siginfo info;
			int fd;

			if (h->session && h->session->gone)
				continue;
			switch (h->kind) {
			case LISTENER:
				fd = accept4(h->fd, NULL, NULL, SOCK_NONBLOCK);
				if (fd >= 0)
					begin(fd);
				break;
			case SIGNALS:
				while (read(h->fd, &info, sizeof info) > 0)
					fputs("usr1\n", stderr);
				break;
			case SOCKET:
				serve(h->session);
				break;
			case TIMER:
				expire(h->session);
				break;
			}
		}
		while (graveyard) {
			struct session *s = graveyard;

			graveyard = s->next;
			free(s);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: no readiness call. Sleeps until the tick, by the clock's own time;
   then looks at everybody once, and moves. What has come meanwhile waits in
   the kernel, and would have counted no sooner. */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WORD = 8, OUT = 1024 };

struct player {
	struct player *next;
	int socket, number, place, step;
	char word[WORD]; /* so much of the line; more is no command */
	int letters;
	char out[OUT];
	int out_from, out_to;
};

static struct player *first;
static int born;

static void obey(struct player *p)
{
	int n = p->letters;

	if (n > 0 && n <= WORD && p->word[n - 1] == '\r')
		n--;
	if (n == 4 && !memcmp(p->word, "left", 4))
		p->step = -1;
	if (n == 5 && !memcmp(p->word, "right", 5))
		p->step = 1;
	if (n == 4 && !memcmp(p->word, "stop", 4))
		p->step = 0;
	p->letters = 0;
}

/* At most 64 KiB a tick; false: it has left. */
static bool listen_to(struct player *p)
{
	char got[16384];

	for (int i = 0; i < 4; i++) {
		ssize_t n = recv(p->socket, got, sizeof got, MSG_DONTWAIT);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (n < 0)
			return true;
		for (ssize_t k = 0; k < n; k++) {
			if (got[k] == '\n')
				obey(p);
			else if (p->letters < WORD)
				p->word[p->letters++] = got[k];
			else
				p->letters = WORD + 1;
		}
	}
	return true;
}

static bool speak_to(struct player *p)
{
	ssize_t n;

	if (p->out_from == p->out_to)
		return true;
	n = send(p->socket, p->out + p->out_from, p->out_to - p->out_from,
		 MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n > 0)
		p->out_from += n;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static void welcome(int door)
{
	struct player **last = &first, *p;
	int s = accept(door, NULL, NULL);

	if (s < 0)
		return;
	p = calloc(1, sizeof *p);
	if (!p) {
		close(s);
		return;
	}
	p->socket = s;
	p->number = ++born;
	while (*last)
		last = &(*last)->next;
	*last = p;
}

static void sweep(bool (*keep)(struct player *))
{
	struct player **at = &first;

	while (*at) {
		struct player *p = *at;

		if (keep(p)) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		close(p->socket);
		free(p);
	}
}

static void move(long long tick, int steps)
{
	char line[OUT];
	int n = snprintf(line, OUT, "tick %lld", tick);

	for (struct player *p = first; p; p = p->next) {
		p->place += steps * p->step;
		if (n < OUT - 32)
			n += snprintf(line + n, OUT - n, " %d:%d", p->number,
				      p->place);
	}
	line[n++] = '\n';
	for (struct player *p = first; p; p = p->next)
		if (p->out_from == p->out_to) {
			memcpy(p->out, line, n);
			p->out_from = 0;
			p->out_to = n;
		}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	long long start, tick, done = 0, now;
	struct timespec t;

	if (argc != 3 || (tick = atoll(argv[2]) * 1000000) <= 0)
		return 1;
	a.sin_port = htons(atoi(argv[1]));
	setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(door, (struct sockaddr *)&a, sizeof a) || listen(door, 64))
		return perror("asleep"), 1;
	clock_gettime(CLOCK_MONOTONIC, &t);
	start = t.tv_sec * 1000000000LL + t.tv_nsec;
	for (;;) {
		now = start + (done + 1) * tick;
		t.tv_sec = now / 1000000000;
		t.tv_nsec = now % 1000000000;
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t,
				       NULL) == EINTR)
			;
		for (int i = 0; i < 64; i++)
			welcome(door);
		sweep(listen_to);
		sweep(speak_to); /* what was begun */
		clock_gettime(CLOCK_MONOTONIC, &t);
		now = t.tv_sec * 1000000000LL + t.tv_nsec;
		now = (now - start) / tick;
		move(now, now - done);
		done = now;
		sweep(speak_to);
	}
}

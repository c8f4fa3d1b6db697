/* SPDX-License-Identifier: MIT */
/* Style: sets of its own size, from malloc(), with room for 8192 descriptors:
   the kernel takes them as long as nfds is right. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM 8192
#define WORD (8 * sizeof(unsigned long))

static unsigned long read_set[ROOM / WORD], write_set[ROOM / WORD];
static struct person {
	int len, off;
	char text[1000];
} * people[ROOM];
static int top;

static void put(unsigned long *set, int fd)
{
	set[fd / WORD] |= 1UL << fd % WORD;
}

static int has(const unsigned long *set, int fd)
{
	return set[fd / WORD] >> fd % WORD & 1;
}

static void away(int fd)
{
	close(fd);
	free(people[fd]);
	people[fd] = NULL;
}

static void talk(int fd)
{
	struct person *p = people[fd];
	int n;

	if (p->off < p->len) {
		n = send(fd, p->text + p->off, p->len - p->off, MSG_NOSIGNAL);
		p->off += n > 0 ? n : 0;
	} else {
		n = recv(fd, p->text, sizeof p->text, 0);
		p->off = 0;
		p->len = n > 0 ? n : 0;
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		away(fd);
}

static void come(int l)
{
	int fd = accept(l, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE)
			usleep(10000);
		return;
	}
	if (fd >= ROOM || !(people[fd] = calloc(1, sizeof *people[fd]))) {
		close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (fd > top)
		top = fd;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int l, on = 1, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	signal(SIGUSR1, SIG_IGN);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM, 0);
	fcntl(l, F_SETFL, O_NONBLOCK);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 64)) {
		perror("echo");
		return 1;
	}
	top = l;
	for (;;) {
		memset(read_set, 0, sizeof read_set);
		memset(write_set, 0, sizeof write_set);
		put(read_set, l);
		for (int fd = 0; fd <= top; fd++)
			if (people[fd])
				put(people[fd]->off < people[fd]->len ?
					    write_set :
					    read_set,
				    fd);
		if (select(top + 1, (fd_set *)read_set, (fd_set *)write_set,
			   NULL, NULL) < 0)
			continue;
		for (int fd = 0; fd <= top; fd++)
			if (people[fd] &&
			    (has(read_set, fd) || has(write_set, fd)))
				talk(fd);
		if (has(read_set, l))
			come(l);
	}
}

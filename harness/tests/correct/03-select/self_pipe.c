/* SPDX-License-Identifier: MIT */
/* Style: a self-pipe for SIGUSR1, master sets that are copied, FD_SETSIZE as
   nfds, read and write, queues that grow, SIGPIPE ignored. */
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

struct out {
	char *p;
	size_t n;
	int eof;
};

static struct out outs[FD_SETSIZE];
static fd_set want_read, want_write, members;
static int signal_pipe[2];

static void on_usr1(int sig)
{
	int saved = errno;

	(void)sig;
	if (write(signal_pipe[1], "!", 1) < 0) {
		/* the pipe is full: it will be read anyway */
	}
	errno = saved;
}

static void bye(int fd)
{
	FD_CLR(fd, &want_read);
	FD_CLR(fd, &want_write);
	FD_CLR(fd, &members);
	free(outs[fd].p);
	memset(&outs[fd], 0, sizeof outs[fd]);
	close(fd);
}

static void flush(int fd)
{
	struct out *o = &outs[fd];
	ssize_t n = write(fd, o->p, o->n);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		bye(fd);
		return;
	}
	o->n -= n;
	memmove(o->p, o->p + n, o->n);
	if (o->n)
		return;
	FD_CLR(fd, &want_write);
	if (o->eof)
		bye(fd);
}

static void input(int fd)
{
	struct out *o = &outs[fd];
	char buf[10000], *more;
	ssize_t n = read(fd, buf, sizeof buf);

	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			bye(fd);
		return;
	}
	if (n == 0) {
		o->eof = 1;
		FD_CLR(fd, &want_read);
		if (!o->n)
			bye(fd);
		return;
	}
	more = realloc(o->p, o->n + n);
	if (!more) {
		bye(fd);
		return;
	}
	o->p = more;
	memcpy(o->p + o->n, buf, n);
	o->n += n;
	FD_SET(fd, &want_write);
	flush(fd);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_usr1 };
	struct sockaddr_in a = { .sin_family = AF_INET };
	int port = argc == 2 ? atoi(argv[1]) : 0, one = 1, l;

	if (port <= 0 || port > 65535 || pipe(signal_pipe) < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return 1;
	}
	fcntl(signal_pipe[0], F_SETFL, O_NONBLOCK);
	fcntl(signal_pipe[1], F_SETFL, O_NONBLOCK);
	sigaction(SIGUSR1, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	a.sin_port = htons(port);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 100)) {
		perror("listen");
		return 1;
	}
	if (l >= FD_SETSIZE || signal_pipe[0] >= FD_SETSIZE) {
		fprintf(stderr, "too many descriptors are open\n");
		return 1;
	}
	FD_SET(l, &want_read);
	FD_SET(signal_pipe[0], &want_read);
	for (;;) {
		fd_set r = want_read, w = want_write;

		if (select(FD_SETSIZE, &r, &w, NULL, NULL) < 0)
			continue;
		for (int fd = 0; fd < FD_SETSIZE; fd++) {
			if (FD_ISSET(fd, &w) && FD_ISSET(fd, &members))
				flush(fd);
			if (FD_ISSET(fd, &r) && FD_ISSET(fd, &members))
				input(fd);
		}
		if (FD_ISSET(signal_pipe[0], &r)) {
			char marks[16];

			while (read(signal_pipe[0], marks, sizeof marks) > 0)
				fprintf(stderr, "all is well\n");
		}
		if (FD_ISSET(l, &r)) {
			int fd = accept(l, NULL, NULL);

			if (fd >= FD_SETSIZE) {
				close(fd);
			} else if (fd >= 0) {
				fcntl(fd, F_SETFL, O_NONBLOCK);
				FD_SET(fd, &want_read);
				FD_SET(fd, &members);
			} else if (errno == EMFILE || errno == ENFILE) {
				usleep(20000);
			}
		}
	}
}

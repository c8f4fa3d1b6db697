/* SPDX-License-Identifier: MIT */
/* Style: select(), a table by descriptor, output that grows as it must, and a
   state for each byte in place of a search for the end of the line. Writes
   first; waits for room only when there was none. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct guest {
	int here, talks, ends;
	time_t until;
	char name[40], line[520];
	int len, cr;
	char *out;
	size_t n_out;
} guests[FD_SETSIZE];
static int highest, count;

static void leave(int fd);

static void drop(int fd)
{
	struct guest *g = &guests[fd];

	close(fd);
	free(g->out);
	g->out = NULL;
	g->n_out = 0;
	g->here = 0;
	leave(fd);
}

static void push(int fd)
{
	struct guest *g = &guests[fd];

	while (g->here && g->n_out) {
		ssize_t n = write(fd, g->out, g->n_out);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			drop(fd);
			return;
		}
		memmove(g->out, g->out + n, g->n_out -= n);
	}
	if (g->here && g->ends == 1) {
		shutdown(fd, SHUT_WR);
		g->ends = 2;
	}
}

static void give(int fd, const char *text, size_t len)
{
	struct guest *g = &guests[fd];

	g->out = realloc(g->out, g->n_out + len);
	memcpy(g->out + g->n_out, text, len);
	g->n_out += len;
	push(fd);
	if (g->here && g->n_out > 65536)
		drop(fd);
}

static void all(int but, const char *text, size_t len)
{
	for (int fd = 0; fd <= highest; fd++)
		if (guests[fd].talks && fd != but)
			give(fd, text, len);
}

static void tell(int but, const char *format, ...)
{
	char text[200];
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(text, sizeof text, format, list);
	va_end(list);
	all(but, text, n);
}

/* The others are told at once, whatever becomes of the connection. */
static void leave(int fd)
{
	if (!guests[fd].talks)
		return;
	guests[fd].talks = 0;
	tell(fd, "* %s left\n", guests[fd].name);
}

static int good_name(const char *name, int len)
{
	if (len < 1 || len > 16)
		return 0;
	for (int i = 0; i < len; i++)
		if (!isascii(name[i]) ||
		    !(isalnum((unsigned char)name[i]) || name[i] == '_' ||
		      name[i] == '-'))
			return 0;
	for (int fd = 0; fd <= highest; fd++)
		if (guests[fd].talks &&
		    strlen(guests[fd].name) == (size_t)len &&
		    !memcmp(guests[fd].name, name, len))
			return 0;
	return 1;
}

static void line(int fd)
{
	struct guest *g = &guests[fd];
	char text[700];
	int n;

	if (g->len > 5 && !memcmp(g->line, "/nick ", 6)) {
		if (good_name(g->line + 6, g->len - 6)) {
			tell(-1, "* %s is now %.*s\n", g->name, g->len - 6,
			     g->line + 6);
			snprintf(g->name, sizeof g->name, "%.*s", g->len - 6,
				 g->line + 6);
			return;
		}
	} else if (g->len != 5 || memcmp(g->line, "/nick", 5)) {
		n = sprintf(text, "%s: ", g->name);
		memcpy(text + n, g->line, g->len);
		text[n + g->len] = '\n';
		all(fd, text, n + g->len + 1);
		return;
	}
	give(fd, "* name not available\n", 21);
}

static void too_long(int fd)
{
	give(fd, "* line too long\n", 16);
	if (!guests[fd].here)
		return;
	guests[fd].ends = 1;
	guests[fd].until = time(NULL) + 4;
	push(fd);
	leave(fd);
}

/* A \r waits: it is a part of the line unless a \n follows. */
static void byte(int fd, char c)
{
	struct guest *g = &guests[fd];

	if (c == '\n') {
		line(fd);
		g->len = g->cr = 0;
		return;
	}
	if (g->cr && g->len <= 512)
		g->line[g->len++] = '\r';
	g->cr = c == '\r';
	if (!g->cr && g->len <= 512)
		g->line[g->len++] = c;
	if (g->len > 512)
		too_long(fd);
}

static void input(int fd)
{
	char buf[3000];
	ssize_t n = read(fd, buf, sizeof buf);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	for (ssize_t i = 0; i < n && guests[fd].talks; i++)
		byte(fd, buf[i]);
	if (n <= 0 && guests[fd].here)
		drop(fd);
}

static void enter(int server)
{
	int fd = accept4(server, NULL, NULL, SOCK_NONBLOCK);
	struct guest *g = &guests[fd < 0 ? 0 : fd];

	if (fd < 0)
		return;
	if (fd >= FD_SETSIZE) {
		close(fd);
		return;
	}
	memset(g, 0, sizeof *g);
	sprintf(g->name, "guest%d", ++count);
	tell(-1, "* %s joined\n", g->name);
	highest = fd > highest ? fd : highest;
	g->here = g->talks = 1;
	give(fd, "* welcome ", 10);
	give(fd, g->name, strlen(g->name));
	give(fd, "\n", 1);
}

static void on_usr1(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	if (argc != 2)
		return 1;
	a.sin_port = htons(atoi(argv[1]));
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(server, (void *)&a, sizeof a) || listen(server, 100)) {
		perror(argv[1]);
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_usr1 }, NULL);
	highest = server;
	for (;;) {
		fd_set in, out;
		struct timeval second = { 1, 0 };
		int ending = 0;

		FD_ZERO(&in);
		FD_ZERO(&out);
		FD_SET(server, &in);
		for (int fd = 0; fd <= highest; fd++) {
			if (guests[fd].here)
				FD_SET(fd, &in);
			if (guests[fd].here && guests[fd].n_out)
				FD_SET(fd, &out);
			ending |= guests[fd].ends && guests[fd].here;
		}
		if (select(highest + 1, &in, &out, NULL,
			   ending ? &second : NULL) < 0)
			continue;
		for (int fd = 0; fd <= highest; fd++) {
			if (guests[fd].here && FD_ISSET(fd, &out))
				push(fd);
			if (guests[fd].here && FD_ISSET(fd, &in))
				input(fd);
			if (guests[fd].here && guests[fd].ends &&
			    time(NULL) > guests[fd].until)
				drop(fd);
		}
		if (FD_ISSET(server, &in))
			enter(server);
	}
}

/* SPDX-License-Identifier: MIT */
/* Style: getaddrinfo as the books have it; reads with recv, and writes through
   a FILE of the C library; says on stdout who comes, and dumps what they say. */
#include <ctype.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void count(int sig)
{
	(void)sig;
}

static int listener_of(const char *port)
{
	struct addrinfo hints, *all, *p;
	int fd = -1, yes = 1, rv;

	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
	if ((rv = getaddrinfo(NULL, port, &hints, &all)) != 0) {
		fprintf(stderr, "getaddrinfo: %s\n", gai_strerror(rv));
		exit(1);
	}
	for (p = all; p != NULL; p = p->ai_next) {
		fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
		if (fd == -1)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
		if (bind(fd, p->ai_addr, p->ai_addrlen) == 0)
			break;
		perror("bind");
		close(fd);
		fd = -1;
	}
	freeaddrinfo(all);
	if (fd == -1 || listen(fd, 10) == -1) {
		fprintf(stderr, "cannot listen\n");
		exit(1);
	}
	return fd;
}

static void dump(const char *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, isprint((unsigned char)data[i]) ? "%c" : ".",
			data[i]);
	fputc('\n', stderr);
}

int main(int argc, char **argv)
{
	static char log_buffer[4096];
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESTART };
	char buf[2000];
	int l, fd, port = argc == 2 ? atoi(argv[1]) : 0;

	if (port < 1 || port > 65535) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 1;
	}
	setvbuf(stderr, log_buffer, _IOLBF, sizeof log_buffer);
	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
	l = listener_of(argv[1]);
	while (1) {
		struct sockaddr_storage who;
		socklen_t size = sizeof who;
		FILE *out;
		ssize_t n;

		fd = accept(l, (struct sockaddr *)&who, &size);
		if (fd == -1)
			continue;
		printf("a client of family %d\n", who.ss_family);
		out = fdopen(fd, "w");
		if (!out) {
			close(fd);
			continue;
		}
		while ((n = recv(fd, buf, sizeof buf, 0)) > 0) {
			dump(buf, (size_t)n);
			if (fwrite(buf, 1, (size_t)n, out) != (size_t)n ||
			    fflush(out) == EOF)
				break;
		}
		fclose(out);
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * client CLIENTS ROUNDS COMMAND [ARG...]: starts the command (the word PORT in
 * it stands for a free port), connects so many clients to it, and each sends a
 * line and has it back ROUNDS times. What the harness does from a script,
 * without the harness.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		fail("port");
	close(fd);
	return ntohs(address.sin_port);
}

static pid_t start(char **command, int port)
{
	char text[16];
	pid_t pid = fork();

	if (pid)
		return pid;
	snprintf(text, sizeof(text), "%d", port);
	for (char **word = command; *word; word++)
		if (!strcmp(*word, "PORT"))
			*word = text;
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

/* Until it listens. */
static int connect_to(int port, pid_t pid)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	while (connect(fd, (const struct sockaddr *)&address, sizeof(address)) <
	       0) {
		if (waitpid(pid, NULL, WNOHANG) == pid) {
			fprintf(stderr, "client: the server has ended\n");
			exit(1);
		}
		sched_yield();
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void allow_descriptors(long n)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < (rlim_t)n) {
		fprintf(stderr, "client: no %ld descriptors (ulimit -n)\n", n);
		exit(1);
	}
}

/* All of them send before the first one reads. */
static void round_of(const int *clients, long n)
{
	char bytes[16];

	for (long i = 0; i < n; i++)
		if (write(clients[i], "x\n", 2) != 2)
			fail("write");
	for (long i = 0; i < n; i++)
		if (read(clients[i], bytes, sizeof(bytes)) != 2)
			fail("read");
}

int main(int argc, char **argv)
{
	long n = argc > 3 ? atol(argv[1]) : 0;
	long rounds = n > 0 ? atol(argv[2]) : 0;
	int port = free_port();
	int *clients;
	pid_t pid;

	if (n < 1 || !(clients = calloc((size_t)n, sizeof(*clients))))
		return 64;
	allow_descriptors(n + 16);
	pid = start(argv + 3, port);
	for (long i = 0; i < n; i++)
		clients[i] = connect_to(port, pid);
	for (long i = 0; i < rounds; i++)
		round_of(clients, n);
	for (long i = 0; i < n; i++)
		close(clients[i]);
	/* Who serves a crowd serves for ever. */
	if (n > 1)
		kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	free(clients);
	return 0;
}

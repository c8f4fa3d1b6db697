/* SPDX-License-Identifier: MIT */
/*
 * client ROUNDS COMMAND [ARG...]: starts the command (the word PORT in it
 * stands for a free port), connects to it, and sends a line and has it back
 * ROUNDS times. What the harness does from a script, without the harness.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[1]) : 0;
	int port = free_port(), fd;
	char bytes[16];
	pid_t pid;

	if (argc < 3 || !argv[2])
		return 64;
	pid = start(argv + 2, port);
	fd = connect_to(port, pid);
	for (long i = 0; i < rounds; i++)
		if (write(fd, "x\n", 2) != 2 ||
		    read(fd, bytes, sizeof(bytes)) != 2)
			fail("round");
	close(fd);
	waitpid(pid, NULL, 0);
	return 0;
}

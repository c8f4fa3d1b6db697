/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 64

static int listen_at(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons(port);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 16) < 0) {
		perror("listen");
		exit(1);
	}
	return fd;
}

/* 0: it has left. */
static int serve(int fd)
{
	char data[4096];
	ssize_t n = read(fd, data, sizeof(data));

	if (n <= 0)
		return 0;
	*(volatile char *)(data[0] == 'h' ? NULL : data) = 'x';
	return write(fd, data, n) == n;
}

int main(int argc, char **argv)
{
	struct pollfd slots[MOST];
	int n = 1;

	slots[0].fd = listen_at(argc > 1 ? atoi(argv[1]) : 0);
	slots[0].events = POLLIN;
	while (poll(slots, n, -1) > 0) {
		for (int i = n - 1; i > 0; i--)
			if (slots[i].revents && !serve(slots[i].fd)) {
				close(slots[i].fd);
				slots[i] = slots[--n];
			}
		if (slots[0].revents && n < MOST) {
			slots[n].fd = accept(slots[0].fd, NULL, NULL);
			slots[n].revents = 0;
			slots[n++].events = POLLIN;
		}
	}
	return 0;
}

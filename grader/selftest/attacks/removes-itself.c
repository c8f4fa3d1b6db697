/* SPDX-License-Identifier: MIT */
/*
 * Takes its own program away, and puts another one in its place: the scripts
 * after the first one would get that. It is judged by what it does itself.
 *
 * status: scored
 * says: status 7
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	char path[4096], byte;
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (n <= 0 || argc < 2)
		return 1;
	path[n] = '\0';
	if (unlink(path) < 0 || symlink("/bin/true", path) < 0)
		return 2;
	address.sin_port = htons((unsigned short)atoi(argv[1]));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	bind(fd, (struct sockaddr *)&address, sizeof address);
	listen(fd, 128);
	fd = accept(fd, NULL, NULL);
	/* The first script sends nothing. */
	if (read(fd, &byte, 1) == 1)
		return 7;
	pause();
	return 1;
}

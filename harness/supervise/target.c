/* SPDX-License-Identifier: MIT */
#include "supervise/target.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "memory.h"
#include "run/patience.h"

#define BACKLOG 128
#define TRIES	20

static struct sockaddr_in address_of(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
}

/* A port that was asked for by number stays with the socket, whether it
   listens or not. */
static int bind_to(int port)
{
	const struct sockaddr_in address = address_of(port);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int free_port(void)
{
	struct sockaddr_in address = { 0 };
	socklen_t len = sizeof(address);
	int fd = bind_to(0);

	if (fd < 0)
		return -1;
	getsockname(fd, (struct sockaddr *)&address, &len);
	close(fd);
	return ntohs(address.sin_port);
}

struct target *targets_add(struct targets *targets, const char *peer, int port)
{
	struct target target = { .peer = peer, .fd = -1, .accepted = -1 };

	for (int i = 0; i < TRIES && target.fd < 0; i++) {
		target.port = port ? port : free_port();
		target.fd = bind_to(target.port);
	}
	if (target.fd < 0) {
		targets->problem = "no port for a peer that listens";
		return NULL;
	}
	targets->targets =
		memory_grow(targets->targets, targets->n, sizeof(target));
	targets->targets[targets->n] = target;
	return &targets->targets[targets->n++];
}

void targets_clear(struct targets *targets)
{
	for (size_t i = 0; i < targets->n; i++) {
		close(targets->targets[i].fd);
		if (targets->targets[i].accepted >= 0)
			close(targets->targets[i].accepted);
	}
	free(targets->targets);
	*targets = (struct targets){ 0 };
}

struct target *targets_find(const struct targets *targets, const char *peer)
{
	for (size_t i = 0; i < targets->n; i++)
		if (!strcmp(targets->targets[i].peer, peer))
			return &targets->targets[i];
	return NULL;
}

struct target *targets_at(const struct targets *targets,
			  const struct sockaddr_in *address)
{
	for (size_t i = 0; i < targets->n; i++)
		if (address->sin_family == AF_INET &&
		    address->sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
		    ntohs(address->sin_port) == targets->targets[i].port)
			return &targets->targets[i];
	return NULL;
}

int target_answer(struct target *target, enum answer answer)
{
	static struct sock_filter drop[] = { { BPF_RET | BPF_K, 0, 0, 0 } };
	const struct sock_fprog filter = { 1, drop };

	/* It ends listening, and only that: what is not listening would hand
	   the shutdown down to its later connections. */
	if (target->listens)
		shutdown(target->fd, SHUT_RDWR);
	if (target->listens && target->answer == ANSWER_PENDING)
		setsockopt(target->fd, SOL_SOCKET, SO_DETACH_FILTER, &filter,
			   sizeof(filter));
	target->answer = answer;
	target->listens = false;
	if (answer == ANSWER_REFUSES || answer == ANSWER_UNREACHABLE)
		return 0;
	if (answer == ANSWER_PENDING &&
	    setsockopt(target->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		       sizeof(filter)) < 0)
		return -1;
	target->listens = listen(target->fd, BACKLOG) == 0;
	return target->listens ? 0 : -1;
}

int target_accept(struct target *target)
{
	struct patience patience = patience_begin();
	struct sockaddr_in from = { 0 };
	const int on = 1;
	socklen_t len;

	if (target->accepted >= 0)
		close(target->accepted);
	do {
		len = sizeof(from);
		target->accepted = accept4(target->fd, (struct sockaddr *)&from,
					   &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	} while (target->accepted < 0 && patience_left(&patience));
	if (target->accepted < 0)
		return -1;
	setsockopt(target->accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return ntohs(from.sin_port);
}

static const struct target *by_word(const struct targets *targets,
				    const char *word, size_t len)
{
	char port[8];

	for (size_t i = 0; i < targets->n; i++) {
		snprintf(port, sizeof(port), "%d", targets->targets[i].port);
		if (strlen(port) == len && !strncmp(port, word, len))
			return &targets->targets[i];
	}
	return NULL;
}

char *targets_translate(const struct targets *targets, const char *line)
{
	char *text = NULL;
	size_t size = 0, len;
	FILE *out = memory_check(open_memstream(&text, &size));

	for (; *line; line += len) {
		const struct target *target = NULL;

		len = 0;
		while (isalnum((unsigned char)line[len]))
			len++;
		if (len && targets)
			target = by_word(targets, line, len);
		len += !len;
		if (target)
			fputs(target->peer, out);
		else
			fwrite(line, 1, len, out);
	}
	fclose(out);
	return memory_check(text);
}

/* SPDX-License-Identifier: MIT */
/*
 * Targets: the peers that listen, as a program's connect() meets them.
 *
 * All is the kernel's own. A target that accepts is a listening socket, one
 * that refuses a port that is bound and does not listen. One that stays
 * pending listens behind a socket filter that drops what comes, see
 * socket(7), so that the program's SYN goes unanswered: its socket is in
 * SYN-SENT, and every question about it (poll, epoll_wait, SO_ERROR,
 * getpeername, a second connect) is answered as on a real network. The kernel
 * would repeat the SYN after a second; nothing waits for that: when the script
 * decides, the program's socket is disconnected and connected anew, in one go
 * and unseen by the program (see supervisor_decide()).
 */
#ifndef SUPERVISE_TARGET_H
#define SUPERVISE_TARGET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer {
	ANSWER_ACCEPTS, /* EINPROGRESS, and the connection stands */
	ANSWER_AT_ONCE, /* connect() returns 0 */
	ANSWER_REFUSES,
	ANSWER_PENDING,
	ANSWER_UNREACHABLE, /* connect() says ENETUNREACH; a pending one ends
			       with EHOSTUNREACH */
};

struct target {
	const char *peer; /* its name; borrowed */
	int port;
	int fd; /* of ours, bound to it */
	enum answer answer;
	bool listens;
	uint64_t window; /* of its next connection */
	int connection;	 /* number of the program's last one; 0: none */
	int accepted;	 /* our end of it; -1: none, or taken */
};

/* They do not move once the program runs. */
struct targets {
	struct target *targets;
	size_t n;
	const char *problem; /* the machine failed; NULL: no */
};

/* A port for one more; 0: the kernel's choice. NULL with problem set. */
struct target *targets_add(struct targets *targets, const char *peer, int port);
void targets_clear(struct targets *targets);

/* NULL: nobody who listens is called so, or has this address. */
struct target *targets_find(const struct targets *targets, const char *peer);
struct target *targets_at(const struct targets *targets,
			  const struct sockaddr_in *address);

/* From now on it answers so. 0, or -1 with errno. */
int target_answer(struct target *target, enum answer answer);

/* Our end of the connection that the program has just made, in accepted; its
   port is returned, or -1: loopback did not deliver. */
int target_accept(struct target *target);

/* The line with the names of those whose ports stand in it as whole words, so
   that no port gets into a log; to be freed. */
char *targets_translate(const struct targets *targets, const char *line);

#endif

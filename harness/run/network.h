/* SPDX-License-Identifier: MIT */
/*
 * A network of the run's own: a namespace with nothing in it but loopback, so
 * that every program can have the same port, and nothing from outside gets
 * in. See network_namespaces(7).
 *
 * Where the machine refuses namespaces (many containers do) the run shares
 * the machine's loopback and takes a port that is free.
 */
#ifndef RUN_NETWORK_H
#define RUN_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct network {
	bool own;	 /* a namespace of its own */
	int port;	 /* for the program */
	uint32_t source; /* the peers' address, in network order; of 127/8 */
	int claim;	 /* keeps other runs off the port; -1: none */
	int diagnosis;	 /* netlink socket of sock_diag(7); -1: none */
};

/* Enters a fresh network. 0, or -1 with errno: no port is free. */
int network_open(struct network *network);
void network_close(struct network *network);

/* The program's end of a connection. */
struct far_end {
	bool exists;
	bool saw_fin;	 /* the peer's FIN has reached it */
	uint32_t unread; /* bytes that the program has not read; with
				   saw_fin one more */
};

/* The two ends of a connection: the program's is at 127.0.0.1. */
struct ends {
	int program_port, peer_port;
	uint32_t peer_address; /* in network order */
};

/* 0, or -1 when this machine cannot say. */
int network_far_end(const struct network *network, const struct ends *ends,
		    struct far_end *end);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Peers: the scripted clients, on real loopback TCP.
 *
 * They act only while the program is held. What they send goes into the
 * kernel a little at a time, never more than it takes for sure; what comes is
 * taken out of the kernel at once, and counted against what the program's
 * writes have returned, so that nothing depends on when a packet arrives.
 * Their windows are virtual: see connection_room().
 */
#ifndef RUN_PEER_H
#define RUN_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/buffer.h"
#include "run/network.h"
#include "run/trial.h"

/* How much a peer has in the kernel that the program has not read. */
#define PEER_IN_FLIGHT 32768

/* How much a peer takes before it reads, when the script does not say. */
#define PEER_WINDOW 131072

struct peer {
	const char *name; /* interned in the log */
	int member;	  /* of a crowd, from 1; else 0 */
	int letter;	  /* of its pattern, 0 to 25 */
	uint64_t pattern; /* bytes of its pattern that it has sent */
	int fd;		  /* -1: none */
	int connection;	  /* number; 0: never connected */
	bool wants_in;	  /* the backlog was full: it tries again */
	bool stopped;	  /* it does not read */
	bool fin_wanted;  /* to be sent after what is outgoing */
	bool close_wanted;
	struct buffer outgoing; /* not yet in the kernel */
	struct buffer incoming; /* out of the kernel; of these `seen` bytes
				   have been read by the peer */
	size_t seen;
	uint64_t drained;   /* bytes ever taken out of the kernel */
	struct buffer owed; /* sent, and not yet had back */
	size_t window;	    /* for its next connection; 0: default */
};

struct peers {
	struct peer *peers;
	size_t n;
	size_t crowd;		 /* index of the crowd's member 1 */
	struct network *network; /* borrowed */
	struct trial *trial;	 /* borrowed: log and connections */
	const char *problem;	 /* the machine failed; NULL: no */
};

void peers_init(struct peers *peers, struct network *network,
		struct trial *trial);
void peers_clear(struct peers *peers);

/* The peer with this name (and member); made when it is new. */
struct peer *peers_find(struct peers *peers, const char *name, int member);

struct connection *peer_link(const struct peers *peers,
			     const struct peer *peer);

/* It has no connection, and nothing of an earlier one. */
void peer_renew(struct peer *peer);

enum connected { CONNECTED, CONNECT_WAITS, CONNECT_REFUSED, CONNECT_FAILED };

/* backlog: of the listener; -1: there is none. */
enum connected peer_connect(struct peers *peers, struct peer *peer,
			    int backlog);

void peer_send(struct peers *peers, struct peer *peer, const void *data,
	       size_t n);
void peer_half_close(struct peers *peers, struct peer *peer);
void peer_close(struct peers *peers, struct peer *peer);
void peer_reset(struct peers *peers, struct peer *peer);

/* It reads n bytes more, once; SIZE_MAX: all there is. */
void peer_read(struct peers *peers, struct peer *peer, size_t n);

/* For exchange.c: a connection that the backlog had no room for is tried
   again; what is outgoing goes into the kernel, as far as it takes it for
   sure (true: something went). */
enum connected peer_try_connect(struct peers *peers, struct peer *peer,
				int backlog);
bool peer_pump(struct peers *peers, struct peer *peer);

/* The next n bytes of its pattern into out. */
void peer_pattern(struct peer *peer, uint8_t *out, size_t n);

/* What it has read and no step has looked at yet. */
static inline size_t peer_arrived(const struct peer *peer)
{
	return peer->seen;
}

/* Everybody who reads reads, and sends on what there is room for. True if
   anything changed that the program could notice. */
bool peers_exchange(struct peers *peers, int backlog);

/* Wait until what this peer did has reached the program's side: what the next
   one does comes after it, on a loaded machine too. */
void peer_deliver(struct peers *peers, const struct peer *peer);

/* The same for all of them. */
void peers_deliver(struct peers *peers);

/* There is something that the program has not taken notice of. */
bool peers_unnoticed(const struct peers *peers);

#endif

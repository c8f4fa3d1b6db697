/* SPDX-License-Identifier: MIT */
/*
 * The cast of a script: who has connected, who has left, who may do what.
 *
 * The parser plays each step to the cast, so that a peer that sends before it
 * connects is a mistake of the script and never one of the program.
 */
#ifndef SCRIPT_CAST_H
#define SCRIPT_CAST_H

#include "script/script.h"

enum {
	CAST_NAME = 32,	  /* a name has at most so many letters */
	CAST_PEERS = 256, /* with names; for more there is the crowd */
	CAST_CROWD = 10000,
};

/* Where a peer is. The flag goes with any of them. */
enum cast_state {
	CAST_OUTSIDE, /* never connected, or closed or reset */
	CAST_CONNECTED,
	CAST_HALF_CLOSED,
	CAST_ENDED, /* the program ended the connection */
	CAST_STATE = 0x0f,
	CAST_STOPPED = 0x10, /* it has stopped reading */
};

struct cast_peer {
	char name[CAST_NAME + 1];
	uint8_t state;
	bool known;   /* it has connected at least once, or listens */
	bool listens; /* the program connects to it */
	bool sent;
	bool sent_pattern;
};

struct cast {
	struct cast_peer peers[CAST_PEERS];
	int n_peers; /* the crowd, as a whole, is one of them */
	uint8_t members[CAST_CROWD];
	int n_members;
	bool begun; /* the program runs: nobody new can listen */
};

/* True if a peer of this name ("clients" too) has ever connected. */
bool cast_knows(const struct cast *cast, const char *name);

/* True if it is one that listens. */
bool cast_listens(const struct cast *cast, const char *name);

/*
 * Play a step of a peer. False: it cannot happen, and why says so. After a
 * `connects` of new members of the crowd, step->first is the first of them.
 */
bool cast_play(struct cast *cast, struct step *step, char *why, size_t size);

/* The program was started again: nobody is connected to it. */
void cast_restart(struct cast *cast);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The event log: all that happened in a run, in the order in which it
 * happened. The index is the time axis. Nothing in it depends on the machine:
 * no process ids, ports or addresses, so that two runs of one script on one
 * program give the same bytes.
 *
 * The judge, the feedback and the pictures read this; log_write() gives it to
 * the world as JSON Lines.
 */
#ifndef RUN_LOG_H
#define RUN_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "supervise/lines.h"

enum event_kind {
	EVENT_CALL,   /* the program made a call; do is its name */
	EVENT_WAITS,  /* it would wait in this call: it is quiescent */
	EVENT_SPINS,  /* calls without end, or computes without a call */
	EVENT_SIGNAL, /* a signal reached it; ret is the number */
	EVENT_EXITS,  /* it ended; ret is the status */
	EVENT_KILLED, /* a signal ended it; ret is the number */
	EVENT_PEER,   /* a peer did something; do is the verb */
	EVENT_CLOCK,  /* the clock moved; ret: by so many ns */
	EVENT_PRINTS, /* it printed a line on stdout: text */
	EVENT_FAULT,  /* a fault was injected into the call that follows */
	EVENT_STEP,   /* a step of the script begins; line */
};

/* One descriptor that a waiting call named or brought, and for what. */
struct readiness {
	int fd;
	const char *peer; /* as in struct event */
	int connection;
	unsigned events; /* POLLIN, POLLOUT, POLLERR, POLLHUP, ... */
};

struct event {
	enum event_kind kind;
	int64_t t;	  /* virtual ns since the start */
	const char *who;  /* "server", a peer's name, "clock", "script" */
	const char *act;  /* "do": a call's name, or a verb */
	int fd;		  /* -1: none */
	const char *peer; /* whose descriptor: a peer's name, "listener",
				   "epoll", "pipe", ...; NULL: none */
	int connection;	  /* its number, from 1 in the order of connects;
				   tells a peer's connections apart; 0: none */
	bool blocking;	  /* the program believes that the descriptor
				   blocks */
	int64_t asked;	  /* bytes asked for, entries offered; of a peer that
			     stops reading: its window; -1: none */
	int64_t ret;	  /* the result; with errno set: -1; of
				   EVENT_PEER: bytes; -1 without errno: none */
	int error;	  /* errno, or 0 */
	bool injected;	  /* the result was made by a fault */
	bool closed_peer; /* read gave 0 (end of stream) here */
	int64_t timeout;  /* of a waiting call, ns; -1: for ever;
				   -2: none */
	struct readiness *ready; /* what a waiting call brought; of EVENT_WAITS:
				   what it waits for */
	size_t n_ready;
	const char *mode; /* of a call that made or changed it, "blocking" or
			     "non-blocking"; NULL: as before */
	const char *operation; /* of epoll_ctl: "ADD", "MOD", "DEL" */
	int epoll;	       /* and the instance's descriptor; -1: none */
	unsigned interest;     /* and the events, EPOLLIN, ... */
	struct source at;      /* the program's line */
	int line;	       /* the script's line; 0: none */
	const char *text;      /* more, for people; NULL: none */
};

struct log;

struct log *log_new(void);
void log_free(struct log *log);

/*
 * Appends a copy of *event, whose strings must live as long as the log (see
 * log_intern); ready is copied. Returns its index. Running out of memory ends
 * the process with a message: it is a fault of our own machine.
 */
size_t log_append(struct log *log, const struct event *event);

/* A copy of text that lives as long as the log; the same for equal texts. */
const char *log_intern(struct log *log, const char *text);

size_t log_length(const struct log *log);

/* Good as long as the log; NULL beyond its end. */
const struct event *log_at(const struct log *log, size_t index);

/* An event with every field at "none". */
struct event event_none(enum event_kind kind);

/* The errno's name, "EAGAIN"; a number as text for unknown ones, good until
   the next call. */
const char *errno_name(int error);

/*
 * JSON Lines, as promised to the outside:
 *   {"n":12,"t":0,"who":"server","do":"read","fd":5,"peer":"alice",
 *    "asked":4096,"ret":6,"errno":null,"at":"echo.c:57"}
 *   {"n":13,"t":0,"who":"alice","do":"receives","bytes":6,"line":9}
 * A call has all keys up to "at", null where there is nothing to say; "at" is
 * "serve()" where only the function is known. Further keys appear where they
 * say something, in this order: "kind" ("waits", "spins", "signal", "exits",
 * "killed", "prints", "fault": no plain call), "connection", "blocking" (true),
 * "timeout" (ns; -1: for ever), "ready" (at most 64 entries, then "more"),
 * "injected" (true), "text", "line" (the script's), "mode" (of the descriptor,
 * when it is new or changed), "op", "epoll" and "interest" (of epoll_ctl). What is not UTF-8 is
 * written as \xNN.
 * Returns 0, or -1 with errno when the stream fails.
 */
int log_write(const struct log *log, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The record of a run: the event log that the harness wrote, read back.
 *
 * Everything that draws begins here; harness/run/log.h says what each key
 * means. Keys that are not known here are passed over: the log may grow. What
 * is not JSON Lines, or lacks what every event has, is refused with its line.
 */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry_kind {
	ENTRY_CALL,   /* the program made a call */
	ENTRY_WAITS,  /* it would wait in this call */
	ENTRY_SPINS,  /* calls without end, or computes without a call */
	ENTRY_SIGNAL, /* a signal reached it; ret is the number */
	ENTRY_EXITS,  /* it ended; ret is the status */
	ENTRY_KILLED, /* a signal ended it; ret is the number */
	ENTRY_PRINTS, /* it printed a line: text */
	ENTRY_FAULT,  /* a fault was put into the call that follows */
	ENTRY_PEER,   /* a peer did something; ret: bytes */
	ENTRY_CLOCK,  /* the clock moved by ret ns */
	ENTRY_STEP,   /* a step of the script begins: script_line */
};

#define ENTRY_NONE INT64_MIN /* a number that the log does not give */

/* One descriptor that a waiting call named or brought, and for what. */
struct entry_ready {
	int fd;
	const char *peer; /* NULL: none */
	int connection;	  /* from 1; 0: none */
	unsigned events;  /* EPOLLIN, EPOLLOUT, ...; see epoll_ctl(2) */
};

/* One line of the log. Strings live as long as the record; NULL: not given. */
struct entry {
	enum entry_kind kind;
	int64_t t;	      /* virtual ns since the start */
	const char *who;      /* "server", a peer, "clock", "script" */
	const char *act;      /* a call's name or a peer's verb */
	int fd;		      /* -1: none */
	const char *peer;     /* whose descriptor */
	int connection;	      /* of the peer, from 1; 0: none */
	bool blocking;	      /* the descriptor blocks */
	bool injected;	      /* a fault made the result */
	int64_t asked;	      /* ENTRY_NONE: not given; so ret, timeout */
	int64_t ret;	      /* the result; of peers: bytes */
	const char *error;    /* "EAGAIN" */
	int64_t timeout;      /* ns; -1: for ever */
	const char *at;	      /* "echo.c:57", or "serve()" */
	const char *file;     /* of at; NULL: only the function is known */
	int line;	      /* of at, from 1; 0: not known */
	const char *function; /* of at, where no line is known */
	const char *text;     /* more, for people */
	int script_line;      /* from 1; 0: none */
	struct entry_ready *ready;
	size_t n_ready;
	int64_t more_ready; /* that many more, which the log left out */
	const char *mode;   /* of the descriptor, when new or changed */
	const char *op;	    /* of epoll_ctl: "ADD", "MOD", "DEL" */
	int epoll;	    /* its instance; -1: none */
	unsigned interest;  /* EPOLLIN, ... */
	const char *json;   /* the line itself, without its newline */
	size_t json_len;
};

/* A whole log. The index of an entry is its "n". */
struct record {
	struct entry *entries;
	size_t n;
	char *text;		/* the file */
	struct json_t *strings; /* a set: from each to itself */
};

/*
 * Reads the log at path. Returns it, to be freed with record_free(); or NULL,
 * and error (of room bytes) says what is wrong: "FILE:LINE: why".
 */
struct record *record_read(const char *path, char *error, size_t room);

/* The same from memory, which is copied; name stands for the path. */
struct record *record_parse(const char *text, size_t len, const char *name,
			    char *error, size_t room);

void record_free(struct record *record);

/* A copy of string (UTF-8) that lives as long as the record; equal ones are
   one. Running out of memory ends the process. */
const char *record_intern(struct record *record, const char *string);

/* "EPOLLIN" for "IN"; 0 for a name that is none. */
unsigned record_event_bit(const char *name);

/* "IN" for EPOLLIN; NULL for what is no single bit of these. */
const char *record_event_name(unsigned bit);

#endif

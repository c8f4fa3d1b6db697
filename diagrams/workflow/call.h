/* SPDX-License-Identifier: MIT */
/*
 * Calls by what they are for, and what became of them.
 *
 * A workflow speaks of receiving, not of recv(2): recvfrom, recvmsg, read and
 * readv are the same to it, and so are select, poll and epoll_wait. The names
 * of these families are those of the attribute `call` in a workflow.dot; the
 * names of results are those of `when`.
 */
#ifndef WORKFLOW_CALL_H
#define WORKFLOW_CALL_H

#include <stdbool.h>

#include "log/record.h"

enum family {
	FAMILY_NONE, /* no matter of a workflow */
	FAMILY_SOCKET,
	FAMILY_LISTEN,
	FAMILY_ACCEPT,
	FAMILY_CONNECT,
	FAMILY_FCNTL,
	FAMILY_CREATE,
	FAMILY_CTL,
	FAMILY_WAIT,
	FAMILY_SLEEP,
	FAMILY_RECV,
	FAMILY_SEND,
	FAMILY_GETSOCKOPT,
	FAMILY_CLOSE,
	FAMILIES
};

/* One bit each; a call has all that fit. */
enum result {
	RESULT_OK = 1 << 0,
	RESULT_SOME = 1 << 1, /* ">0": bytes */
	RESULT_ZERO = 1 << 2, /* "0" of a call that receives: the end */
	RESULT_ALL = 1 << 3,  /* all that was to be sent */
	RESULT_PART = 1 << 4,
	RESULT_TIMEOUT = 1 << 5, /* a wait brought nothing */
	RESULT_AGAIN = 1 << 6,
	RESULT_INTR = 1 << 7,
	RESULT_PENDING = 1 << 8, /* EINPROGRESS */
	RESULT_LIMIT = 1 << 9,	 /* EMFILE, ENFILE */
	RESULT_ABORTED = 1 << 10,
	RESULT_ERROR = 1 << 11, /* any errno but EAGAIN, EINTR, EINPROGRESS */
};

/* Of a call as the kernel names it ("recvfrom"), or of a name in a
   workflow.dot ("recv", "wait"). */
enum family family_of(const char *call);

/* As in a workflow.dot. */
const char *family_name(enum family family);

/* Wherever it stands in a program of a lesson, it is a step of its loop. */
bool family_always_counts(enum family family);

/* Bits of enum result; 0 while the call has not returned. */
unsigned call_result(const struct entry *call);

/* For a name of `when`; 0 when there is no such one. */
unsigned result_of(const char *name);

/* In a few letters, for an edge: "EAGAIN", "0", "" for nothing special. */
const char *call_outcome(const struct entry *call);

/* Something moved or changed because of it: bytes, a connection. */
bool call_progresses(const struct entry *call);

#endif

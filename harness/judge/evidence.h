/* SPDX-License-Identifier: MIT */
/*
 * Evidence: questions to a trial and its log.
 *
 * The rules ask them; nothing here has an opinion. Events are named by their
 * index in the log; EVIDENCE_NONE says that there is none.
 */
#ifndef JUDGE_EVIDENCE_H
#define JUDGE_EVIDENCE_H

#include "run/trial.h"

#define EVIDENCE_NONE SIZE_MAX

/* In readiness.events beside POLLIN and its kin: the interest is
   edge-triggered. The value is EPOLLET's. */
#define INTEREST_EDGE (1u << 31)

/* What a call that is looked for must be like. */
struct query {
	int family;	/* enum call_family, or ANY_FAMILY */
	int connection; /* 0: any */
	int fd;		/* ANY_FD: any */
	int error;	/* an errno, or one of the results below */
};

#define ANY_FAMILY (-1)
#define ANY_FD	   (-2)
enum {
	RESULT_ANY = 0,
	RESULT_FAILURE = -1, /* any errno */
	RESULT_SUCCESS = -2,
};

/* The last such call before an index, the first one in [from, until), and
   how many there are in [from, until). */
size_t evidence_last(const struct trial *trial, size_t before,
		     struct query query);
size_t evidence_next(const struct trial *trial, size_t from, size_t until,
		     struct query query);
size_t evidence_count(const struct trial *trial, size_t from, size_t until,
		      struct query query);
bool evidence_fits(const struct event *event, struct query query);

/* The last line that the program printed on stdout. */
size_t evidence_printed(const struct trial *trial);

/* The event that ended the program; of one that lives, EVIDENCE_NONE. */
size_t evidence_end(const struct trial *trial);

/* Where the last step begins in the log; 0 when the log has no steps. */
size_t evidence_step_begins(const struct trial *trial);

/* The step at which the trial ended, or NULL. */
const struct step *evidence_step(const struct trial *trial);

/* The code that the script gives for a failure at this step; NULL: none. */
const char *evidence_reveals(const struct trial *trial);

/* NULL when there is no such connection. */
const struct connection *evidence_connection(const struct trial *trial,
					     int number);

/* What the program waits for on this connection's descriptor, or for the
   listener; NULL when it does not wait for it. */
const struct readiness *evidence_interest(const struct trial *trial,
					  int connection);
const struct readiness *evidence_listener_interest(const struct trial *trial);

/* The same at an earlier wait, an EVENT_WAITS. */
const struct readiness *event_interest(const struct event *event,
				       int connection);
const struct readiness *event_listener(const struct event *event);

/* The program waits in a readiness call (and so for several descriptors). */
bool evidence_waits_for_readiness(const struct trial *trial);

/* The last call that the program made before an index and that was not one
   of cleaning up (close, shutdown, epoll_ctl, fcntl, ...) if it failed, or
   else a failure on the way there. */
size_t evidence_failure_before(const struct trial *trial, size_t before);

/* The first call that waits or sleeps after an index, or the length. */
size_t evidence_next_wait(const struct trial *trial, size_t after);

/* Calls by family, and as the C library names them. */
enum call_family call_family_of(const char *call);
const char *call_for_people(const char *call);

/* "alice", "the listener"; otherwise when peer is NULL. */
const char *peer_for_people(const char *peer, const char *otherwise);
bool call_is_readiness(const char *call);
bool call_is_select(const char *call);

#endif

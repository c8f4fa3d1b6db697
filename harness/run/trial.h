/* SPDX-License-Identifier: MIT */
/*
 * A trial: one script run on one program, as it went.
 *
 * The run fills it; the judge, the feedback and the reports only read it. It
 * holds facts and no opinion: what the script asked for, what came, and what
 * the program was doing at that moment.
 */
#ifndef RUN_TRIAL_H
#define RUN_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/log.h"
#include "script/script.h"

enum trial_end {
	TRIAL_COMPLETED,     /* every step went as the script says */
	TRIAL_STEP_FAILED,   /* step: what it expects did not come */
	TRIAL_NOT_LISTENING, /* never listened where it should */
	TRIAL_ENDED,	     /* the program exited or was killed */
	TRIAL_SPINNING,	     /* calls that bring nothing, without end */
	TRIAL_FORBIDDEN,     /* a call that the lesson excludes */
	TRIAL_INCONCLUSIVE,  /* the kit cannot judge; problem says why */
};

/* Bytes, owned. */
struct blob {
	uint8_t *data;
	size_t len;
};

/* What an expectation found. */
enum mismatch {
	MISMATCH_NONE,
	MISMATCH_CONTENT, /* another byte at differs_at */
	MISMATCH_LESS,	  /* right so far, but not all of it */
	MISMATCH_MORE,	  /* right, and more than expected */
	MISMATCH_CLOSED,  /* end of stream came instead */
	MISMATCH_RESET,	  /* a reset came instead */
	MISMATCH_OPEN,	  /* no end of stream came */
	MISMATCH_REFUSED, /* the connection was refused or reset */
	MISMATCH_BACKLOG, /* it was never taken into the backlog */
	MISMATCH_COUNT,	  /* too many: calls, descriptors, KiB */
	MISMATCH_RUNNING, /* it should have ended */
	MISMATCH_STATUS,  /* it ended with another status */
	MISMATCH_OUTPUT,  /* it has not printed this */
	MISMATCH_WAITS,	  /* it does not wait there */
	MISMATCH_CALLED,  /* it has called what it should not */
	MISMATCH_LINE,	  /* it has not printed this line */
	MISMATCH_LINES,	  /* it has printed more lines */
	MISMATCH_ALONE,	  /* it has no connection to a peer that listens */
};

/* One connection of a peer, from both ends. Its number is its index + 1. */
struct connection {
	const char *peer;  /* name */
	bool established;  /* the kernel took it */
	bool accepted;	   /* the program has it (or had) */
	int fd;		   /* the program's; -1 when closed or none */
	uint64_t sent;	   /* bytes that the peer sent */
	uint64_t taken;	   /* of these, read by the program */
	uint64_t written;  /* bytes that the program wrote */
	uint64_t received; /* of these, read by the peer */
	uint64_t window;   /* so many bytes may be written and unread */
	bool peer_fin;	   /* the peer half-closed or closed */
	bool peer_closed;  /* closed, not only half-closed */
	bool peer_reset;
	bool peer_stopped;    /* it does not read now */
	bool floods;	      /* what is read of it is replaced at once */
	bool program_saw_end; /* a read gave 0 */
	bool program_fin;     /* it shut down its side, or closed */
	bool program_closed;  /* no descriptor refers to it any more */
	bool got_end;	      /* the peer has the program's FIN */
	bool got_reset;	      /* the peer has a reset from the program */
	size_t closed_at;     /* index of the event that closed it */
	bool outgoing;	  /* the program connected, to a peer that listens */
	bool pending;	  /* it did, and the peer has not decided yet */
	int failed;	  /* errno of a connect that failed; else 0 */
	int program_port; /* of an outgoing one: its two ends */
	int peer_port;
	uint64_t delivered; /* for the run: what has reached the far end */
};

/* What the program was doing when the trial ended. */
enum doing_kind {
	DOING_NOTHING,	 /* it has ended */
	DOING_WAITING,	 /* in a readiness call or a sleep */
	DOING_BLOCKED,	 /* in a blocking read, write, accept, ... */
	DOING_SPINNING,	 /* calling without end */
	DOING_COMPUTING, /* spinning without a call */
	DOING_UNKNOWN,	 /* blocked in a call that has no rule */
	DOING_SERVING,	 /* reading what a flooding peer sends */
};

struct doing {
	enum doing_kind kind;
	const char *call; /* its name, or NULL */
	int fd;		  /* blocked on; -1: none */
	const char *peer; /* whose descriptor that is */
	int connection;
	int64_t timeout;		  /* ns that remain; -1: for ever */
	int nfds;			  /* select's, or poll's; else -1 */
	const struct readiness *interest; /* what it waits for; owned by
						   the log's last event */
	size_t n_interest;
	struct source at;
};

/* An open descriptor of the program at the end. */
struct holding {
	int fd;
	const char *kind; /* "connection", "listener", "epoll", ... */
	const char *peer;
	int connection;
	bool blocking;
	struct source opened_at;
};

struct trial {
	const struct script *script;
	struct log *log;
	enum trial_end end;
	size_t step;	  /* index of the failed, or last, step */
	int member;	  /* of a crowd, from 1; else 0 */
	const char *peer; /* of the failed step; NULL: the program */
	int connection;	  /* of that peer; 0: none */

	enum mismatch mismatch;
	struct blob expected; /* content, or nothing */
	struct blob received;
	size_t differs_at;    /* first differing byte */
	int64_t limit, count; /* of MISMATCH_COUNT, MISMATCH_STATUS */

	struct doing doing;
	bool exited;
	int status;  /* exit status */
	int signal;  /* that killed it; 0: none */
	bool killed; /* by a SIGKILL that it has not sent itself */

	struct connection *connections;
	size_t n_connections;
	struct holding *holdings;
	size_t n_holdings;
	size_t descriptors_at_start;

	int bound_port;	       /* what it listened on; 0: nothing, -1: right */
	const char *bound_how; /* for people: "0.0.0.0:24862", NULL */
	int wanted_port;       /* what PORT stood for; 0: unknown */
	const char *forbidden; /* the call's name; NULL: none */
	struct source forbidden_at;

	struct blob output; /* of the program, head and tail */
	int64_t virtual_ns;
	uint64_t calls;	       /* supervised calls that it made */
	uint64_t empty_calls;  /* of these, non-blocking ones that brought
				   nothing (EAGAIN) */
	uint64_t useful_calls; /* that moved bytes or connections */
	bool fault_fired;      /* a sweep's fault was reached */
	char *problem;	       /* of TRIAL_INCONCLUSIVE */
};

/* One more connection of this peer's; its number. */
int trial_connect(struct trial *trial, const char *peer, uint64_t window);

/* A trial from calloc() with all that it owns: its log, connections, holdings,
   blobs and problem; not the script. NULL is fine. */
void trial_free(struct trial *trial);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The supervisor: runs a program until it would wait.
 *
 * The program is at every moment either running or held. It is held in a call
 * that can only be ended by a peer, the clock or a signal: then it is
 * quiescent, and the script acts. supervisor_run() tries that call again and
 * lets the program go on until it is quiescent once more.
 *
 * How: a call that could wait is made with a timeout of 0, or on a descriptor
 * that never blocks in the kernel. "Not now" as its answer means quiescent;
 * the program is stopped at the exit of that call and has not seen the answer.
 * Later the call is either repeated with what the program asked for, or
 * answered (timeout, EINTR).
 *
 * Facts go into the trial: the event log, the connections, the counts.
 */
#ifndef SUPERVISE_SUPERVISOR_H
#define SUPERVISE_SUPERVISOR_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/trial.h"
#include "supervise/clock.h"
#include "supervise/descriptors.h"
#include "supervise/fault.h"
#include "supervise/output.h"
#include "supervise/printed.h"
#include "supervise/select_set.h"
#include "supervise/target.h"
#include "supervise/tracee.h"

/* Why supervisor_run() came back. */
enum supervised {
	SUPERVISED_QUIESCENT, /* held in a call that would wait */
	SUPERVISED_ENDED,     /* exited or killed: see the trial */
	SUPERVISED_SPINNING,  /* calls, or computes, without end */
	SUPERVISED_FORBIDDEN, /* made a call that it must not make */
	SUPERVISED_STUCK,     /* waits in a call that has no rule */
	SUPERVISED_LOST,      /* the machine failed; errno */
	SUPERVISED_FLOODED,   /* has read from a peer that floods */
};

/* The call that the program is in, from its entry to its end, however often
   it is repeated in between. */
struct current {
	const struct call *call;
	struct registers entry;	    /* as the program made it */
	struct registers registers; /* as they are to be now */
	bool changed;		    /* registers must be written */
	struct source at;
	int fd;			/* that it is about; -1: none */
	struct open_file *file; /* or NULL */
	struct target *target;	/* of a connect: who listens there */
	size_t asked;		/* bytes */
	size_t done;		/* of these, in earlier repeats */
	size_t offered;		/* of these, in this try */
	size_t at_most;		/* bytes, by a fault; 0: no fault */
	bool repeated;		/* not its first try */
	bool blocks;		/* the program expects it to wait */
	bool injected;		/* a fault has cut or answered it */
	int64_t timeout;	/* as asked, ns; -1: ever; -2: none */
	int64_t deadline;	/* virtual time, or CLOCK_NEVER */
	bool before;		/* held at its entry: yet to be made */
	bool held;		/* at its exit, and quiescent */
	bool announced;		/* the log has said that it waits */
	bool for_real;		/* once, with its real timeout */
	bool suspends;		/* for_real: its mask lets a signal come */
	bool flooded;		/* at its exit, to get this result */
	long result;
	struct fd_sets { /* select's, as they were given */
		struct select_set in[3];
	} * sets;
};

/* Calls since anything came of them. */
struct idling {
	uint64_t calls;
	uint64_t wakes;	  /* waits that ended by their timeout */
	uint64_t looks;	  /* waits of no time in a row */
	uint64_t prints;  /* writes to its output */
	uint64_t crashes; /* signals such as SIGSEGV */
	int closed;	  /* the last descriptor that it closed */
	int64_t since;	  /* virtual time of the last progress */
};

struct supervisor {
	struct tracee tracee;
	struct descriptors descriptors;
	struct clock clock;
	struct faults faults;
	struct output output;
	struct printed printed;	 /* its stdout, line by line */
	struct targets *targets; /* peers that listen; borrowed */
	struct current current;
	struct idling idling;
	struct lines *lines;	    /* borrowed */
	struct trial *trial;	    /* borrowed */
	char *const *forbids;	    /* names of calls; NULL-terminated */
	int port;		    /* where it should listen; 0: anywhere */
	int accepted_anonymously;   /* connections without a number */
	struct open_file *listener; /* the one that peers connect to */
	uint64_t random;	    /* state of getrandom's answers */
	uint64_t handlers_restart;  /* a bit a signal: SA_RESTART */
	bool interrupted;	    /* a fault's signal came, nothing since */
	bool flood;		    /* stop: more is to follow what it read */
	bool edges_owed;	    /* by some open file */
	bool nested;		    /* an epoll instance has been watched */
	bool stopped;		    /* its call has its result; it has yet
					   to be let go on */
	bool killed_itself;	    /* by SIGKILL */
	bool port_in_use;	    /* bind() said EADDRINUSE */
	bool refused;		    /* a forbidden call was made */
	unsigned still;		    /* ticks without a stop, in state S */
	uint64_t cpu_at_stop;	    /* ms, at the last stop */
	unsigned cpu_seconds;	    /* of CPU time that it has at a time */
	int64_t granted_at;	    /* virtual time at which it got them */
	const char *stuck_in;	    /* name of the call without a rule */
	struct source stuck_at;
};

/* How a program is to be run. Borrowed, except by the trial's log. */
struct supervisor_plan {
	struct tracee_plan tracee;
	struct lines *lines;
	char *const *forbids;
	struct targets *targets;
	int port;
};

/* The filter for the calls that the supervisor has rules for. 0 or -1. */
int supervisor_filter(struct filter *filter);

/* Starts the program. 0, or -1 with supervisor->tracee.problem set. */
int supervisor_start(struct supervisor *supervisor, struct trial *trial,
		     const struct supervisor_plan *plan);

/* Ends the program, if it has not ended, and frees everything. */
void supervisor_stop(struct supervisor *supervisor);

enum supervised supervisor_run(struct supervisor *supervisor);

/* A program that is held before its call makes it, and is held at its exit.
   Then its registers can be used for more, and the kernel has forgotten in
   which order descriptors were ready before. */
void supervisor_try(struct supervisor *supervisor);

/* When the held call, or a timer, falls due; CLOCK_NEVER. */
int64_t supervisor_due(const struct supervisor *supervisor);

/* Move the clock; timers that fall due are fired. Not beyond
   supervisor_due(). */
void supervisor_advance(struct supervisor *supervisor, int64_t to);

/* Time goes on by ns although the program could have gone on as well. */
void supervisor_hold(struct supervisor *supervisor, int64_t ns);

/* SIGUSR1 to the held program, if that can do more than kill it. */
void supervisor_interrupt(struct supervisor *supervisor);

/* The peers have done something: what was idle before is forgiven. */
void supervisor_refresh(struct supervisor *supervisor);

/* Fill in what the program is doing, and what it holds. */
void supervisor_describe(struct supervisor *supervisor);

/* Take what the program has printed; whole lines go into the log. */
void supervisor_drain(struct supervisor *supervisor);

/* A peer that listens answers so from now on, and decides what is pending.
   The program is held. */
void supervisor_decide(struct supervisor *supervisor, struct target *target,
		       enum answer answer);

/* Log that the program waits, once for each held call. */
void supervisor_announce(struct supervisor *supervisor);

/* What the held call waits for, at most so many entries; to be freed. */
size_t supervisor_interest(struct supervisor *supervisor, size_t most,
			   struct readiness **entries);

/* The connection with this number, or NULL. */
struct connection *supervisor_connection(const struct supervisor *supervisor,
					 int number);

/* Bytes that the program may write to it now. */
size_t connection_room(const struct connection *connection);

#endif

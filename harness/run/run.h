/* SPDX-License-Identifier: MIT */
/*
 * A run: takes a script's steps one after another on a supervised program.
 *
 * After each step the program runs until it is settled: it waits, the peers
 * have read and sent what they can, and nothing moves any more. If it waits
 * with a timeout while there is something that it has not taken notice of,
 * the clock moves too, by at most RUN_GRACE a step, so that programs which
 * sleep between their rounds get theirs.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "run/network.h"
#include "run/peer.h"
#include "run/trial.h"
#include "supervise/image.h"
#include "supervise/supervisor.h"

#define RUN_GRACE (100 * NS_PER_MS)

/* The problem of a trial whose program was killed: see trial.h. */
#define RUN_KILLED "somebody killed the program from outside"

/* How a program is to be judged. Borrowed. */
struct run_plan {
	const char *program;	/* path of the executable */
	char *const *arguments; /* of it; NULL: the script's; "PORT"
					   stands for the port */
	const char *directory;	/* to run in; NULL: here */
	char *const *forbids;	/* calls; NULL-terminated, or NULL */
	bool any_port;		/* it may listen where it likes */
	const struct filter *filter;
	struct lines *lines;
	int cpu;
	size_t memory;	     /* bytes; 0: no limit */
	struct image *image; /* of the program; NULL: it is run as it is */
};

/* One script, once: a variant (script/vary.h), which has to live as long as
   the trial. To be freed with trial_free(). */
struct trial *run_trial(const struct script *script,
			const struct run_plan *plan);

/* All that a run is; for the steps. */
struct run {
	const struct script *script;
	const struct run_plan *plan;
	struct trial *trial;
	struct supervisor supervisor;
	struct network network;
	struct peers peers;
	struct targets targets;	  /* peers that listen */
	const struct step *step;  /* the one that is taken */
	bool ended;		  /* the program is no more */
	int listening;		  /* our own socket: the port is taken */
	uint64_t memory_at_start; /* KiB */
};

/* Start (or start again) the program, and let it come to rest. */
bool run_start(struct run *run);

/* Let the program run until it is settled; the clock may move by grace, if the
   script does not keep it exact. False: the trial is over. */
bool run_settle(struct run *run, int64_t grace);

/* Let the program run until it waits, or has read from a peer that floods.
   False: the trial is over. */
bool run_once(struct run *run, enum supervised *how);

/* Let ns pass, timeout by timeout. False: the trial is over. */
bool run_pass(struct run *run, int64_t ns);

/* Move to the next timeout of the program's if it is due by limit, and let it
   settle. False: there is none, or the trial is over. */
bool run_wake(struct run *run, int64_t limit);

/* The step has not found what it expects. Always false. */
bool run_mismatch(struct run *run, enum mismatch mismatch);

/* The machine failed: nothing can be said. Always false. */
bool run_inconclusive(struct run *run, const char *problem);

/* -1 when the program does not listen (where it should). */
int run_backlog(const struct run *run);

/* A deed of the current step's: as an event, and as one in the log. */
struct event run_peer_event(const struct run *run, const char *who,
			    const char *act);
void run_note(struct run *run, const char *who, const char *act, int64_t bytes);

/* Take one step. False: the trial is over. (steps.c) */
bool run_step(struct run *run, const struct step *step);

/* What the peer of the current step has received so far is what the step
   says. (expect.c) */
bool run_expect(struct run *run, struct peer *peer);

/* The same, without an effect. */
bool run_has_arrived(const struct run *run, const struct peer *peer);

/* The peer floods the program until another one is served, as the current
   step says. False: the trial is over. (flood.c) */
bool run_flood(struct run *run, struct peer *peer);

/* Peers that listen (listen.c): those that the script begins with are there
   before the program starts, and faults right behind them act from its start;
   what it connects to becomes a peer's connection;
   what a step makes of it. */
bool listen_begin(struct run *run);
void listen_faults(struct run *run);
bool listen_has_begun(const struct run *run);
void listen_take(struct run *run);
bool listen_answer(struct run *run, struct peer *peer);

/* This peer listens, and has no connection of the program's to act on. */
bool listen_is_alone(const struct run *run, const struct peer *peer);

/* The checks of the program itself. (program_checks.c) */
bool check_waits(struct run *run);
bool check_calls(struct run *run);
bool check_holds(struct run *run);
bool check_uses(struct run *run);
bool check_keeps(struct run *run);
bool check_accepted(struct run *run);
bool check_exits(struct run *run);
bool check_prints(struct run *run);
bool check_line(struct run *run);
bool check_no_line(struct run *run);
bool check_not_called(struct run *run);
uint64_t program_memory(const struct run *run); /* KiB */

#endif

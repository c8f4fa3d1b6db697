/* SPDX-License-Identifier: MIT */
/*
 * The calls that the supervisor knows: one row each, with what to do at its
 * entry and at its exit. A new call is a new row in one of the calls_*.c.
 *
 * At the entry the registers may be changed (another timeout, another flag,
 * fewer bytes); at the end the program gets its own arguments back, and a
 * result. Nothing else in the house touches registers.
 */
#ifndef SUPERVISE_CALLS_H
#define SUPERVISE_CALLS_H

#include "supervise/supervisor.h"

enum entered {
	ENTERED_GO,	  /* let it happen; of no further interest */
	ENTERED_WATCH,	  /* let it happen, and stop at its exit */
	ENTERED_ANSWERED, /* skipped: call_answer() was used */
	ENTERED_REFUSED,  /* a forbidden call */
};

enum exited {
	EXITED_DONE,  /* the program gets the result */
	EXITED_WAITS, /* it would wait: quiescent */
	EXITED_AGAIN, /* part of it is done: repeat it at once */
};

struct call {
	const char *name; /* as in syscalls(2) */
	enum call_family family;
	enum entered (*entry)(struct supervisor *supervisor);
	/* *result may be changed */
	enum exited (*exit)(struct supervisor *supervisor, long *result);
	long timed_out;	   /* result when the deadline comes */
	bool sleeps;	   /* repeating it is of no use */
	bool restarts;	   /* after a handler with SA_RESTART */
	bool always_eintr; /* EINTR after any stop, without a handler */
	bool only_results; /* that time is up is its result, and no more: it
			      writes nothing then */
	int mask_argument; /* index of a signal mask, from 1; 0: none */
};

/* The tables of the calls_*.c, each ended by a row without a name. */
extern const struct call calls_connect[];
extern const struct call calls_descriptor[];
extern const struct call calls_process[];
extern const struct call calls_socket[];
extern const struct call calls_time[];
extern const struct call calls_transfer[];
extern const struct call calls_wait[];

/* The row of a call by its number on this machine, or NULL. */
const struct call *calls_find(long number);

/* All names; *n gets their number. Lives for ever. */
const char *const *calls_names(size_t *n);

/* The number of a call by its name; negative when it does not exist here. */
long calls_number(const char *name);

/* The current call is over. */
void call_forget(struct supervisor *supervisor);

/* Argument i of the current call, as the program gave it. */
uint64_t call_argument(const struct supervisor *supervisor, int i);

/* Give the kernel another one in its place, this time. */
void call_change(struct supervisor *supervisor, int i, uint64_t value);

/* Make another call in its place, this time. */
void call_replace(struct supervisor *supervisor, const char *name);

/* Do not make it: this is its result (-errno on error). */
enum entered call_answer(struct supervisor *supervisor, long result);

/* Skip it, but stop at its exit, as if the kernel had answered result. */
enum entered call_pretend(struct supervisor *supervisor, long result);

/* Set fd and file of the current call; false if fd is not open. */
bool call_about(struct supervisor *supervisor, int fd);

/* fd is new, and the current call is about it: it is non-blocking in the
   kernel, and nonblocking or not as the program asked. */
struct open_file *call_opened(struct supervisor *supervisor, int fd,
			      enum file_kind kind, bool nonblocking);

/* The peer whose descriptor the current call is about, or NULL. */
const char *call_peer(const struct supervisor *supervisor);

/* The program expects the current call to wait, and it may: its deadline, if
   it has one, has not come. */
bool call_would_wait(const struct supervisor *supervisor);

/* The current call blocks: SO_RCVTIMEO or SO_SNDTIMEO ends its wait, see
   socket(7). */
void call_limit(struct supervisor *supervisor, int64_t timeout);

/* A refusal that stands for another error of the network's says so. */
void call_late_error(const struct supervisor *supervisor, long *result);

/* Something came of it: the program does not idle. */
void call_progress(struct supervisor *supervisor);

/* Log the current call with its result. */
void call_log(struct supervisor *supervisor, long result);
void call_log_text(struct supervisor *supervisor, long result,
		   const char *text);
void call_log_ready(struct supervisor *supervisor, long result,
		    struct readiness *ready, size_t n);

/* The same of epoll_ctl(): what it asked of which instance. */
void call_log_interest(struct supervisor *supervisor, long result, int epoll,
		       const char *operation, unsigned interest);

/* Memory of ours in the program, TRACEE_SCRATCH_SIZE bytes; 0: none. Only at
   the entry of a call. */
uint64_t call_scratch(struct supervisor *supervisor);

/* How files are called in the log: a peer's name, "listener", ... */
const char *file_owner(const struct supervisor *supervisor,
		       const struct open_file *file);

#endif

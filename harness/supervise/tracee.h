/* SPDX-License-Identifier: MIT */
/*
 * The supervised process: it is either running or stopped, and it is ours.
 *
 * tracee_start() brings it to the point where it executes the program, under
 * the filter and the limits of a plan. From then on the supervisor alternates
 * between tracee_resume() and tracee_wait(). Everything else works on the
 * stopped process. Only one process is ever traced by one thread.
 */
#ifndef SUPERVISE_TRACEE_H
#define SUPERVISE_TRACEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "supervise/arch.h"
#include "supervise/filter.h"

/* How a program is to be started. Borrowed, not kept. */
struct tracee_plan {
	const char *path;
	char *const *arguments; /* with the program's name first */
	char *const *environment;
	const char *directory; /* to run in; NULL: where we are */
	const struct filter *filter;
	int output, errors;   /* its stdout and stderr */
	size_t memory;	      /* bytes, RLIMIT_AS; 0: no limit */
	unsigned cpu_seconds; /* RLIMIT_CPU; 0: no limit. More is granted to
				 who lets time go by: spin.h */
	size_t file_size;     /* bytes, RLIMIT_FSIZE; 0: no limit */
	int descriptors;      /* RLIMIT_NOFILE; 0: as many as allowed */
	int open_at_start;    /* descriptors 3 .. n-1 are taken */
	int cpu;	      /* to run on; -1: any */
	uint64_t seed;	      /* of its AT_RANDOM bytes */
};

enum stop_kind {
	STOP_ENTRY,  /* at the entry of a call that the filter named */
	STOP_EXIT,   /* at the exit of a call */
	STOP_SIGNAL, /* before a signal is delivered */
	STOP_GONE,   /* exited (status) or killed (signal) */
	STOP_NONE,   /* it still runs: the tick came first */
	STOP_LOST,   /* tracing failed; errno */
};

struct stop {
	enum stop_kind kind;
	int signal;
	int status;
	bool foreign; /* SIGSYS: a foreign system call ABI */
	bool limit;   /* SIGXCPU: its CPU time is used up, says the kernel */
};

struct tracee {
	pid_t pid;	     /* 0: none */
	bool randomized;     /* its addresses are not the same every time */
	uint64_t scratch;    /* address of memory of ours in it; 0: none */
	int killed_at_start; /* the signal that came of its exec: it does
				   not fit into its memory */
	char problem[128];   /* why tracee_start() failed */
};

#define TRACEE_SCRATCH_SIZE 65536

/* 0: it is stopped, the program is loaded, nothing of it has run. -1: problem
   says why. */
int tracee_start(struct tracee *tracee, const struct tracee_plan *plan);

/* Let it go on. stop_at_exit: stop it again when the call that it is in
   returns. signal: to be delivered, 0 for none. */
void tracee_resume(struct tracee *tracee, bool stop_at_exit, int signal);

/* Wait for the next stop. A tick (see tracee_ticks) ends it as STOP_NONE. */
struct stop tracee_wait(struct tracee *tracee);

/* Ask for STOP_NONE every 20 ms of real time, while it is waited for: the
   safety net looks at the process then, nothing is decided by the time. */
void tracee_ticks(bool on);

/* What the process does, for the safety net. */
struct tracee_look {
	char state;	 /* 'R', 'S', ... of proc(5) */
	uint64_t cpu_ms; /* CPU time used so far */
	long call;	 /* it is in this call; -1: none or unknown */
};
struct tracee_look tracee_look(const struct tracee *tracee);

/* Memory of the stopped process. 0, or -1 with errno (EFAULT: not there). */
int tracee_read(const struct tracee *tracee, uint64_t address, void *data,
		size_t size);
int tracee_write(const struct tracee *tracee, uint64_t address,
		 const void *data, size_t size);

/*
 * Make a call inside the stopped process and return its result (-errno on
 * error). entry are the registers at the entry of the call that it is stopped
 * in; at_entry: it is stopped there, and is there again afterwards; else it
 * is stopped at a call's exit, and entry has to be put back by
 * registers_return() or registers_repeat().
 */
long tracee_call(struct tracee *tracee, const struct registers *entry,
		 bool at_entry, long call, const uint64_t arguments[6]);

/* Map the scratch memory, if that is not done yet. 0 or -1. */
int tracee_map_scratch(struct tracee *tracee, const struct registers *entry,
		       bool at_entry);

/* Kill it and wait until it is gone. Harmless when there is none. */
void tracee_kill(struct tracee *tracee);

#endif

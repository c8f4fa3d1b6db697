/* SPDX-License-Identifier: MIT */
/*
 * Where a student's code is compiled and run. The judge (judge.h) runs inside,
 * as a program of its own; its only way out is a pipe for the result, which it
 * keeps from the compiler and from the student's program.
 *
 * Two back ends do the same by different means:
 *   namespaces  bubblewrap: a file system with nothing but the system's own
 *               programs and libraries, its own processes, network, hostname
 *   users       for containers that refuse namespaces, as root: a user of its
 *               own for each slot, all of whose processes are killed afterwards
 * In both, limits, no_new_privs, Landlock and a seccomp filter are set up by
 * the judge (confine.h). As root, the first uses the slot's user as well. In
 * both all of it is in the slot's control group, where there can be one.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/cgroup.h"

enum sandbox_kind {
	SANDBOX_NAMESPACES,
	SANDBOX_USERS,
};

/* Descriptors of the judge; the names of files do not reach it. */
enum sandbox_descriptor {
	SANDBOX_KIT = 3, /* a directory in which lessons/ is */
	SANDBOX_RESULT,	 /* the pipe */
	SANDBOX_PROGRAM, /* the grader itself, to be executed */
	SANDBOX_SOURCE,	 /* what the student submitted */
	SANDBOX_ARGUMENTS,
};

struct sandbox {
	enum sandbox_kind kind;
	int kit;     /* a directory that any user may read */
	int program; /* this program, in memory */
	bool compile_only;
	struct hierarchy hierarchy; /* where slots get their groups */
};

/* A place for one submission at a time. */
struct slot {
	uid_t user; /* 0: no other user can be had */
	int claim;  /* keeps others from the same user; -1 */
	int cpu;    /* -1: any */
	int cpu_claim;
	struct cgroup cgroup;
};

struct sandbox_job {
	pid_t pid;
	int result; /* to be read to its end */
	struct slot *slot;
	char folder[64]; /* of the user; "": none */
	bool overrun;	 /* at the end: it used up its memory */
};

/* 0, or -1 with a message in problem (256 bytes). kit is a path. */
int sandbox_open(struct sandbox *sandbox, const char *kit, char problem[256]);
void sandbox_close(struct sandbox *sandbox);

/* Does a back end work here? reason (256 bytes) says why not. */
bool sandbox_works(enum sandbox_kind kind, char reason[256]);
const char *sandbox_name(enum sandbox_kind kind);

/* The user, the processor and the group of the index-th slot: nobody else's,
   also when several graders run side by side. hierarchy: NULL for no group. */
void slot_open(struct slot *slot, int index, const struct hierarchy *hierarchy);
void slot_close(struct slot *slot);

/* Starts the judge of lesson on source, which the student called file. */
int sandbox_start(const struct sandbox *sandbox, struct slot *slot,
		  const char *lesson, const char *file, const void *source,
		  size_t len, struct sandbox_job *job);

/* Waits for the end of the judge's, unless at_once; kills whatever is left. The exit status of the judge, or
   -1 when it was killed. */
int sandbox_end(struct sandbox_job *job, bool at_once);

#endif

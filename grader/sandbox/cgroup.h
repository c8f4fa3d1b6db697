/* SPDX-License-Identifier: MIT */
/*
 * A control group for each slot: all that runs in a sandbox is in it, with one
 * limit on the memory of all together. Files in memory and what the kernel
 * keeps for them (pipes, sockets) count too, as the limits of a process
 * (setrlimit(2)) do not.
 *
 * The group is made when the slot is opened and serves one submission after
 * another. Its name is wouldblock-PROCESS-NUMBER, and a lock on its directory
 * says that somebody uses it: the lock goes with the grader, so that what a
 * killed one has left is known, and is taken away by the next one.
 *
 * When memory runs out, the kernel ends the process that is first to go
 * (harness/supervise/oom.h), and counts. It is not to end all of the group at
 * once (memory.oom.group): the judge has to live, to say in which script it
 * was and to judge the others.
 */
#ifndef SANDBOX_CGROUP_H
#define SANDBOX_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/hierarchy.h"

/*
 * Bytes, for all of a sandbox. A program may have 512 MiB, its files in /tmp
 * 256; what is left is for the judge and the kernel's buffers of a crowd (5,000
 * clients: 77 MiB, both together). A compiler that reads one MiB, the longest
 * source that is taken, needs 450.
 */
#define CGROUP_MEMORY	 (1UL << 30)
#define CGROUP_PROCESSES 64

struct cgroup {
	const struct hierarchy *hierarchy; /* NULL: there is no group */
	pid_t maker;
	int number;
	int directory; /* locked */
	int procs[2];  /* of memory, and of pids; -1 */
	size_t limit;
	long limited; /* what the kernel has counted before this */
	long killed;  /* submission */
};

/* Takes away what dead graders have left. */
void cgroup_clean(const struct hierarchy *hierarchy);

/* Is there a group that this process has made? */
bool cgroup_exists(const struct hierarchy *hierarchy, pid_t maker);

/* Makes one, with a limit in bytes. False: it cannot be had, and errno. */
bool cgroup_open(struct cgroup *group, const struct hierarchy *hierarchy,
		 size_t limit);
void cgroup_close(struct cgroup *group);

/* The calling process enters it, with all that it starts. -1: errno. */
int cgroup_join(const struct cgroup *group);

/* From here on the kernel's counters are for this submission. */
void cgroup_begin(struct cgroup *group);

/* Ends all that is in it and waits until it is gone. Has the limit struck, and
   somebody been killed for it? */
bool cgroup_end(struct cgroup *group);

/* Can groups be made, entered and limited there? It is tried. Otherwise the
   hierarchy's version is 0 afterwards, and its reason says why. */
bool cgroup_works(struct hierarchy *hierarchy);

#endif

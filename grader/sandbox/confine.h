/* SPDX-License-Identifier: MIT */
/*
 * What the judge takes from itself, and so from the compiler and the student's
 * program, before it looks at what was submitted.
 */
#ifndef SANDBOX_CONFINE_H
#define SANDBOX_CONFINE_H

#include <stdbool.h>

/*
 * Landlock (see landlock(7)): only the system's programs and libraries can be
 * read, only scratch can be written. False: the kernel does not have it.
 */
bool confine_files(const char *scratch);

/* io_uring and what outlives a process (shared memory by shmget(2), queues)
   are not there; sockets of uncommon families, keys, BPF and the like are
   refused. 0, or -1. */
int confine_calls(void);

/* No core dumps; nobody of the same user may look into this process. */
void confine_process(void);

/* The kernel's version of Landlock; 0: none. */
int landlock_version(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Whom the kernel ends first when memory runs out: the program that is judged,
 * or its compiler, and never the one who judges. See proc(5), oom_score_adj.
 *
 * A child inherits the score. It could raise its own, if only it could open
 * that file; but who has confined itself has closed this way to its children.
 * So the parent opens its own in time, and bears the score during the fork.
 */
#ifndef SUPERVISE_OOM_H
#define SUPERVISE_OOM_H

#include <sys/types.h>

/* Opens the file. The first oom_fork() does it too, where it still can. */
void oom_prepare(void);

/* fork(2), and the child is the first to be ended, with all that it starts.
   Where the file could not be opened it is fork(2) alone. */
pid_t oom_fork(void);

#endif

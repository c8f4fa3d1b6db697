/* SPDX-License-Identifier: MIT */
/*
 * Programs that never come to rest: they make calls that bring nothing, or
 * compute without a call, or wait in a call that has no rule.
 *
 * Calls are counted since anything came of them. Computing is measured in the
 * program's CPU time since its last stop, so a loaded machine changes nothing.
 */
#ifndef SUPERVISE_SPIN_H
#define SUPERVISE_SPIN_H

#include "supervise/supervisor.h"

/* A call is made. */
void spin_count(struct supervisor *supervisor);

/* That call prints: as such it says nothing about the program. */
void spin_count_print(struct supervisor *supervisor);

/* The same, if that call is about a file: what it brings is not seen here. */
void spin_count_file(struct supervisor *supervisor);

/* The program would get this signal. True: it got the same one over and over,
   for its handler only brings it back to the instruction that fails. */
bool spin_count_crash(struct supervisor *supervisor, int signal);

/* The kernel says that the limit of CPU time is used up. True: so much more is
   granted, because that much time of the program's own has gone by since the
   last time: a clock that ticks for hours is no spin, on a slow machine either.
   False: there is no more for it. */
bool spin_grant(struct supervisor *supervisor);

/* A wait has ended by its timeout. */
void spin_woken(struct supervisor *supervisor);

/* True if the calls go on without end. The log says so once. */
bool spin_is_endless(struct supervisor *supervisor);

/* The program has stopped: it neither computes nor is stuck. */
void spin_stopped(struct supervisor *supervisor);

/* A tick has passed without a stop. True: *end says what it is. */
bool spin_look(struct supervisor *supervisor, enum supervised *end);

/* The name of a system call, to be freed; NULL: unknown. */
char *seccomp_name(long number);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The program is held in a call that would wait: before it, where it is certain
 * that nothing is ready, and else at its exit. Here it is let go on.
 */
#ifndef SUPERVISE_HELD_H
#define SUPERVISE_HELD_H

#include "supervise/supervisor.h"

/* At the entry of a call: is it certain that nothing is ready? Then it is not
   even tried: the program is held before it, and two stops are saved. */
bool held_may_begin(struct supervisor *supervisor);

/* The program gets this result; it is stopped at the exit of the call.
   changed: it is not what the kernel gave, or the arguments were not. */
void held_give(struct supervisor *supervisor, long result, bool changed);

/* The call is made once more, with the arguments that the program gave. */
void held_repeat(struct supervisor *supervisor);

/* The program was held before its call: now it makes it. */
void held_make(struct supervisor *supervisor);

/* The program has been quiescent: let it try again, or end its call. False:
   nothing can have changed, it stays as it is. */
bool held_go_on(struct supervisor *supervisor);

#endif

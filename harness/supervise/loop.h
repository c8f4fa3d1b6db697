/* SPDX-License-Identifier: MIT */
/*
 * The loop that a program is caught in, found by watching it for a while.
 *
 * The program is stepped instruction by instruction. Of the functions in
 * which instructions come up again, the outermost one (its stack pointer is
 * the highest) holds the loop; its first line that comes up again is the one
 * to show. Where in the loop the watching began makes no difference.
 */
#ifndef SUPERVISE_LOOP_H
#define SUPERVISE_LOOP_H

#include "supervise/lines.h"

/* A source without a line: no loop was seen in the student's code. */
struct source loop_find(struct lines *lines, pid_t pid);

#endif

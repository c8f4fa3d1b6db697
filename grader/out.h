/* SPDX-License-Identifier: MIT */
/* OUT, the folder of a run: for one grader at a time, and never somebody's
   folder with other things in it. */
#ifndef OUT_H
#define OUT_H

/* Makes it, and waits until no other grader works in it. A descriptor, to be
   closed at the end; -1: *error, to be freed. */
int out_take(const char *out, char **error);

#endif

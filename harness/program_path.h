/* SPDX-License-Identifier: MIT */
/* Where a program is that is named as in a shell. */
#ifndef PROGRAM_PATH_H
#define PROGRAM_PATH_H

/* As execvp(3) would find it; to be freed. NULL after saying that there is
   none. */
char *program_path(const char *name);

#endif

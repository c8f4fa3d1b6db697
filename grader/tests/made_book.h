/* SPDX-License-Identifier: MIT */
/* Grade books that were made by hand, for what is made from them. */
#ifndef MADE_BOOK_H
#define MADE_BOOK_H

#include "book.h"

/* Two lessons; ada passes all, bob half, cyd does not compile, dan gave
   nothing, eve must be looked at, fay was late. */
struct book *book_made(void);

/* The same, and mallory: whatever she could choose, name and output and all,
   is meant to break some format. */
struct book *book_hostile(void);

/* One for each test; removed when the test's process ends. */
const char *made_folder(void);

/* A file's text, to be freed; the test ends if it cannot be read. */
char *file_read(const char *folder, const char *name);

/* Runs a command with sh; %s is the folder. Its exit status; what it printed,
   to be freed, in *output. */
__attribute__((format(printf, 2, 3))) int
command_output(char **output, const char *format, ...);

#endif

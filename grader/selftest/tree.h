/* SPDX-License-Identifier: MIT */
/* A folder as one number, and what is written in it. */
#ifndef SELFTEST_TREE_H
#define SELFTEST_TREE_H

#include <stdbool.h>

/* Of all names, kinds and contents below path; 0: it cannot be read. */
unsigned long long tree_hash(const char *path);

/* The name of a file below path that holds text, to be freed; or NULL. */
char *tree_holding(const char *path, const char *text);

#endif

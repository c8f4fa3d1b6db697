/* SPDX-License-Identifier: MIT */
/*
 * What an instructor decides in a file: a rule a line, words between blanks,
 * and `#` before a remark. The late policy (late.h) and the weights
 * (weights.h) are such files.
 */
#ifndef POLICY_H
#define POLICY_H

#include <stddef.h>

#define POLICY_WORDS 8 /* a line has at most so many */

/* NULL, or what is wrong with the line, to be freed. */
typedef char *policy_rule(void *policy, char **words, size_t n);

/* Each line with words in it goes to rule. 0; -1: *error, to be freed, names
   the file, the line and what is wrong. */
int policy_read(const char *path, policy_rule *rule, void *policy,
		char **error);

/* The full name of the lesson that a word means ("05" or "05-epoll"), or "*";
   to be freed. NULL: *wrong, to be freed, says so. */
char *policy_lesson(const char *word, char **wrong);

#endif

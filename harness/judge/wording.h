/* SPDX-License-Identifier: MIT */
/*
 * A trial in plain English: what was expected, what came, and what the
 * program was doing. Facts only; every text returned is to be freed.
 */
#ifndef JUDGE_WORDING_H
#define JUDGE_WORDING_H

#include "run/trial.h"

/* Content that fits into a sentence, in bytes. */
#define WORDING_SHORT 60

/* A clause without a full stop: "bob has received nothing". */
char *wording_happened(const struct trial *trial);

/* One sentence: what was expected, and that clause. */
char *wording_message(const struct trial *trial, const char *happened);

/* One sentence: "Your program waits in poll() for alice."; NULL: it has
   ended, or nothing is known. */
char *wording_doing(const struct trial *trial);

/* Of it, what comes after "Your program". */
char *wording_doing_clause(const struct doing *doing);

/* A content in quotes, shortened. */
char *wording_quoted(const struct blob *blob);

/* "it has printed ...": all of it, or the lines on stdout that no step has
   named. */
char *wording_output(const struct trial *trial);
char *wording_lines(const struct trial *trial);

/* One sentence on its output: "It printed ...". */
char *wording_printed(const struct trial *trial);

/* "1,048,576"; buffer takes at least 32 bytes. Returns buffer. */
char *wording_number(char *buffer, uint64_t number);

/* "499 ms", "250.3 ms". */
char *wording_duration(int64_t ns);

/* printf into a new string. Out of memory ends the process: it is a fault of
   our own machine. */
__attribute__((format(printf, 1, 2))) char *wording(const char *format, ...);

#endif

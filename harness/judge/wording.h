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

/* Where no rule knows the cause: what this program did, as far as the effect
   shows it. code is the mistake that the script names, or NULL. NULL: nothing
   is known. */
char *wording_effect(const struct trial *trial, const char *code);

/* A write that took less than it was given, or nothing, and what the program
   did with the rest, as a sentence. */
char *wording_cut_write(const struct trial *trial, const struct event *cut);

/* Of it, what comes after "Your program". */
char *wording_doing_clause(const struct doing *doing);

/* The last line that the program printed, in quotes; NULL: it printed none. */
char *wording_last_words(const struct trial *trial);

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

/* The same in a buffer of our own, good for three more calls. */
const char *wording_grouped(uint64_t number);

/* "descriptor 4 (alice's)", after the last peer that had it; good until the
   next call. */
const char *wording_descriptor(const struct trial *trial, int fd);

/* "1 byte", "4,096 bytes". */
char *wording_bytes(uint64_t n);

/* "499 ms", "250.3 ms", "3,600 s". */
char *wording_duration(int64_t ns);

/* printf into a new string. Out of memory ends the process: it is a fault of
   our own machine. */
__attribute__((format(printf, 1, 2))) char *wording(const char *format, ...);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis of a trial that failed: the code of one mistake, the rule that
 * decided, and what it found.
 *
 * Rules (rules.h) are asked in the order of attribution; the first one that
 * explains the failure decides. Where none does, an end or calls without end
 * speak for themselves, then the script's own code does, and last what such a
 * failure is called. Each of these has a name as well: nothing decides
 * namelessly, so that a rule that never decides can be found.
 */
#ifndef JUDGE_DIAGNOSIS_H
#define JUDGE_DIAGNOSIS_H

#include "judge/rules.h"

struct diagnosis {
	const char *code;	/* of mistakes.h, or of the script */
	const char *rule;	/* "fd_set_overflow"; static */
	struct finding finding; /* its explanation is the caller's */
};

/* Of a trial that did not complete and is not inconclusive. */
struct diagnosis diagnosis_of(const struct trial *trial);

/* The name of the i-th rule, in the order in which they are asked; NULL after
   the last. */
const char *diagnosis_rule(size_t i);

/*
 * What failed, by name: the check that the harness made. "content", "less",
 * "closed", ... of a step's expectation, "calls", "descriptors", "memory" of a
 * bound, "listens", "lives", "rests" and "forbidden" of those that every
 * script makes.
 */
const char *check_of(const struct trial *trial);

/* The name of the i-th check; NULL after the last. */
const char *check_name(size_t i);

#endif

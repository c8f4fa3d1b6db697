/* SPDX-License-Identifier: MIT */
/*
 * The vocabulary of mistakes: code, what it is, why it matters, where to read.
 * The order is the order of attribution: when several explain a failure, the
 * first one is named.
 */
#ifndef JUDGE_MISTAKES_H
#define JUDGE_MISTAKES_H

struct mistake {
	const char *code; /* "stalled-on-silent-peer" */
	const char *what; /* a clause, lower case, no full stop */
	const char *why;  /* one sentence: what it costs in practice */
	const char *man;  /* "man 2 accept", or NULL */
};

/* NULL when there is no such code. */
const struct mistake *mistake_find(const char *code);

/* Position in the order of attribution; INT_MAX when unknown. */
int mistake_order(const char *code);

/* The i-th mistake in that order, NULL after the last. */
const struct mistake *mistake_at(int i);

#endif

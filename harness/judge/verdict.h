/* SPDX-License-Identifier: MIT */
/*
 * The verdict on a trial: one cause, one diagnosis.
 *
 * A pure function of the trial (and so of its event log): it starts nothing,
 * waits for nothing and prints nothing. The causes are tried in the order of
 * attribution; the first one that explains the failure is named. Rules judge
 * effects, never style: which call or flag a program uses is not their
 * business, save for a forbidden call.
 */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "run/trial.h"

enum verdict_kind {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_SKIPPED,      /* needs another script first */
	VERDICT_INCONCLUSIVE, /* the kit could not judge */
};

struct verdict {
	enum verdict_kind kind;
	const char *mistake;  /* code of mistakes.h, or of the script (and
				   then owned by it); NULL: none */
	const char *rule;     /* that named it, see diagnosis.h; NULL */
	const char *check;    /* that failed, the same */
	char *message;	      /* one sentence: expected, happened */
	char *happened;	      /* a clause, what came in place of what was
				   expected; NULL: none */
	char *explanation;    /* what this program did, one or two sentences,
				   for the feedback; NULL: none */
	struct source source; /* the line to show */
	int script_line;      /* of the step that failed; 0: none */
	char *expected;	      /* printable, cut at 4 KiB; NULL: none */
	char *received;
};

/* Both own what they point at; verdict_clear() frees it. */
struct verdict verdict_of(const struct trial *trial);
void verdict_clear(struct verdict *verdict);

/* Bytes from a program as printable text (C escapes), cut after max bytes
   with "..."; to be freed. */
char *printable(const uint8_t *data, size_t len, size_t max);

#endif

/* SPDX-License-Identifier: MIT */
/* How often a way came by: nodes, edges, and jumps that are no edge. */
#ifndef WORKFLOW_TALLY_H
#define WORKFLOW_TALLY_H

#include "workflow/verdict.h"
#include "workflow/way.h"

struct passes {
	long n;
	long spins; /* of them: in circles */
};

/* A way between two nodes that the workflow does not have. */
struct jump {
	int from, to;
	const char *outcome; /* of the call at from; "" */
	struct passes passes;
	bool wrong; /* it leads to or from the place of the failure */
};

struct tally {
	struct passes *nodes; /* the extra ones, too */
	bool *reached;	      /* a node was passed, if only unseen */
	struct passes *edges;
	struct jump *jumps;
	int n_jumps;
	long place; /* the step that the verdict is about; -1: none */
};

struct tally *tally_new(const struct way *way, const struct verdict *verdict);
void tally_free(struct tally *tally);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A lesson's workflow: what its workflow.dot says, in nodes and edges.
 *
 * A node that has calls is a step that a log can show; one without is work or
 * a decision inside the program, which a log passes through unseen.
 */
#ifndef WORKFLOW_WORKFLOW_H
#define WORKFLOW_WORKFLOW_H

#include <graphviz/cgraph.h>
#include <stdbool.h>
#include <stddef.h>

#include "workflow/call.h"

enum where { ON_ANYTHING, ON_LISTENER, ON_CLIENT };

struct step_node {
	Agnode_t *drawn;
	const char *name;
	unsigned calls; /* a bit for each enum family; 0: unseen */
	enum where on;	/* which descriptors it is about */
	const char *op; /* "ADD"; NULL: any */
	bool optional;	/* may be left out */
	bool waits;	/* a wait of the event loop */
	bool starts;	/* its role is start */
};

struct step_edge {
	Agedge_t *drawn;
	int from, to;
	unsigned when; /* bits of enum result; 0: whatever the result was */
};

struct workflow {
	Agraph_t *graph;
	struct step_node *nodes;
	int n_nodes;
	struct step_edge *edges;
	int n_edges;
};

/* Reads a workflow.dot. NULL after saying on stderr what is wrong: a word that
   no attribute knows is an error. To be freed with workflow_free(). */
struct workflow *workflow_read(const char *path);
void workflow_free(struct workflow *workflow);

/* An attribute of a node, an edge or the graph; "" when it has none. */
const char *workflow_attribute(void *object, const char *name);

/* The node may be what this call is. */
bool node_fits(const struct step_node *node, const struct entry *call);

#endif

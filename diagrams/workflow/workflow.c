/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workflow/workflow.h"

const char *workflow_attribute(void *object, const char *name)
{
	/* cgraph takes no constant strings, and leaves them alone. */
	const char *value = agget(object, (char *)name);

	return value ? value : "";
}

/* Calls back for each word; false when one is unknown. */
static bool each_word(const char *words, bool (*take)(const char *, unsigned *),
		      unsigned *bits)
{
	char copy[200], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", words);
	while ((word = strsep(&rest, " ")))
		if (*word && !take(word, bits))
			return false;
	return true;
}

static bool take_call(const char *word, unsigned *bits)
{
	enum family family = family_of(word);

	*bits |= 1U << family;
	return family != FAMILY_NONE;
}

static bool take_result(const char *word, unsigned *bits)
{
	unsigned bit = result_of(word);

	*bits |= bit;
	return bit != 0;
}

static bool node_read(struct step_node *node, Agnode_t *drawn)
{
	const char *on = workflow_attribute(drawn, "on");
	const char *op = workflow_attribute(drawn, "op");

	*node = (struct step_node){
		.drawn = drawn,
		.name = agnameof(drawn),
		.on = !strcmp(on, "listener") ? ON_LISTENER :
		      !strcmp(on, "client")   ? ON_CLIENT :
						ON_ANYTHING,
		.op = *op ? op : NULL,
		.starts = !strcmp(workflow_attribute(drawn, "role"), "start"),
		.optional = *workflow_attribute(drawn, "optional"),
	};
	if (!each_word(workflow_attribute(drawn, "call"), take_call,
		       &node->calls))
		return false;
	node->waits = node->calls & 1U << FAMILY_WAIT;
	return !*on || node->on != ON_ANYTHING;
}

static int index_of(const struct workflow *workflow, const Agnode_t *drawn)
{
	int i = 0;

	while (workflow->nodes[i].drawn != drawn)
		i++;
	return i;
}

static bool read_all(struct workflow *workflow, const char *path)
{
	Agraph_t *graph = workflow->graph;

	for (Agnode_t *node = agfstnode(graph); node;
	     node = agnxtnode(graph, node))
		if (!node_read(&workflow->nodes[workflow->n_nodes++], node)) {
			fprintf(stderr, "%s: node %s: unknown call or on\n",
				path, agnameof(node));
			return false;
		}
	for (Agnode_t *node = agfstnode(graph); node;
	     node = agnxtnode(graph, node))
		for (Agedge_t *edge = agfstout(graph, node); edge;
		     edge = agnxtout(graph, edge)) {
			struct step_edge *to =
				&workflow->edges[workflow->n_edges++];

			to->drawn = edge;
			to->from = index_of(workflow, agtail(edge));
			to->to = index_of(workflow, aghead(edge));
			if (!each_word(workflow_attribute(edge, "when"),
				       take_result, &to->when)) {
				fprintf(stderr,
					"%s: edge %s -> %s: unknown when\n",
					path, agnameof(agtail(edge)),
					agnameof(aghead(edge)));
				return false;
			}
		}
	return true;
}

struct workflow *workflow_read(const char *path)
{
	FILE *in = fopen(path, "r");
	struct workflow *workflow = calloc(1, sizeof(*workflow));

	if (in && workflow)
		workflow->graph = agread(in, NULL);
	if (!in)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	else
		fclose(in);
	if (!workflow || !workflow->graph) {
		if (in)
			fprintf(stderr, "%s: no graph that can be read\n",
				path);
		free(workflow);
		return NULL;
	}
	workflow->nodes =
		calloc(agnnodes(workflow->graph) + 1, sizeof(*workflow->nodes));
	workflow->edges =
		calloc(agnedges(workflow->graph) + 1, sizeof(*workflow->edges));
	if (!workflow->nodes || !workflow->edges || !read_all(workflow, path)) {
		workflow_free(workflow);
		return NULL;
	}
	return workflow;
}

void workflow_free(struct workflow *workflow)
{
	if (!workflow)
		return;
	agclose(workflow->graph);
	free(workflow->nodes);
	free(workflow->edges);
	free(workflow);
}

/* Before listen() a listener is any socket. */
static bool is_listener(const struct entry *call)
{
	return call->peer && (!strcmp(call->peer, "listener") ||
			      !strcmp(call->peer, "socket"));
}

bool node_fits(const struct step_node *node, const struct entry *call)
{
	if (!(node->calls & 1U << family_of(call->act)))
		return false;
	if (node->op && call->op && strcmp(node->op, call->op) != 0)
		return false;
	if (node->on == ON_LISTENER)
		return is_listener(call);
	return node->on == ON_ANYTHING || call->connection > 0;
}

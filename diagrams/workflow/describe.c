/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "workflow/describe.h"

/* A label on one line. */
static void write_flat(FILE *out, const char *label)
{
	for (; *label; label++) {
		if (label[0] == '\\' && label[1] == 'n') {
			fputc(' ', out);
			label++;
		} else {
			fputc(*label, out);
		}
	}
}

static void write_node(FILE *out, const struct workflow *workflow, int i)
{
	const char *lead = ". Then: ";
	Agnode_t *node = workflow->nodes[i].drawn;
	const char *note = workflow_attribute(node, "note");

	write_flat(out, workflow_attribute(node, "label"));
	if (*note) {
		fputs(" (", out);
		write_flat(out, note);
		fputc(')', out);
	}
	for (int k = 0; k < workflow->n_edges; k++) {
		const struct step_edge *edge = &workflow->edges[k];
		const char *label = workflow_attribute(edge->drawn, "label");

		if (edge->from != i)
			continue;
		fputs(lead, out);
		write_flat(out, label);
		fputs(*label ? " \u2192 " : "\u2192 ", out);
		write_flat(out,
			   workflow_attribute(workflow->nodes[edge->to].drawn,
					      "label"));
		lead = "; ";
	}
	fputs(".\n", out);
}

char *workflow_describe(const struct workflow *workflow)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	write_flat(out, workflow_attribute(workflow->graph, "note"));
	fputs(".\n", out);
	for (int i = 0; i < workflow->n_nodes; i++)
		write_node(out, workflow, i);
	fclose(out);
	return text;
}

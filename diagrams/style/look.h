/* SPDX-License-Identifier: MIT */
/*
 * How the pictures that Graphviz draws look. A workflow.dot says what a node
 * is (role) and what an edge is about (kind); everything that the eye sees is
 * decided here, in one place, for all of them.
 *
 *   role   start  wait  act  work  decide  end  fail
 *   kind   readable  writable  error  again
 */
#ifndef STYLE_LOOK_H
#define STYLE_LOOK_H

#include <graphviz/cgraph.h>
#include <stdbool.h>

#include "style/palette.h"

/* Gives every node and edge its look, and a legend under the picture. */
void look_apply(Agraph_t *graph);

/* The defaults of a graph that has no roles. */
void look_defaults(Agraph_t *graph);

/* The graph's title and what stands under the picture: HTML-like labels. */
void look_title(Agraph_t *graph, const char *html);
void look_legend(Agraph_t *graph, const char *html);

/* Sets an attribute, whether the graph knows it yet or not. */
void look_set(void *object, const char *name, const char *value);
void look_set_html(void *object, const char *name, const char *html);
void look_colour(void *object, const char *name, enum ink ink);

/* One look over a node: its line, its filling and its words. */
struct paint {
	enum ink line, fill, text, note;
};

/* A line of a node's label below its note. */
struct remark {
	const char *text; /* NULL: none */
	enum ink ink;
	bool bold;
};

/* A node's label: its name, its note, then the remarks. */
void look_label(Agnode_t *node, const struct paint *paint,
		const struct remark *remarks, int n_remarks);

/* An edge's label, which look_apply() leaves as text in "said". */
void look_edge_label(Agedge_t *edge, const char *lines, enum ink ink,
		     bool bold);

/* The node's look by its role. */
struct paint look_role(const Agnode_t *node);

/* Text with line breaks as HTML, in one ink and size. */
void look_text(FILE *out, const char *text, enum ink ink, int size, bool bold);

#endif

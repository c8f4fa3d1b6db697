/* SPDX-License-Identifier: MIT */
/*
 * What followed what, in any program's log, with no workflow behind it: a node
 * is a call at a place, an edge leads to the one that came next, and both say
 * how often. Results that are errors, and the end of a stream, stand on the
 * edges that they led to.
 */
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include <graphviz/cgraph.h>

#include "log/record.h"

/* With its look; to be closed with agclose(). title: over the picture. */
Agraph_t *graph_new(const struct record *record, const char *title);

#endif

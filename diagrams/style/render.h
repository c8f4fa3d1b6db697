/* SPDX-License-Identifier: MIT */
/*
 * From a graph to a file. Graphviz does the layout (dot) and the drawing; SVG
 * gets a title and a description for screen readers and the colours of a dark
 * page, and loses the comments that name Graphviz's version.
 */
#ifndef STYLE_RENDER_H
#define STYLE_RENDER_H

#include <graphviz/cgraph.h>
#include <stdio.h>

struct picture {
	const char *title;	 /* one line */
	const char *description; /* what the picture shows, in words */
};

/*
 * Writes the graph to path (NULL: stdout, as SVG) in the format that its name
 * ends with: svg, png, pdf, dot, whatever Graphviz knows. 0, or -1 after
 * saying why on stderr.
 */
int render_file(Agraph_t *graph, const struct picture *picture,
		const char *path);

/* The same, always as SVG. */
int render_svg(Agraph_t *graph, const struct picture *picture, FILE *out);

#endif

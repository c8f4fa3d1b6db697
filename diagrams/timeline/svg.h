/* SPDX-License-Identifier: MIT */
/*
 * A timeline as SVG: the program's lines at the left, then its own line with a
 * bar where it waits, then a line for each peer. Arrows slant from where
 * bytes were given to the kernel down to where they were taken; what was never
 * taken ends at a cross. A gap tears the picture where time jumped.
 *
 * One file, no scripts, no fonts of its own; light and dark by
 * prefers-color-scheme; the colours are Okabe and Ito's, and no meaning is in
 * a colour alone. <title> and <desc> say in words what is shown.
 */
#ifndef TIMELINE_SVG_H
#define TIMELINE_SVG_H

#include <stdio.h>

#include "timeline/timeline.h"

/* As many as one looks at on a page. */
#define SVG_LANES 8
#define SVG_ROWS  160

/* A file: the picture with its look. */
void svg_write(const struct timeline *timeline, FILE *out);

/* For a page with several pictures: svg_style once, and each without. */
void svg_put(const struct timeline *timeline, FILE *out);
extern const char svg_style[]; /* a <style> element */

#endif

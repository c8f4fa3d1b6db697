/* SPDX-License-Identifier: MIT */
/*
 * A timeline as a Mermaid sequenceDiagram, for a README: what Mermaid draws
 * well, so few rows, and no slanted arrows or bars. Every text is escaped, so
 * that none ends a statement or is a keyword.
 */
#ifndef TIMELINE_MERMAID_H
#define TIMELINE_MERMAID_H

#include <stdio.h>

#include "timeline/timeline.h"

/* More of either, and nobody can read what Mermaid makes of it. */
#define MERMAID_LANES 8
#define MERMAID_ROWS  40

void mermaid_write(const struct timeline *timeline, FILE *out);

#endif

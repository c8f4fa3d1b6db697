/* SPDX-License-Identifier: MIT */
/*
 * The run laid on the picture of its workflow: how often each edge was taken,
 * what was never reached, which ways the workflow does not have, and where the
 * mistake is. Red is only what went wrong: a circle in which nothing moves,
 * and the place that the verdict names; of a run that passed, nothing. Another order
 * than the workflow's is another way, and no mistake.
 */
#ifndef WORKFLOW_LAY_H
#define WORKFLOW_LAY_H

#include "workflow/verdict.h"
#include "workflow/way.h"

/* After look_apply() of the workflow's graph. An empty verdict says nothing of
   right or wrong. */
void lay_way(const struct way *way, const struct verdict *verdict);

/* How many things are red: circles, and places of a failure. */
int lay_count_red(const struct way *way, const struct verdict *verdict);

/* The way in words, for those who do not see it; to be freed. */
char *lay_describe(const struct way *way, const struct verdict *verdict);

#endif

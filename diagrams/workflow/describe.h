/* SPDX-License-Identifier: MIT */
/* A workflow in words, for those who do not see the picture. */
#ifndef WORKFLOW_DESCRIBE_H
#define WORKFLOW_DESCRIBE_H

#include "workflow/workflow.h"

/* One line a node: its name, its note and where it goes on. Before the look is
   applied, which turns labels into markup. To be freed. */
char *workflow_describe(const struct workflow *workflow);

#endif

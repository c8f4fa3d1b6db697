/* SPDX-License-Identifier: MIT */
/*
 * Where a program runs in circles: again and again the same call at the same
 * place for the same descriptor, while nothing moves and nothing happens to
 * it. A right program may ask a few times for nothing.
 */
#ifndef WORKFLOW_SPIN_H
#define WORKFLOW_SPIN_H

#include <stdbool.h>

#include "log/record.h"

/* So often, and it is no accident any more. */
#define SPIN_LEAST 100

/* A flag an entry of the record; to be freed. */
bool *spin_find(const struct record *record);

#endif

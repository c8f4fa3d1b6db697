/* SPDX-License-Identifier: MIT */
/*
 * Canvas, and Moodle if it is told so, hand out single files: those of one
 * student are one submission.
 */
#ifndef INTAKE_ATTACHED_H
#define INTAKE_ATTACHED_H

#include "intake/walk.h"

/* A C file with a platform's name. */
bool attached_is(const struct item *item);

/* Takes in all of that student's, of which this is the first; returns the index
   behind the last. */
size_t attached_take(struct walk *walk, const struct folder *folder,
		     size_t first);

#endif

/* SPDX-License-Identifier: MIT */
/* Who a submission is from: the roster's word, or the platform's. */
#ifndef INTAKE_MATCH_H
#define INTAKE_MATCH_H

#include "intake/class.h"
#include "intake/layout.h"

/* The index of the student in class->students, who is added when nobody on
   the roster fits. */
size_t roster_match(struct class *class, const struct layout *layout);

#endif

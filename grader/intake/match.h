/* SPDX-License-Identifier: MIT */
/* Who a submission is from: the roster's word, or the platform's. */
#ifndef INTAKE_MATCH_H
#define INTAKE_MATCH_H

#include "intake/class.h"
#include "intake/layout.h"

/* On the roster, and nobody else fits as well: its index in class->students. */
bool match_known(const struct class *class, const struct layout *layout,
		 size_t *found);

/* The same, or the index of a student who is added. */
size_t match_student(struct class *class, const struct layout *layout);

#endif

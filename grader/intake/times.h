/* SPDX-License-Identifier: MIT */
/* Times of submission, which a late policy goes by. */
#ifndef INTAKE_TIMES_H
#define INTAKE_TIMES_H

#include "intake/class.h"

#define TIMES_ALIKE 60 /* seconds */

/* All of more than one student lie that near to each other: a copy or a clone
   has made the files, and nobody is late, or everybody. */
bool times_are_alike(const struct class *class);

/* Says so on stderr. */
void times_warn(const struct class *class);

#endif

/* SPDX-License-Identifier: MIT */
/* Whether a class is the one of a journal: results are not replaced by those
   of another class, nor by an empty folder. */
#ifndef BELONGS_H
#define BELONGS_H

#include "intake/class.h"

/* NULL: it is, or the journal is new. Else why not, to be freed. */
char *belongs_not(struct journal *journal, const struct class *class,
		  const char *submissions, const char *out);

#endif

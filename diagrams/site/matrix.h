/* SPDX-License-Identifier: MIT */
/* The kill matrix as a page, from build/matrix.tsv (`make matrix`). */
#ifndef SITE_MATRIX_H
#define SITE_MATRIX_H

#include "patch.h"

/* tsv: the file; where there is none the page says how to make it. Returns 0,
   or -1 after saying what is wrong on stderr. */
int matrix_put(struct site *site, const struct patches *patches,
	       const char *tsv);

#endif

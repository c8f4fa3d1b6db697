/* SPDX-License-Identifier: MIT */
/* The kit's Markdown files as pages, and the lessons with what they have more. */
#ifndef SITE_DOCUMENTS_H
#define SITE_DOCUMENTS_H

#include "patch.h"

/* All of them, and the front page. Returns 0, or -1 after saying what is wrong
   on stderr. */
int documents_put(struct site *site, const struct patches *patches);

#endif

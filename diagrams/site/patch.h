/* SPDX-License-Identifier: MIT */
/*
 * A wrong program: a patch of a solution, with a header of "# key: text" lines
 * (see .make/matrix.sh).
 */
#ifndef SITE_PATCH_H
#define SITE_PATCH_H

#include <stddef.h>

#include "site.h"

struct patch {
	char *lesson;		     /* "05-epoll" */
	char *name;		     /* "short-write-lost-again" */
	const char *code;	     /* of judge/mistakes.h; NULL: none fits */
	char *what, *feels, *remedy; /* one sentence or two; or NULL */
	char *diff;		     /* from "--- a/" on */
};

struct patches {
	struct patch *patches; /* by lesson, then by name */
	size_t n;
};

/* All of the kit. Returns 0, or -1 after saying what is wrong. */
int patches_read(struct patches *patches, const struct site *site);
void patches_clear(struct patches *patches);

#endif

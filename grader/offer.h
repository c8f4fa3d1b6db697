/* SPDX-License-Identifier: MIT */
/* Which of the sandbox's back ends a run takes, of those that work here. */
#ifndef OFFER_H
#define OFFER_H

#include "sandbox/sandbox.h"

/* By enum sandbox_kind. */
struct offer {
	bool works[2];
	char reason[2][256]; /* why not */
};

/* Looks at this machine. */
struct offer offer_here(void);

/* wanted is a sandbox_name(), or NULL for the best there is. 0, or -1: *error,
   to be freed, says what works and what the other one needs. */
int offer_take(const struct offer *offer, const char *wanted,
	       enum sandbox_kind *kind, char **error);

#endif

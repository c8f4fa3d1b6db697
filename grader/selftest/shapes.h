/* SPDX-License-Identifier: MIT */
/* Submissions whose form is the attack: names, links, archives, encodings. */
#ifndef SELFTEST_SHAPES_H
#define SELFTEST_SHAPES_H

#include "selftest/fixture.h"

/* solution: a program that gets all points. 0, or -1 with errno. */
int shapes_make(struct fixtures *fixtures, const struct target *target,
		const char *solution);
int shapes_archives(struct fixtures *fixtures, const struct target *target,
		    const char *solution);

#endif

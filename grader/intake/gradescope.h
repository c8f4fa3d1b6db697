/* SPDX-License-Identifier: MIT */
/*
 * submission_metadata.yml of a Gradescope export: who handed in which number,
 * and when. Of a group, each member did.
 */
#ifndef INTAKE_GRADESCOPE_H
#define INTAKE_GRADESCOPE_H

#include <stddef.h>

struct gradescope {
	struct submitter {
		char *sid, *email, *name; /* or NULL */
	} * submitters;
	size_t n;
	char *created_at; /* "2026-03-01T10:00:00Z", or NULL */
};

/* From the file in directory; n is 0 when it says nothing. */
struct gradescope gradescope_of(const char *directory, const char *number);
void gradescope_clear(struct gradescope *gradescope);

#endif

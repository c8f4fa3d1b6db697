/* SPDX-License-Identifier: MIT */
/*
 * The lessons as they are graded: a copy, with the instructor's own scripts
 * beside the kit's, that any of the sandbox's users can read and nobody finds
 * by name. What is changed in the kit meanwhile does not touch a run.
 */
#ifndef KIT_H
#define KIT_H

#include "arguments.h"
#include "intake/class.h"

struct kit {
	char *directory; /* lessons/ is in it */
	const char *out; /* OUT, where that is */
	const char *own; /* the instructor's scripts; or NULL */
	struct hidden_script {
		char *lesson, *name;
	} * hidden;
	size_t n_hidden;
};

/* Copies the lessons that are wanted (all, if none is named) below directory
   and adds them to the class. -1: *error, to be freed. */
int kit_copy(struct kit *kit, const struct arguments *arguments,
	     const char *directory, struct class *class, char **error);
void kit_clear(struct kit *kit);

/* Says in a result which scripts are the instructor's own ("own"): who may see
   them can change. Takes json, returns another. */
char *kit_mark(void *kit, const char *lesson, char *json);

#endif

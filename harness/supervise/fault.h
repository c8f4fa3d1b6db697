/* SPDX-License-Identifier: MIT */
/*
 * Faults on demand, call by call: which call of which peer's descriptor is to
 * fail, and how. They are data (see struct fault_spec); the supervisor asks
 * here at the entry of a call, and only injects what the kernel could have
 * answered in its place.
 */
#ifndef SUPERVISE_FAULT_H
#define SUPERVISE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "script/script.h"

struct fault {
	const struct fault_spec *spec; /* borrowed from the script */
	int seen;		       /* calls that matched so far */
	bool fired;
};

struct faults {
	struct fault *faults;
	size_t n;
};

/* Begin with { 0 }. */
void faults_clear(struct faults *faults);

/* From now on spec acts. */
void faults_add(struct faults *faults, const struct fault_spec *spec);

/*
 * A call of this family on a descriptor of peer (NULL: nobody's) is about to
 * happen, and effect would be legal: count it. Returns the fault to inject,
 * or NULL.
 */
const struct fault_spec *faults_match(struct faults *faults,
				      enum call_family call, const char *peer,
				      enum fault_effect effect);

/* True if the one that stands for a sweep has found its occurrence. */
bool faults_swept(const struct faults *faults);

#endif

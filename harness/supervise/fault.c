/* SPDX-License-Identifier: MIT */
#include "supervise/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void faults_clear(struct faults *faults)
{
	free(faults->faults);
	*faults = (struct faults){ 0 };
}

void faults_add(struct faults *faults, const struct fault_spec *spec)
{
	faults->faults =
		memory_grow(faults->faults, faults->n, sizeof(*faults->faults));
	faults->faults[faults->n++] = (struct fault){ .spec = spec };
}

static bool is_its_turn(const struct fault *fault)
{
	const struct fault_spec *spec = fault->spec;

	return fault->seen >= spec->first &&
	       (spec->last == 0 || fault->seen <= spec->last);
}

const struct fault_spec *faults_match(struct faults *faults,
				      enum call_family call, const char *peer,
				      enum fault_effect effect)
{
	const struct fault_spec *found = NULL;

	for (size_t i = 0; i < faults->n; i++) {
		struct fault *fault = &faults->faults[i];
		const struct fault_spec *spec = fault->spec;

		if (spec->call != call || spec->effect != effect)
			continue;
		if (spec->peer && (!peer || strcmp(spec->peer, peer)))
			continue;
		fault->seen++;
		if (!is_its_turn(fault) || found)
			continue;
		fault->fired = true;
		found = spec;
	}
	return found;
}

bool faults_swept(const struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		if (faults->faults[i].spec->sweep && faults->faults[i].fired)
			return true;
	return false;
}

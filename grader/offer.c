/* SPDX-License-Identifier: MIT */
#include "offer.h"

#include <string.h>

#include "judge/wording.h"

struct offer offer_here(void)
{
	struct offer offer = { .works = { false } };

	for (int kind = SANDBOX_NAMESPACES; kind <= SANDBOX_USERS; kind++)
		offer.works[kind] = sandbox_works((enum sandbox_kind)kind,
						  offer.reason[kind]);
	return offer;
}

int offer_take(const struct offer *offer, const char *wanted,
	       enum sandbox_kind *kind, char **error)
{
	for (int i = SANDBOX_NAMESPACES; i <= SANDBOX_USERS; i++) {
		*kind = (enum sandbox_kind)i;
		if (offer->works[i] &&
		    (!wanted || strcmp(wanted, sandbox_name(*kind)) == 0))
			return 0;
	}
	for (int i = SANDBOX_NAMESPACES; i <= SANDBOX_USERS; i++)
		if (offer->works[i])
			*error = wording("--sandbox %s does not work here: %s; "
					 "%s works, and is taken without "
					 "--sandbox",
					 wanted, offer->reason[!i],
					 sandbox_name((enum sandbox_kind)i));
	if (!*error)
		*error = wording("no sandbox for students' programs works "
				 "here: namespaces: %s; users: %s; see "
				 "build/grader doctor",
				 offer->reason[SANDBOX_NAMESPACES],
				 offer->reason[SANDBOX_USERS]);
	return -1;
}

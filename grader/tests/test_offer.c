/* SPDX-License-Identifier: MIT */
/* Which sandbox is taken, whatever this machine has. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "offer.h"

static void expect(bool namespaces, bool users, const char *wanted,
		   const char *taken, const char *refused)
{
	const struct offer offer = {
		{ namespaces, users },
		{ "bwrap is not installed", "it needs root" },
	};
	enum sandbox_kind kind;
	char *error = NULL;
	int status = offer_take(&offer, wanted, &kind, &error);

	cr_expect(eq(int, status, taken ? 0 : -1));
	if (taken)
		cr_expect(eq(str, (char *)sandbox_name(kind), (char *)taken));
	else
		cr_expect(eq(str, error, (char *)refused));
	free(error);
}

Test(offer, is_taken_as_wanted)
{
	expect(true, true, NULL, "namespaces", NULL);
	expect(false, true, NULL, "users", NULL);
	expect(true, true, "users", "users", NULL);
	expect(true, false, "namespaces", "namespaces", NULL);
}

Test(offer, that_is_not_there_names_the_other_one)
{
	expect(true, false, "users", NULL,
	       "--sandbox users does not work here: it needs root; namespaces "
	       "works, and is taken without --sandbox");
	expect(false, true, "namespaces", NULL,
	       "--sandbox namespaces does not work here: bwrap is not "
	       "installed; users works, and is taken without --sandbox");
}

Test(offer, of_nothing_says_why)
{
	expect(false, false, NULL, NULL,
	       "no sandbox for students' programs works here: namespaces: "
	       "bwrap is not installed; users: it needs root; see build/grader "
	       "doctor");
	expect(false, false, "users", NULL,
	       "no sandbox for students' programs works here: namespaces: "
	       "bwrap is not installed; users: it needs root; see build/grader "
	       "doctor");
}

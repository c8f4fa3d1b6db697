/* SPDX-License-Identifier: MIT */
#include "judge/mistakes.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <limits.h>
#include <string.h>

static int order(const char *code)
{
	int i = mistake_order(code);

	cr_expect_neq(i, INT_MAX, "%s", code);
	return i;
}

Test(mistakes, each_is_found_at_its_place)
{
	int n = 0;

	for (; mistake_at(n); n++) {
		const char *code = mistake_at(n)->code;

		cr_expect_eq(mistake_find(code), mistake_at(n), "%s", code);
		cr_expect_eq(mistake_order(code), n, "%s twice", code);
	}
	cr_expect_eq(n, 53);
	cr_expect_null(mistake_at(-1));
}

Test(mistakes, unknown_ones_are_none)
{
	cr_expect_null(mistake_find("no-such-code"));
	cr_expect_null(mistake_find(""));
	cr_expect_null(mistake_find(NULL));
	cr_expect_eq(mistake_order("no-such-code"), INT_MAX);
}

/* `what` goes into "Your program ...", `why` stands alone. */
Test(mistakes, texts_fit_into_feedback)
{
	const struct mistake *mistake;

	for (int i = 0; (mistake = mistake_at(i)); i++) {
		size_t why = strlen(mistake->why);

		cr_expect(islower((unsigned char)mistake->what[0]), "%s",
			  mistake->code);
		cr_expect_neq(mistake->what[strlen(mistake->what) - 1], '.',
			      "%s", mistake->code);
		cr_expect(isupper((unsigned char)mistake->why[0]), "%s",
			  mistake->code);
		cr_expect_eq(mistake->why[why - 1], '.', "%s", mistake->code);
		cr_expect_null(strstr(mistake->why, ". "), "%s: one sentence",
			       mistake->code);
		cr_expect(!mistake->man || !strncmp(mistake->man, "man ", 4),
			  "%s", mistake->code);
	}
}

Test(mistakes, a_cause_stands_before_what_it_causes)
{
	cr_expect_lt(order("does-not-compile"), order("did-not-listen"));
	cr_expect_lt(order("did-not-listen"), order("interrupted-is-fatal"));
	cr_expect_lt(order("interrupted-is-fatal"),
		     order("wouldblock-is-fatal"));
	cr_expect_lt(order("short-write-lost"),
		     order("stalled-on-silent-peer"));
	cr_expect_lt(order("stalled-on-silent-peer"), order("eof-ignored"));
	cr_expect_lt(order("never-closes"), order("reset-is-fatal"));
	cr_expect_lt(order("reset-is-fatal"),
		     order("write-interest-always-on"));
	cr_expect_lt(order("unbounded-buffer"), order("output-stuck"));
	cr_expect_lt(order("output-stuck"), order("descriptor-limit-spin"));
	cr_expect_lt(order("descriptor-limit-spin"), order("deadline-missed"));
	cr_expect_lt(order("deadline-missed"), order("tick-drift"));
	cr_expect_lt(order("descriptor-limit-spin"), order("busy-loop"));
	cr_expect_lt(order("wouldblock-is-fatal"), order("exited-early"));
}

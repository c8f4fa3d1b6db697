/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "tests/made_class.h"

/* Each attack, in each sandbox that works here; see selftest/selftest.c. */
Test(selftest, nothing_that_a_student_does_harms_another)
{
	struct made_class made = made_class();
	int status = made_grade(&made, "selftest");
	char *said = made_read(&made, "said");

	cr_expect(eq(int, status, 0), "%s", said);
	free(said);
	made_class_end(&made);
}

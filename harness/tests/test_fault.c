/* SPDX-License-Identifier: MIT */
#include "supervise/fault.h"

#include <criterion/criterion.h>

static char alice[] = "alice";

static const struct fault_spec *reads(struct faults *faults, const char *peer)
{
	return faults_match(faults, CALL_READ, peer, FAULT_AT_MOST);
}

Test(fault, strikes_its_occurrences)
{
	const struct fault_spec spec = { .call = CALL_READ,
					 .first = 2,
					 .last = 3,
					 .effect = FAULT_AT_MOST };
	struct faults faults = { 0 };

	faults_add(&faults, &spec);
	cr_expect_null(reads(&faults, "alice"));
	cr_expect_eq(reads(&faults, "bob"), &spec);
	cr_expect_eq(reads(&faults, NULL), &spec);
	cr_expect_null(reads(&faults, "alice"));
	faults_clear(&faults);
}

Test(fault, without_end)
{
	const struct fault_spec spec = { .call = CALL_READ,
					 .first = 1,
					 .effect = FAULT_AT_MOST };
	struct faults faults = { 0 };

	faults_add(&faults, &spec);
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(reads(&faults, "alice"), &spec);
	faults_clear(&faults);
}

/* Other calls, other effects and other peers are not even counted. */
Test(fault, is_about_one_peer_call_and_effect)
{
	const struct fault_spec spec = { .call = CALL_READ,
					 .peer = alice,
					 .first = 1,
					 .last = 1,
					 .effect = FAULT_AT_MOST };
	struct faults faults = { 0 };

	faults_add(&faults, &spec);
	cr_expect_null(reads(&faults, "bob"));
	cr_expect_null(reads(&faults, NULL));
	cr_expect_null(
		faults_match(&faults, CALL_WRITE, "alice", FAULT_AT_MOST));
	cr_expect_null(faults_match(&faults, CALL_READ, "alice", FAULT_EAGAIN));
	cr_expect_eq(reads(&faults, "alice"), &spec);
	cr_expect_null(reads(&faults, "alice"));
	faults_clear(&faults);
}

Test(fault, a_sweep_strikes_once)
{
	const struct fault_spec spec = { .call = CALL_READ,
					 .sweep = true,
					 .first = 3,
					 .last = 3,
					 .effect = FAULT_AT_MOST };
	struct faults faults = { 0 };

	faults_add(&faults, &spec);
	cr_expect_null(reads(&faults, "alice"));
	cr_expect_null(reads(&faults, "alice"));
	cr_expect_not(faults_swept(&faults));
	cr_expect_eq(reads(&faults, "alice"), &spec);
	cr_expect(faults_swept(&faults));
	cr_expect_null(reads(&faults, "alice"));
	faults_clear(&faults);
}

Test(fault, the_first_of_two_wins)
{
	const struct fault_spec one = { .call = CALL_READ,
					.first = 1,
					.last = 1,
					.effect = FAULT_AT_MOST };
	const struct fault_spec two = { .call = CALL_READ,
					.first = 1,
					.last = 2,
					.effect = FAULT_AT_MOST };
	struct faults faults = { 0 };

	faults_add(&faults, &one);
	faults_add(&faults, &two);
	cr_expect_eq(reads(&faults, "alice"), &one);
	cr_expect_eq(reads(&faults, "alice"), &two);
	cr_expect_null(reads(&faults, "alice"));
	faults_clear(&faults);
}

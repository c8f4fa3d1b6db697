/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "doctor_trace.h"

static char *report(int *status)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	*status = doctor(out);
	fclose(out);
	return text;
}

static void expect_80_columns(const char *text)
{
	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		cr_expect_leq(strcspn(text, "\n"), 80, "%.90s", text);
}

/* Where these tests run, programs can be supervised. */
Test(doctor, this_machine_is_able)
{
	struct trace_trial trial = trace_try();

	cr_expect(trial.trace);
	cr_expect(trial.filter);
	cr_expect(trial.skip);
	cr_expect(trial.repeat);
	cr_expect(trial.words);
}

Test(doctor, says_what_is_here)
{
	int status;
	char *text = report(&status);

	expect_80_columns(text);
	cr_expect_not_null(strstr(text, "ok       tracing a program"), "%s",
			   text);
	free(text);
}

Test(doctor, says_what_is_missing_and_how_to_mend_it)
{
	const struct rlimit few = { 256, 256 };
	int status;
	char *text;

	setrlimit(RLIMIT_NOFILE, &few);
	setenv("PATH", "/nonexistent", 1);
	text = report(&status);
	expect_80_columns(text);
	cr_expect_eq(status, 1);
	cr_expect_not_null(strstr(text, "missing  descriptors for 5,000"));
	cr_expect_not_null(strstr(text, "--nofile=8192:8192"));
	cr_expect_not_null(strstr(text, "missing  a C compiler"));
	cr_expect_not_null(strstr(text, "cannot be judged here yet"));
	free(text);
}

/* SPDX-License-Identifier: MIT */
/* What is said when memory ran out. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "outcome.h"
#include "overrun.h"

#define KILLED "somebody killed the program from outside"

static char *answer(const char *compile, const char *scripts)
{
	char *text = NULL;

	cr_assert(asprintf(&text,
			   "{\"compile\": {%s}, \"points\": 1, \"max_points\": "
			   "3, \"scripts\": [%s], \"lead\": null}",
			   compile, scripts) > 0);
	return overrun_tell(text);
}

#define COMPILED "\"ok\": true, \"output\": \"\""

Test(overrun, is_told_of_a_program)
{
	char *text = answer(
		COMPILED,
		"{\"name\": \"a\", \"verdict\": \"pass\", \"message\": \"\"},"
		"{\"name\": \"b\", \"verdict\": \"inconclusive\", "
		"\"message\": \"" KILLED "\"}");
	struct outcome outcome = outcome_of(text, 0, true);

	cr_expect(outcome.judged);
	cr_expect(eq(int, outcome.result.status, ENTRY_SCORED));
	cr_expect(eq(int, outcome.result.points, 1));
	cr_expect(strstr(text, "The program used more memory than there is "
			       "for a submission, 1024 MiB") != NULL,
		  "%s", text);
	cr_expect(strstr(text, "\"verdict\": \"fail\"") != NULL);
	cr_expect(strstr(text, "\"lead\": \"b\"") != NULL);
	cr_expect(strstr(text, KILLED) == NULL);
	outcome_clear(&outcome);
	free(text);
}

/* What else could not be judged stays so. */
Test(overrun, is_not_told_of_another_doubt)
{
	char *text = answer(COMPILED,
			    "{\"name\": \"b\", \"verdict\": \"inconclusive\", "
			    "\"message\": \"no port\"}");
	struct outcome outcome = outcome_of(text, 0, true);

	cr_expect(eq(int, outcome.judged, false));
	cr_expect(eq(int, outcome.result.status, ENTRY_NEEDS_REVIEW));
	cr_expect(eq(str, outcome.note, "b could not be judged: no port"));
	outcome_clear(&outcome);
	free(text);
}

Test(overrun, is_told_of_a_compiler)
{
	char *text = answer("\"ok\": false, \"output\": \"Killed\"", "");
	struct outcome outcome = outcome_of(text, 0, true);

	cr_expect(eq(int, outcome.result.status, ENTRY_DOES_NOT_COMPILE));
	cr_expect(strstr(text, "Killed\\nThe compiler used more memory than "
			       "there is for a submission, 1024 MiB") != NULL,
		  "%s", text);
	outcome_clear(&outcome);
	free(text);
}

Test(overrun, of_the_judge_is_no_zero)
{
	char *text = overrun_tell(memory_text(""));
	struct outcome outcome = outcome_of(text, 0, true);

	cr_expect(eq(str, text, ""));
	cr_expect(eq(int, outcome.judged, false));
	cr_expect(eq(int, outcome.result.status, ENTRY_NEEDS_REVIEW));
	cr_expect(eq(str, outcome.note,
		     "all memory that there is for a submission, 1024 MiB, "
		     "was used, and the judge was killed for it"));
	outcome_clear(&outcome);
	free(text);
}

/* A program that was killed while memory was left: nobody knows by whom. */
Test(overrun, is_not_said_when_there_was_none)
{
	struct outcome outcome = outcome_of(
		"{\"compile\": {" COMPILED "}, \"scripts\": [{\"name\": \"b\", "
		"\"verdict\": \"inconclusive\", \"message\": \"" KILLED "\"}]}",
		0, false);

	cr_expect(eq(int, outcome.result.status, ENTRY_NEEDS_REVIEW));
	cr_expect(eq(str, outcome.note, "b could not be judged: " KILLED));
	outcome_clear(&outcome);
}

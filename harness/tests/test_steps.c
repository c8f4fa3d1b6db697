/* SPDX-License-Identifier: MIT */
/* Parts of a page: the steps of a script, and two contents side by side. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "made_result.h"
#include "report/contrast.h"
#include "report/steps.h"

static char *steps_of(const char *script)
{
	struct made *made = made_begin(script);
	struct script_result result;
	char *text = NULL;
	size_t size = 0;
	struct page page = { open_memstream(&text, &size), false };

	made_connection(made, "alice", 5);
	made_fails(made, 1, MISMATCH_LESS);
	made_content(made, "x", 1, "", 0);
	result = judged(made, "made");
	steps_print(&page, &result);
	fclose(page.out);
	result_clear(&result);
	made_end(made);
	return text;
}

Test(steps, a_hundred_rounds_are_not_four_hundred_lines)
{
	char *text = steps_of("repeat 100 times\nalice connects\n"
			      "alice sends \"x\"\nalice closes\nend\n"
			      "alice connects\nalice receives \"x\"\n");

	cr_expect(
		eq(str, text,
		   "       alice connects\n"
		   "       alice sends \"x\"\n"
		   "       alice closes\n"
		   "       ... and so 99 times more\n"
		   "       alice connects\n"
		   "    >  alice receives \"x\"                alice has received nothing\n\n"),
		"%s", text);
	free(text);
}

Test(steps, a_long_list_is_cut_in_the_middle)
{
	char script[2048] = "";
	char *text;
	int i;

	for (i = 0; i < 40; i++)
		sprintf(script + strlen(script), "peer%c%c connects\n",
			'a' + i / 26, 'a' + i % 26);
	strcat(script, "peeraa receives \"x\"\n");
	text = steps_of(script);
	cr_expect(eq(int,
		     strncmp(text,
			     "       peeraa connects\n"
			     "       peerab connects\n"
			     "       peerac connects\n"
			     "       ... 27 more that went well\n"
			     "       peerbe connects\n",
			     100),
		     0),
		  "%s", text);
	free(text);
}

static char *contrast_of(const void *expected, size_t n, const void *received,
			 size_t m, enum mismatch mismatch)
{
	struct made *made = made_begin("alice connects\n"
				       "alice receives \"x\"\n");
	struct script_result result;
	char *text = NULL;
	size_t size = 0;
	struct page page = { open_memstream(&text, &size), false };

	made_connection(made, "alice", 5);
	made_fails(made, 1, mismatch);
	made_content(made, expected, n, received, m);
	result = judged(made, "made");
	contrast_print(&page, &result);
	fclose(page.out);
	result_clear(&result);
	made_end(made);
	return text;
}

Test(contrast, the_caret_is_under_the_first_wrong_byte)
{
	char *text = contrast_of("a\nbcd", 5, "a\nbXd", 5, MISMATCH_CONTENT);

	cr_expect(eq(str, text,
		     "         expected  a\\nbcd\n"
		     "         received  a\\nbXd\n"
		     "                       ^\n\n"),
		  "%s", text);
	free(text);
	text = contrast_of("a\nbcd", 5, "a\nb", 3, MISMATCH_LESS);
	cr_expect(eq(str, text,
		     "         expected  a\\nbcd\n"
		     "         received  a\\nb\n"
		     "                       ^\n\n"),
		  "%s", text);
	free(text);
}

Test(contrast, a_pattern_is_shown_in_words)
{
	char expected[800], received[800];
	char *text;

	made_pattern(expected, 'A', 0, 100);
	made_pattern(received, 'A', 0, 50);
	made_pattern(received + 400, 'A', 320, 50);
	text = contrast_of(expected, sizeof expected, received, sizeof received,
			   MISMATCH_CONTENT);
	cr_expect(
		eq(str, text,
		   "         expected  ...A0000384 A0000392 A0000400 A0000408 A0000416 A0000424...\n"
		   "         received  ...A0000384 A0000392 A0000320 A0000328 A0000336 A0000344...\n"
		   "                                             ^\n\n"),
		"%s", text);
	is_tame(text);
	free(text);
}

/* SPDX-License-Identifier: MIT */
/*
 * Two mistakes in one program: the one that comes first in the order of
 * attribution is what the student is told of, and when it is mended the other
 * one is. pairs.txt has the pairs; make test takes some, make test-full all.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "judge/mistakes.h"
#include "tests/play.h"

#define EVERY 8 /* of make test */

/* Criterion copies parameters to another process: no pointers in them. */
struct pair {
	char lesson[32], first[64], second[64], hides[8];
};

static struct criterion_test_params some_pairs(bool all)
{
	static struct pair pairs[100];
	char *text = file_text(KIT_ROOT "/harness/tests/pairs.txt");
	char *rest = text, *line;
	size_t n = 0, rows = 0;

	while (text && (line = strsep(&rest, "\n"))) {
		struct pair it = { "", "", "", "" };

		if (*line != '#' && n < sizeof(pairs) / sizeof(*pairs) &&
		    sscanf(line, "%31s %63s %63s %7s", it.lesson, it.first,
			   it.second, it.hides) >= 3 &&
		    (rows++ % EVERY == 0 || all))
			pairs[n++] = it;
	}
	free(text);
	return cr_make_param_array(struct pair, pairs, n);
}

/* descriptor-leak-error is a descriptor-leak: the longest code that fits. */
static const char *code_of(const char *patch)
{
	const struct mistake *it;
	const char *code = "";

	for (int i = 0; (it = mistake_at(i)); i++) {
		size_t n = strlen(it->code);

		if (strncmp(patch, it->code, n) == 0 &&
		    (!patch[n] || patch[n] == '-') && n > strlen(code))
			code = it->code;
	}
	return code;
}

/* Its own code, or one that the patch's header allows. */
static bool is_named(const struct pair *pair, const char *patch,
		     const char *mistake)
{
	char path[400], *text, *rest, *line, code[64];
	bool named = strcmp(code_of(patch), mistake) == 0;

	snprintf(path, sizeof(path), KIT_ROOT "/solutions/%s/mistakes/%s.patch",
		 pair->lesson, patch);
	rest = text = file_text(path);
	cr_assert(text, "%s: cannot be read", path);
	while (!named && (line = strsep(&rest, "\n")))
		named = sscanf(line, "# also: %63s", code) == 1 &&
			strcmp(code, mistake) == 0;
	free(text);
	return named;
}

/* The solution with these patches (second: NULL, only one), into directory. */
static void patched(const struct pair *pair, const char *directory,
		    const char *first, const char *second)
{
	char command[2000];
	int n = snprintf(command, sizeof(command),
			 "cp " KIT_ROOT "/solutions/%s/*.c %s && cd %s",
			 pair->lesson, directory, directory);

	for (int i = 0; i < 2; i++) {
		const char *patch = i ? second : first;

		if (patch)
			n += snprintf(command + n, sizeof(command) - (size_t)n,
				      " && patch -s -F0 -p3 <" KIT_ROOT
				      "/solutions/%s/mistakes/%s.patch",
				      pair->lesson, patch);
	}
	cr_assert_eq(system(command), 0, "%s", command);
}

/* Judges it; what the student is told of has to be this one of the two. */
static void names(const struct pair *pair, const char *first,
		  const char *second, const char *named)
{
	char directory[] = "/tmp/pairs.XXXXXX", source[400], command[100];
	const struct check_options options = { .memory = CHECK_MEMORY };
	struct lesson *lesson = lesson_of(pair->lesson);
	const struct script_result *lead;
	struct lesson_result *result;
	char problem[256] = "";

	cr_assert(mkdtemp(directory));
	patched(pair, directory, first, second);
	snprintf(source, sizeof(source), "%s/%s", directory, lesson->file);
	result = check_lesson(lesson, source, &options, problem);
	cr_assert(result, "%s: %s", source, problem);
	lead = lesson_result_lead(result);
	cr_expect(lead, "%s: %s%s%s passes", pair->lesson, first,
		  second ? " and " : "", second ? second : "");
	if (lead)
		cr_expect(is_named(pair, named, lead->mistake),
			  "%s: %s%s%s: %s says %s", pair->lesson, first,
			  second ? " and " : "", second ? second : "",
			  lead->name, lead->mistake);
	lesson_result_free(result);
	lesson_free(lesson);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	cr_expect_eq(system(command), 0);
}

ParameterizedTestParameters(pairs, one_after_the_other)
{
	return some_pairs(play_is_full());
}

ParameterizedTest(struct pair *pair, pairs, one_after_the_other)
{
	names(pair, pair->first, pair->second, pair->first);
	names(pair, pair->second, NULL, pair->second);
}

ParameterizedTestParameters(pairs, the_order_is_that_of_attribution)
{
	return some_pairs(true);
}

ParameterizedTest(struct pair *pair, pairs, the_order_is_that_of_attribution)
{
	int first = mistake_order(code_of(pair->first));
	int second = mistake_order(code_of(pair->second));

	cr_expect(*pair->hides ? first > second : first < second, "%s: %s, %s",
		  pair->lesson, pair->first, pair->second);
}

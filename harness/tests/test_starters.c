/* SPDX-License-Identifier: MIT */
/*
 * What every student meets first: the starter as it comes fails with a
 * verdict, the solution gets every point, and checking changes nothing.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "tests/play.h"

/* Criterion copies parameters to another process: no pointers in them. */
struct lesson_case {
	char name[32];
};

static struct criterion_test_params every_lesson(void)
{
	static struct lesson_case cases[16];
	size_t n = 0;

	for (; lesson_names[n]; n++)
		strcpy(cases[n].name, lesson_names[n]);
	return cr_make_param_array(struct lesson_case, cases, n);
}

static struct lesson_result *check(const struct lesson *lesson,
				   const char *source)
{
	const struct check_options options = { .memory = CHECK_MEMORY };
	char problem[256] = "";
	struct lesson_result *result =
		check_lesson(lesson, source, &options, problem);

	cr_assert_not_null(result, "%s: %s", source, problem);
	return result;
}

/* Names, sizes and times of all that lies there, in one number. */
static unsigned long state_of(const char *directory)
{
	struct dirent **entries;
	int n = scandir(directory, &entries, NULL, alphasort);
	unsigned long state = 5381;

	for (int i = 0; i < n; i++) {
		char path[1024];
		struct stat status;

		snprintf(path, sizeof(path), "%s/%s", directory,
			 entries[i]->d_name);
		for (const char *at = entries[i]->d_name; *at; at++)
			state = state * 33 + (unsigned char)*at;
		if (strcmp(entries[i]->d_name, "..") != 0 &&
		    stat(path, &status) == 0)
			state = state * 33 + (unsigned long)status.st_size +
				(unsigned long)status.st_mtim.tv_nsec;
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return state;
}

ParameterizedTestParameters(starters, fail_with_a_verdict)
{
	return every_lesson();
}

ParameterizedTest(struct lesson_case *given, starters, fail_with_a_verdict)
{
	struct lesson *lesson = lesson_of(given->name);
	char *source = starter_of(lesson);
	struct lesson_result *result = check(lesson, source);
	int failed = 0;

	cr_expect(result->compile_ok, "%s", result->compile_output);
	cr_expect_str_empty(result->compile_output, "%s", source);
	for (size_t i = 0; i < result->n_scripts; i++) {
		const struct script_result *script = &result->scripts[i];

		failed += script->verdict == VERDICT_FAIL;
		cr_expect_neq(script->verdict, VERDICT_INCONCLUSIVE,
			      "%s %s: %s", given->name, script->name,
			      script->message);
		cr_expect(script->verdict != VERDICT_FAIL || script->mistake,
			  "%s %s has no name for its mistake: %s", given->name,
			  script->name, script->message);
	}
	cr_expect_gt(failed, 0, "%s", given->name);
	cr_expect_lt(result->points, result->max_points);
	nothing_runs(given->name);
	lesson_result_free(result);
	lesson_free(lesson);
	free(source);
}

ParameterizedTestParameters(starters, solutions_get_every_point)
{
	return every_lesson();
}

ParameterizedTest(struct lesson_case *given, starters,
		  solutions_get_every_point)
{
	struct lesson *lesson = lesson_of(given->name);
	char *source = solution_of(lesson);
	struct lesson_result *result = check(lesson, source);

	cr_expect_str_empty(result->compile_output, "%s", source);
	for (size_t i = 0; i < result->n_scripts; i++)
		cr_expect_eq(result->scripts[i].verdict, VERDICT_PASS,
			     "%s %s: %s", given->name, result->scripts[i].name,
			     result->scripts[i].message);
	cr_expect_eq(result->points, result->max_points);
	cr_expect_gt(result->points, 0);
	nothing_runs(given->name);
	lesson_result_free(result);
	lesson_free(lesson);
	free(source);
}

Test(starters, a_check_changes_no_lesson)
{
	struct lesson *lesson = lesson_of(lesson_names[0]);
	char *source = starter_of(lesson);
	char here[1024];
	unsigned long before = state_of(lesson->directory), at_work;

	cr_assert_not_null(getcwd(here, sizeof(here)));
	at_work = state_of(here);
	lesson_result_free(check(lesson, source));
	cr_expect_eq(state_of(lesson->directory), before);
	cr_expect_eq(state_of(here), at_work);
	lesson_free(lesson);
	free(source);
}

Test(starters, a_script_that_is_not_there_is_no_pass)
{
	static const char *const only[] = { "echo", "nosuch", NULL };
	const struct check_options options = {
		.memory = CHECK_MEMORY,
		.only = (char *const *)(uintptr_t)only,
	};
	struct lesson *lesson = lesson_of("05-epoll");
	char problem[256] = "";

	cr_expect_null(check_lesson(lesson,
				    KIT_ROOT "/solutions/05-epoll/echo.c",
				    &options, problem));
	cr_expect_str_eq(problem, "05-epoll has no script nosuch "
				  "(build/harness list 05-epoll)");
	lesson_free(lesson);
}

/* SPDX-License-Identifier: MIT */
/*
 * Golden runs: in each directory of golden/ stand scripts, a program, and what
 * a student is shown, which is compared whole. So the wording is under test.
 *
 * To renew what is expected, after looking at the difference:
 *
 *     GOLDEN=renew make test; git diff harness/tests/golden
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "report/feedback.h"
#include "report/page.h"
#include "tests/play.h"

#define GOLDEN	   KIT_ROOT "/harness/tests/golden"
#define MAX_CASES  64
#define MAX_SCRIPT 16

struct golden_case {
	char name[64];
};

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int is_script(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && !strcmp(end, ".script");
}

ParameterizedTestParameters(golden, feedback_is_word_for_word)
{
	static struct golden_case cases[MAX_CASES];
	struct dirent **entries = NULL;
	int n = scandir(GOLDEN, &entries, is_case, alphasort);

	for (int i = 0; i < n; i++) {
		if (i < MAX_CASES)
			snprintf(cases[i].name, sizeof(cases[i].name), "%.63s",
				 entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return cr_make_param_array(struct golden_case, cases,
				   n > 0 ? (size_t)n : 0);
}

/* The directory as a lesson. */
static void load(struct lesson *lesson, const char *name)
{
	static struct script *scripts[MAX_SCRIPT];
	static char directory[512];
	struct dirent **entries;
	struct script_error error;
	int n;

	snprintf(directory, sizeof(directory), GOLDEN "/%s", name);
	*lesson = (struct lesson){ .name = (char *)(uintptr_t)name,
				   .directory = directory,
				   .scripts = scripts };
	n = scandir(directory, &entries, is_script, alphasort);
	cr_assert(n > 0 && n <= MAX_SCRIPT, "%s", directory);
	for (int i = 0; i < n; i++) {
		char path[1024];

		snprintf(path, sizeof(path), "%s/%s", directory,
			 entries[i]->d_name);
		scripts[i] = script_load(path, &error);
		cr_assert_not_null(scripts[i], "%s: %s", path, error.message);
		free(entries[i]);
	}
	free(entries);
	lesson->n_scripts = (size_t)n;
}

static char *feedback_of(const char *name)
{
	const struct check_options options = { .memory = CHECK_MEMORY };
	struct lesson_result *result;
	struct lesson lesson;
	char problem[256] = "", source[1024], *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	load(&lesson, name);
	snprintf(source, sizeof(source), "%s/echo.c", lesson.directory);
	result = check_lesson(&lesson, source, &options, problem);
	cr_assert_not_null(result, "%s: %s", name, problem);
	result->seconds = 0; /* is not the same every time */
	feedback_print(result, source, false, out);
	fclose(out);
	lesson_result_free(result);
	for (size_t i = 0; i < lesson.n_scripts; i++)
		script_free(lesson.scripts[i]);
	return text;
}

static void renew(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	cr_assert_not_null(out, "%s", path);
	fputs(text, out);
	fclose(out);
}

static void expect_width(const char *name, char *text)
{
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n")))
		cr_expect_leq(text_columns(line), PAGE_WIDTH, "%s: %s", name,
			      line);
}

/* A port is always the same in a network of the run's own, and only there. */
static bool depends_on_port(const char *text)
{
	struct network network;

	if (!strstr(text, " with port "))
		return false;
	cr_assert_eq(network_open(&network), 0);
	network_close(&network);
	return !network.own;
}

ParameterizedTest(struct golden_case *given, golden, feedback_is_word_for_word)
{
	const char *wish = getenv("GOLDEN");
	char path[1024], *expected, *text = feedback_of(given->name);

	snprintf(path, sizeof(path), GOLDEN "/%s/expected.txt", given->name);
	if (wish && !strcmp(wish, "renew"))
		renew(path, text);
	expected = file_text(path);
	if (depends_on_port(text))
		cr_skip_test("no network of its own on this machine");
	cr_assert_not_null(expected, "%s", path);
	if (strcmp(text, expected) != 0)
		fprintf(stderr, "---- %s, expected:\n%s---- and got:\n%s----\n",
			given->name, expected, text);
	cr_expect(strcmp(text, expected) == 0, "%s", given->name);
	expect_width(given->name, text);
	nothing_runs(given->name);
	free(expected);
	free(text);
}

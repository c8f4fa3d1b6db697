/* SPDX-License-Identifier: MIT */
/*
 * Golden runs: in each directory of golden/ stand scripts, a program, and what
 * a student is shown, which is compared whole. So the wording is under test.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/play.h"
#include "tests/shown.h"

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

ParameterizedTest(struct golden_case *given, golden, feedback_is_word_for_word)
{
	char path[1024], source[1024], *text;
	struct lesson lesson;

	load(&lesson, given->name);
	snprintf(source, sizeof(source), "%s/echo.c", lesson.directory);
	text = shown_for(&lesson, source, NULL);
	snprintf(path, sizeof(path), GOLDEN "/%s/expected.txt", given->name);
	shown_as_expected(path, "", text);
	nothing_runs(given->name);
	for (size_t i = 0; i < lesson.n_scripts; i++)
		script_free(lesson.scripts[i]);
	free(text);
}

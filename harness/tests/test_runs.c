// SPDX-License-Identifier: MIT
/* The logs of runs that failed: which are kept, and for how long. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "runs.h"

static const char *const only[] = { "echo", NULL };

static size_t files_in(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	size_t n = 0;

	cr_assert_not_null(dir, "%s", directory);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

/* Lesson 05's echo script on a program. */
static void check_into(const struct runs *runs, const char *source)
{
	struct check_options options = { .memory = CHECK_MEMORY,
					 .only = (char *const *)(uintptr_t)only,
					 .failures = runs->directory };
	struct script_error error;
	struct lesson *lesson = lesson_load(KIT_ROOT, "05-epoll", &error);
	struct lesson_result *result;
	char problem[256] = "";

	cr_assert_not_null(lesson, "%s", error.message);
	result = check_lesson(lesson, source, &options, problem);
	cr_assert_not_null(result, "%s", problem);
	lesson_result_free(result);
	lesson_free(lesson);
}

Test(runs, only_what_failed_is_kept)
{
	struct runs runs;
	char *log;

	cr_assert_eq(runs_open(&runs, NULL, NULL), 0);
	check_into(&runs, KIT_ROOT "/solutions/05-epoll/echo.c");
	cr_expect_eq(files_in(runs.directory), 0);
	cr_expect_null(runs_log(&runs, "echo"));
	check_into(&runs, KIT_ROOT "/lessons/05-epoll/.starter/echo.c");
	cr_expect_eq(files_in(runs.directory), 1);
	log = runs_log(&runs, "echo");
	cr_expect_not_null(log);
	free(log);
	runs_close(&runs);
}

Test(runs, its_own_directory_goes_away)
{
	struct runs runs;
	char *directory;

	cr_assert_eq(runs_open(&runs, NULL, NULL), 0);
	directory = strdup(runs.directory);
	cr_expect_eq(access(directory, W_OK), 0);
	runs_close(&runs);
	cr_expect_neq(access(directory, F_OK), 0);
	free(directory);
}

Test(runs, a_lessons_directory_stays_and_is_emptied)
{
	char root[] = "/tmp/wouldblock-runs-XXXXXX", path[256];
	struct runs runs;
	FILE *old;

	cr_assert_not_null(mkdtemp(root));
	cr_assert_eq(runs_open(&runs, root, "05-epoll"), 0);
	snprintf(path, sizeof(path), "%s/old.jsonl", runs.directory);
	old = fopen(path, "w");
	cr_assert_not_null(old);
	fclose(old);
	runs_close(&runs);
	cr_expect_eq(access(path, R_OK), 0, "it went away");
	cr_assert_eq(runs_open(&runs, root, "05-epoll"), 0);
	cr_expect_neq(access(path, R_OK), 0, "the old log is still there");
	rmdir(runs.directory);
	runs_close(&runs);
	snprintf(path, sizeof(path), "%s/build/runs", root);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/build", root);
	rmdir(path);
	cr_expect_eq(rmdir(root), 0);
}

Test(runs, a_directory_that_cannot_be_made_is_named)
{
	struct runs runs;

	cr_expect_eq(runs_open(&runs, "/proc/nowhere", "05-epoll"), -1);
	cr_expect_null(runs.directory);
}

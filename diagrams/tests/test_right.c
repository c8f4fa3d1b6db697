/* SPDX-License-Identifier: MIT */
/*
 * Right programs, drawn: those of solutions/ stay on their workflow, and none
 * has anything red. Of those of harness/tests/correct there is one a lesson;
 * with KIT_FULL all.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workflow/lay.h"

#define MOST 200

struct right {
	char lesson[40]; /* 05-epoll */
	char source[200];
	bool is_solution;
};

static int shell(const char *command)
{
	return system(command); /* NOLINT(cert-env33-c): a test's own words */
}

static void hold_log(const struct right *right, const struct workflow *workflow,
		     const char *log)
{
	struct verdict none = { 0 };
	char error[300];
	struct record *record = record_read(log, error, sizeof(error));
	struct way *way;

	cr_assert(record, "%s", error);
	way = way_find(workflow, record);
	/* Of lesson 02, a function is called there, and no server runs. */
	if (right->is_solution && !strstr(log, "/set-blocking.jsonl"))
		cr_expect_eq(way_off(way), 0,
			     "%s: %zu steps are not in the workflow", log,
			     way_off(way));
	cr_expect_eq(lay_count_red(way, &none), 0, "%s, %s", right->source,
		     log);
	way_free(way);
	record_free(record);
}

static void hold_logs(const struct right *right, const char *directory)
{
	char path[300];
	struct workflow *workflow;
	glob_t logs;

	snprintf(path, sizeof(path), KIT_ROOT "/lessons/%s/workflow.dot",
		 right->lesson);
	workflow = workflow_read(path);
	cr_assert(workflow);
	snprintf(path, sizeof(path), "%s/*.jsonl", directory);
	cr_assert_eq(glob(path, 0, NULL, &logs), 0, "%s", path);
	cr_expect_gt(logs.gl_pathc, 8);
	for (size_t i = 0; i < logs.gl_pathc; i++)
		hold_log(right, workflow, logs.gl_pathv[i]);
	globfree(&logs);
	workflow_free(workflow);
}

static void hold_right(const struct right *right)
{
	char command[700], directory[] = "/tmp/logs.XXXXXX";

	cr_assert(mkdtemp(directory));
	snprintf(command, sizeof(command),
		 KIT_ROOT "/build/harness check %.2s %s --log %s >%s/out 2>&1",
		 right->lesson, right->source, directory, directory);
	cr_expect_eq(shell(command), 0, "%s", command);
	hold_logs(right, directory);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	cr_expect_eq(shell(command), 0);
}

/* Of those in directory/LESSON, most from the first'th on. */
static size_t add(struct right *to, const char *directory, const char *lesson,
		  size_t first, size_t most)
{
	char pattern[300];
	glob_t found;
	size_t n = 0;

	snprintf(pattern, sizeof(pattern), KIT_ROOT "/%s/%s/*.c", directory,
		 lesson);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (; first + n < found.gl_pathc && n < most; n++) {
			snprintf(to[n].lesson, sizeof(to[n].lesson), "%s",
				 lesson);
			snprintf(to[n].source, sizeof(to[n].source), "%s",
				 found.gl_pathv[first + n]);
			to[n].is_solution = !strcmp(directory, "solutions");
		}
	globfree(&found);
	return n;
}

static size_t find_all(struct right rights[MOST])
{
	/* Of a few lessons the first one sleeps, which takes long. */
	const size_t first = getenv("KIT_FULL") ? 0 : 1;
	const size_t most = getenv("KIT_FULL") ? 20 : 1;
	glob_t lessons;
	size_t n = 0;

	if (glob(KIT_ROOT "/lessons/[0-9]*", 0, NULL, &lessons) != 0)
		return 0;
	for (size_t i = 0; i < lessons.gl_pathc && n + 21 < MOST; i++) {
		const char *lesson = strrchr(lessons.gl_pathv[i], '/') + 1;

		n += add(rights + n, "solutions", lesson, 0, 1);
		n += add(rights + n, "harness/tests/correct", lesson, first,
			 most);
	}
	globfree(&lessons);
	return n;
}

ParameterizedTestParameters(right, has_nothing_red)
{
	static struct right rights[MOST];

	return cr_make_param_array(struct right, rights, find_all(rights));
}

ParameterizedTest(struct right *right, right, has_nothing_red)
{
	hold_right(right);
}

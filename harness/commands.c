/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "doctor.h"
#include "judge/diagnosis.h"
#include "memory.h"
#include "options.h"
#include "program_path.h"
#include "report/feedback.h"
#include "report/json.h"
#include "report/map.h"
#include "report/page.h"
#include "runs.h"

static char *root_or_complain(void)
{
	char *root = kit_root();

	if (!root)
		fprintf(stderr, "harness: no lessons/ above the program: is "
				"it still in build/ of the kit?\n");
	return root;
}

static int status_of(const struct lesson_result *result)
{
	bool unclear = false;

	if (!result->compile_ok)
		return EXIT_NOT_COMPILED;
	for (size_t i = 0; i < result->n_scripts; i++) {
		if (result->scripts[i].verdict == VERDICT_FAIL)
			return EXIT_FAILED;
		unclear |= result->scripts[i].verdict == VERDICT_INCONCLUSIVE;
	}
	return unclear ? EXIT_NO_VERDICT : EXIT_PASSED;
}

static int write_json(const struct lesson_result *result, const char *path)
{
	bool to_stdout = !strcmp(path, "-");
	FILE *file = to_stdout ? stdout : fopen(path, "we");
	int error = file ? json_report_write(result, file) : -1;

	if (file && (to_stdout ? fflush(file) : fclose(file)))
		error = -1;
	if (error)
		fprintf(stderr, "harness: %s: %s\n", path, strerror(errno));
	return error;
}

/* Where people read: what is no JSON. */
static FILE *people_of(const struct options *options)
{
	return options->json && !strcmp(options->json, "-") ? stderr : stdout;
}

static void report(const struct lesson_result *result, const char *source,
		   const struct options *options)
{
	FILE *people = people_of(options);

	feedback_print(result, source, page_wants_colour(people), people);
	if (options->json)
		write_json(result, options->json);
}

/* What the map shows later: progress is a result, never a tracked file. The
   new file takes the place of the old one whole, or not at all. */
static void remember(const char *root, const struct lesson_result *result)
{
	char path[PATH_MAX], fresh[PATH_MAX + 8];

	snprintf(path, sizeof(path), "%s/build", root);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/build/results", root);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/build/results/%s.json", root,
		 result->lesson);
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	if (write_json(result, fresh) < 0 || rename(fresh, path) < 0)
		unlink(fresh);
}

/* The lesson after this one, for the last line of a pass. */
static void set_next(const struct map *map, struct lesson_result *result)
{
	for (size_t i = 0; map && i + 1 < map->n_lessons; i++)
		if (!strcmp(map->lessons[i].name, result->lesson)) {
			result->next = strdup(map->lessons[i + 1].name);
			result->next_title = strdup(map->lessons[i + 1].title);
		}
}

static int check_one(const char *root, const char *name, const char *program,
		     const struct options *options)
{
	struct check_options how = {
		.log = options->log,
		.only = (char *const *)options->scripts,
		.memory = options->memory ? options->memory : CHECK_MEMORY,
		.seed = options->seeded ? &options->seed : NULL,
	};
	struct script_error error;
	struct lesson *lesson = lesson_load(root, name, &error);
	struct lesson_result *result;
	struct map *map = map_load(root);
	char problem[256] = "", *own = NULL;
	bool whole = !program && !options->n_scripts;
	struct runs runs = { 0 };
	int status = EXIT_NO_VERDICT;

	if (!lesson) {
		script_error_print(&error, stderr);
		map_free(map);
		return EXIT_NO_VERDICT;
	}
	if (!program &&
	    asprintf(&own, "%s/%s", lesson->directory, lesson->file) < 0)
		own = NULL;
	if ((whole || options->timeline) &&
	    !runs_open(&runs, root, whole ? lesson->name : NULL))
		how.failures = runs.directory;
	result = check_lesson(lesson, program ? program : own, &how, problem);
	if (result) {
		set_next(map, result);
		if (whole)
			remember(root, result);
		report(result, program ? program : own, options);
		if (options->timeline && how.failures)
			runs_print_failure(&runs, root, result,
					   people_of(options));
		status = status_of(result);
	} else {
		fprintf(stderr, "harness: %s\n", problem);
	}
	runs_close(&runs);
	lesson_result_free(result);
	lesson_free(lesson);
	map_free(map);
	free(own);
	return status;
}

static int check_all(const char *root, const struct options *options)
{
	struct map *map = map_load(root);
	int worst = EXIT_PASSED;

	for (size_t i = 0; map && i < map->n_lessons; i++) {
		int status =
			check_one(root, map->lessons[i].name, NULL, options);

		if (i + 1 < map->n_lessons)
			fputc('\n', stdout);
		if (worst == EXIT_PASSED || status == EXIT_NO_VERDICT)
			worst = status;
	}
	map_free(map);
	return worst;
}

/* The lesson that is meant; to be freed. NULL after saying why. */
static char *meant(const char *root, const char *given)
{
	struct map *map = NULL;
	char *name;

	if (!strcmp(given, "next")) {
		map = map_load(root);
		if (map && map->n_lessons)
			given = map->lessons[map->current < map->n_lessons ?
						     map->current :
						     map->n_lessons - 1]
					.name;
	}
	name = lesson_name(root, given);
	if (!name)
		fprintf(stderr,
			"harness: there is no lesson %s "
			"(build/harness list shows them)\n",
			given);
	map_free(map);
	return name;
}

int command_check(int argc, char **argv)
{
	struct options options;
	char *root, *name = NULL;
	int status = EXIT_USAGE;

	if (options_parse(&options, argc, argv) < 0 || options.n_words < 1 ||
	    options.n_words > 2)
		return EXIT_USAGE;
	if (options.log)
		mkdir(options.log, 0777);
	root = root_or_complain();
	if (!root)
		return EXIT_NO_VERDICT;
	if (!strcmp(options.words[0], "all"))
		status = check_all(root, &options);
	else if ((name = meant(root, options.words[0])))
		status = check_one(root, name, options.words[1], &options);
	free(name);
	free(root);
	return status;
}

int command_run(int argc, char **argv)
{
	struct options options;
	struct script_error error;
	struct script *script;
	struct lesson_result *result;
	struct check_options how = { 0 };
	char problem[256] = "", *program, *log = NULL, *root;
	struct runs runs = { 0 };
	int status = EXIT_NO_VERDICT;

	if (options_parse(&options, argc, argv) < 0 || options.n_words != 1 ||
	    !options.rest || !*options.rest)
		return EXIT_USAGE;
	script = script_load(options.words[0], &error);
	if (!script) {
		script_error_print(&error, stderr);
		return EXIT_NO_VERDICT;
	}
	if (options.timeline && !options.log && !runs_open(&runs, NULL, NULL) &&
	    asprintf(&log, "%s/run.jsonl", runs.directory) < 0)
		log = NULL;
	how.log = options.log ? options.log : log;
	how.seed = options.seeded ? &options.seed : NULL;
	how.memory = options.memory;
	program = program_path(options.rest[0]);
	result = program ? check_program(script, program, options.rest + 1,
					 &how, problem) :
			   NULL;
	if (result) {
		report(result, options.source, &options);
		root = options.timeline ? root_or_complain() : NULL;
		if (root && how.log)
			runs_print_timeline(root, how.log, people_of(&options));
		free(root);
		status = status_of(result);
	} else if (program) {
		fprintf(stderr, "harness: %s\n", problem);
	}
	runs_close(&runs);
	free(log);
	lesson_result_free(result);
	script_free(script);
	free(program);
	return status;
}

int command_lint(int argc, char **argv)
{
	int bad = 0;

	if (argc < 1)
		return EXIT_USAGE;
	for (int i = 0; i < argc; i++) {
		struct script_error error;
		struct script *script = script_load(argv[i], &error);

		if (!script) {
			script_error_print(&error, stderr);
			bad = 1;
		}
		script_free(script);
	}
	return bad ? EXIT_FAILED : EXIT_PASSED;
}

static int list_scripts(const char *root, const char *name)
{
	struct script_error error;
	struct lesson *lesson = lesson_load(root, name, &error);

	if (!lesson) {
		script_error_print(&error, stderr);
		return EXIT_NO_VERDICT;
	}
	for (size_t i = 0; i < lesson->n_scripts; i++)
		printf("%-20s %2d  %s\n", lesson->scripts[i]->name,
		       lesson->scripts[i]->points, lesson->scripts[i]->title);
	lesson_free(lesson);
	return EXIT_PASSED;
}

static int list_lessons(const struct map *map, const struct options *options)
{
	if (options->current) {
		if (map->current < map->n_lessons)
			printf("%s\n", map->lessons[map->current].name);
		return EXIT_PASSED;
	}
	for (size_t i = 0; i < map->n_lessons; i++)
		printf("%-16s %-10s %s\n", map->lessons[i].name,
		       map->lessons[i].file, map->lessons[i].title);
	return EXIT_PASSED;
}

static int list_passed(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->n_lessons; i++)
		if (!strcmp(map->lessons[i].name, name))
			return map->lessons[i].progress.passed ? EXIT_PASSED :
								 EXIT_FAILED;
	return EXIT_FAILED;
}

/* What decides: the rules in the order in which they are asked, then the
   checks. */
static int list_checks(void)
{
	for (size_t i = 0; diagnosis_rule(i); i++)
		printf("rule  %s\n", diagnosis_rule(i));
	for (size_t i = 0; check_name(i); i++)
		printf("check %s\n", check_name(i));
	return EXIT_PASSED;
}

int command_list(int argc, char **argv)
{
	struct options options;
	char *root, *name = NULL;
	struct map *map;
	int status = EXIT_USAGE;

	if (options_parse(&options, argc, argv) < 0 || options.n_words > 1)
		return EXIT_USAGE;
	if (options.checks)
		return list_checks();
	root = root_or_complain();
	map = root ? map_load(root) : NULL;
	if (!map)
		status = EXIT_NO_VERDICT;
	else if (!options.n_words)
		status = list_lessons(map, &options);
	else if ((name = meant(root, options.words[0])))
		status = options.passed ? list_passed(map, name) :
					  list_scripts(root, name);
	map_free(map);
	free(name);
	free(root);
	return status;
}

int command_map(int argc, char **argv)
{
	char *root = root_or_complain();
	int error;

	(void)argv;
	if (argc || !root) {
		free(root);
		return argc ? EXIT_USAGE : EXIT_NO_VERDICT;
	}
	error = map_print(root, page_wants_colour(stdout), stdout);
	free(root);
	return error ? EXIT_NO_VERDICT : EXIT_PASSED;
}

int command_doctor(int argc, char **argv)
{
	(void)argv;
	if (argc)
		return EXIT_USAGE;
	return doctor(stdout) ? EXIT_NO_VERDICT : EXIT_PASSED;
}

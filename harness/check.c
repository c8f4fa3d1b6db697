/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compile.h"
#include "judge/verdict.h"
#include "memory.h"
#include "run/run.h"
#include "script/vary.h"
#include "supervise/lines.h"

/* A sweep ends when there is nothing left to fail; this bounds it. */
#define MAX_SWEEP 400

/* How often a run that could not be judged is tried again. */
#define RETRIES 2

/* What checking needs, whatever the program. */
struct bench {
	struct filter filter;
	cpu_set_t cpus; /* that we may use otherwise */
	int cpu;
};

/* Tracer and program take turns: on one processor that is much quicker. */
static int bench_open(struct bench *bench, char problem[256])
{
	cpu_set_t one;

	if (supervisor_filter(&bench->filter) < 0) {
		snprintf(problem, 256, "no filter: %s", strerror(errno));
		return -1;
	}
	bench->cpu = sched_getcpu();
	sched_getaffinity(0, sizeof(bench->cpus), &bench->cpus);
	CPU_ZERO(&one);
	if (bench->cpu >= 0) {
		CPU_SET(bench->cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	return 0;
}

static void bench_close(struct bench *bench)
{
	sched_setaffinity(0, sizeof(bench->cpus), &bench->cpus);
	filter_clear(&bench->filter);
}

/* To a file, or to DIRECTORY/NAME.jsonl. */
static void write_log(const struct trial *trial, const char *to, bool is_file)
{
	char *path;
	FILE *file;

	if (is_file)
		path = memory_text(to);
	else if (asprintf(&path, "%s/%s.jsonl", to, trial->script->name) < 0)
		return;
	file = fopen(path, "we");
	if (!file || log_write(trial->log, file) < 0 || fclose(file))
		fprintf(stderr, "harness: %s: %s\n", path, strerror(errno));
	free(path);
}

static struct trial *judged_trial(const struct script *variant,
				  const struct run_plan *plan,
				  const struct check_options *options)
{
	struct trial *trial = run_trial(variant, plan);

	for (int i = 0; i < RETRIES && trial->end == TRIAL_INCONCLUSIVE &&
			!(options->killed_once && trial->killed);
	     i++) {
		trial_free(trial);
		trial = run_trial(variant, plan);
	}
	return trial;
}

static struct script_result result_of_trial(const struct trial *trial)
{
	struct verdict verdict = verdict_of(trial);
	struct script_result result = result_of(trial, &verdict);

	verdict_clear(&verdict);
	return result;
}

/* A round more, which passed or decides. */
static void take_round(struct script_result *result,
		       struct script_result *round)
{
	if (round->verdict == VERDICT_PASS) {
		result_add_round(result, round);
		result_clear(round);
	} else {
		result_clear(result);
		*result = *round;
	}
}

static bool is_first(const struct round *round)
{
	return round->order == 0 && round->sweep == 0 && round->occurrence == 1;
}

/* One round; fired: a sweep's fault was reached in it. The log of the first
   round is kept, and that of the one that fails. */
static struct script_result judge_round(const struct script *script,
					const struct run_plan *plan,
					const struct check_options *options,
					const struct round *round, bool *fired)
{
	uint64_t seed = options->seed ? *options->seed : script->seed;
	struct script *variant = script_variant(script, seed, *round);
	struct trial *trial = judged_trial(variant, plan, options);
	struct script_result result = result_of_trial(trial);

	if (options->log && (is_first(round) || result.verdict != VERDICT_PASS))
		write_log(trial, options->log, options->log_is_file);
	if (options->failures && result.verdict == VERDICT_FAIL)
		write_log(trial, options->failures, false);
	if (options->failed && result.verdict == VERDICT_FAIL)
		options->failed(options->argument, trial);
	*fired = trial->fault_fired;
	trial_free(trial);
	script_variant_free(variant);
	return result;
}

/* The next round: the next occurrence if the last one was reached, the next
   sweep, the next order. False after the last one. */
static bool next_round(const struct script *script, struct round *round,
		       bool fired)
{
	if (fired && round->occurrence < MAX_SWEEP) {
		round->occurrence++;
		return true;
	}
	round->occurrence = 1;
	if (++round->sweep < script_sweeps(script))
		return true;
	round->sweep = 0;
	return ++round->order < script_orders(script);
}

/* All rounds of a script; the first one that fails decides. */
static struct script_result judge(const struct script *script,
				  const struct run_plan *plan,
				  const struct check_options *options)
{
	struct round round = ROUND_FIRST;
	bool fired;
	struct script_result result =
		judge_round(script, plan, options, &round, &fired);

	while (result.verdict == VERDICT_PASS &&
	       next_round(script, &round, fired)) {
		struct script_result next =
			judge_round(script, plan, options, &round, &fired);

		take_round(&result, &next);
	}
	return result;
}

/* Why a driver cannot be built is the student's affair, and says so. */
static struct script_result no_driver(const struct script *script,
				      const char *output)
{
	struct trial trial = { .script = script,
			       .end = TRIAL_STEP_FAILED,
			       .mismatch = MISMATCH_OUTPUT };
	struct script_result result;

	trial.log = log_new();
	trial.output.data = (uint8_t *)memory_text(output ? output : "");
	trial.output.len = strlen((char *)trial.output.data);
	trial.doing.fd = -1;
	result = result_of_trial(&trial);
	free(trial.output.data);
	log_free(trial.log);
	return result;
}

static struct script_result judge_driver(const struct script *script,
					 const struct run_plan *plan,
					 const struct compilation *compilation,
					 const struct check_options *options)
{
	struct run_plan own = *plan;
	struct script_result result;
	struct image image;
	char *output = NULL;
	char *program = compile_driver(compilation, script->driver, &output);

	if (!program) {
		result = no_driver(script, output);
	} else {
		own.program = program;
		own.image = &image;
		image_open(&image, program);
		own.lines = lines_new(program);
		result = judge(script, &own, options);
		lines_free(own.lines);
		image_close(&image);
	}
	free(output);
	free(program);
	return result;
}

static bool is_wanted(const struct check_options *options, const char *name)
{
	if (!options->only || !*options->only)
		return true;
	for (char *const *it = options->only; *it; it++)
		if (!strcmp(*it, name))
			return true;
	return false;
}

/* Has the script that this one needs failed? No when it was not run. */
static bool lacks(const struct lesson_result *so_far,
		  const struct script *script,
		  const struct check_options *options)
{
	const struct script_result *before = so_far->scripts;

	for (size_t i = 0; script->needs && i < so_far->n_scripts;
	     i++, before++)
		if (!strcmp(before->name, script->needs))
			return before->verdict == VERDICT_FAIL ||
			       before->verdict == VERDICT_SKIPPED ||
			       (before->killed && options->killed_once);
	return false;
}

static void judge_scripts(const struct lesson *lesson,
			  const struct check_options *options,
			  const struct compilation *compilation,
			  const struct run_plan *plan,
			  struct lesson_result *result)
{
	for (size_t i = 0; i < lesson->n_scripts; i++) {
		const struct script *script = lesson->scripts[i];

		if (!is_wanted(options, script->name))
			continue;
		if (lacks(result, script, options))
			lesson_result_add(
				result, result_skipped(script, script->needs));
		else if (script->driver)
			lesson_result_add(result,
					  judge_driver(script, plan,
						       compilation, options));
		else
			lesson_result_add(result, judge(script, plan, options));
	}
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static int points_of(const struct lesson *lesson)
{
	int points = 0;

	for (size_t i = 0; i < lesson->n_scripts; i++)
		points += lesson->scripts[i]->points;
	return points;
}

static int judge_compiled(const struct lesson *lesson,
			  const struct check_options *options,
			  const struct compilation *compilation,
			  struct lesson_result *result, char problem[256])
{
	struct bench bench;
	struct image image;
	struct run_plan plan = {
		.program = compilation->program,
		.image = &image,
		.directory = compilation->directory,
		.forbids = (char *const *)lesson->forbids,
		.memory = options->memory,
	};

	if (bench_open(&bench, problem) < 0)
		return -1;
	plan.filter = &bench.filter;
	plan.cpu = bench.cpu;
	plan.lines = lines_new(compilation->program);
	image_open(&image, compilation->program);
	judge_scripts(lesson, options, compilation, &plan, result);
	image_close(&image);
	lines_free(plan.lines);
	bench_close(&bench);
	lesson_result_sum(result);
	return 0;
}

/* A name that is no script's would otherwise leave nothing to fail. */
static bool all_are_there(const struct lesson *lesson,
			  const struct check_options *options,
			  char problem[256])
{
	for (char *const *it = options->only; it && *it; it++) {
		size_t i = 0;

		while (i < lesson->n_scripts &&
		       strcmp(lesson->scripts[i]->name, *it) != 0)
			i++;
		if (i < lesson->n_scripts)
			continue;
		snprintf(problem, 256,
			 "%s has no script %s (build/harness list %s)",
			 lesson->name, *it, lesson->name);
		return false;
	}
	return true;
}

struct lesson_result *check_lesson(const struct lesson *lesson,
				   const char *source,
				   const struct check_options *options,
				   char problem[256])
{
	struct compilation compilation;
	struct lesson_result *result = NULL;
	struct timespec start;

	if (!all_are_there(lesson, options, problem))
		return NULL;
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (compile_program(source, lesson->libraries, &compilation) < 0) {
		snprintf(problem, 256, "%s: %s", source,
			 errno == EFBIG	 ? "larger than 1 MiB" :
			 errno == EINVAL ? "not a regular file" :
					   strerror(errno));
		compilation_clear(&compilation);
		return NULL;
	}
	result = lesson_result_new(lesson->name, source);
	lesson_result_compiled(result, compilation.ok, compilation.output);
	result->max_points = points_of(lesson);
	if (compilation.ok && judge_compiled(lesson, options, &compilation,
					     result, problem) < 0) {
		lesson_result_free(result);
		result = NULL;
	}
	if (result)
		result->seconds = seconds_since(&start);
	compilation_clear(&compilation);
	return result;
}

struct lesson_result *check_program(const struct script *script,
				    const char *program, char *const *arguments,
				    const struct check_options *options,
				    char problem[256])
{
	struct bench bench;
	struct run_plan plan = {
		.program = program,
		.arguments = arguments,
		.any_port = true,
		.memory = options->memory,
	};
	struct check_options own = *options;
	struct lesson_result *result;

	own.log_is_file = true;
	if (bench_open(&bench, problem) < 0)
		return NULL;
	plan.filter = &bench.filter;
	plan.cpu = bench.cpu;
	plan.lines = lines_new(program);
	result = lesson_result_new("", program);
	lesson_result_compiled(result, true, "");
	result->single = true;
	lesson_result_add(result, judge(script, &plan, &own));
	lines_free(plan.lines);
	bench_close(&bench);
	lesson_result_sum(result);
	return result;
}

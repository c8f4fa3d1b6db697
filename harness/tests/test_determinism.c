/* SPDX-License-Identifier: MIT */
/*
 * Two runs of one script on one program give the same log, byte for byte, on
 * an idle machine and on a busy one.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "compile.h"
#include "script/vary.h"
#include "tests/play.h"

#define FEW  3
#define MANY 100
#define BUSY 4

struct lesson_case {
	char name[32];
};

/* Processes that do nothing but compute. */
struct load {
	pid_t pids[BUSY];
};

static void load_begin(struct load *load)
{
	for (int i = 0; i < BUSY; i++) {
		load->pids[i] = fork();
		if (load->pids[i] == 0) {
			volatile unsigned long n = 0;

			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				n++;
		}
	}
}

static void load_end(struct load *load)
{
	for (int i = 0; i < BUSY; i++)
		if (load->pids[i] > 0) {
			kill(load->pids[i], SIGKILL);
			waitpid(load->pids[i], NULL, 0);
		}
}

static char *log_of(const struct script *script, const struct run_plan *plan)
{
	struct trial *trial = run_trial(script, plan);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_expect_eq(log_write(trial->log, out), 0);
	fclose(out);
	cr_expect_eq(trial->end, TRIAL_COMPLETED, "%s: %d %s", script->name,
		     trial->end, trial->problem ? trial->problem : "");
	trial_free(trial);
	return text;
}

/* Where two texts part, for whoever has to mend it. */
static void show_difference(const char *name, const char *a, const char *b)
{
	size_t line = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '\n')
			line = i + 1;
	fprintf(stderr, "%s:\n- %.*s\n+ %.*s\n", name,
		(int)strcspn(a + line, "\n"), a + line,
		(int)strcspn(b + line, "\n"), b + line);
}

static void same_every_time(const struct script *script,
			    const struct run_plan *plan, int times)
{
	struct script *variant =
		script_variant(script, script->seed, ROUND_FIRST);
	char *first = log_of(variant, plan);

	for (int i = 1; i < times; i++) {
		char *next = log_of(variant, plan);
		bool same = strcmp(first, next) == 0;

		if (!same)
			show_difference(script->name, first, next);
		cr_expect(same, "%s: run %d differs", script->name, i + 1);
		free(next);
		if (!same)
			break;
	}
	free(first);
	script_variant_free(variant);
}

static void pin(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void lesson_is_the_same(const struct lesson *lesson, int times)
{
	struct compilation compilation;
	struct filter filter;
	struct run_plan plan = { .filter = &filter,
				 .memory = CHECK_MEMORY,
				 .forbids = (char *const *)lesson->forbids,
				 .cpu = sched_getcpu() };
	char *source = solution_of(lesson);

	cr_assert_eq(compile_program(source, lesson->libraries, &compilation),
		     0);
	cr_assert(compilation.ok, "%s", compilation.output);
	cr_assert_eq(supervisor_filter(&filter), 0);
	pin(plan.cpu);
	plan.program = compilation.program;
	plan.directory = compilation.directory;
	plan.lines = lines_new(plan.program);
	for (size_t i = 0; i < lesson->n_scripts; i++)
		if (!lesson->scripts[i]->driver)
			same_every_time(lesson->scripts[i], &plan, times);
	lines_free(plan.lines);
	filter_clear(&filter);
	compilation_clear(&compilation);
	free(source);
}

ParameterizedTestParameters(determinism, one_log_for_each_script)
{
	static struct lesson_case cases[16];
	size_t n = 0;

	for (; lesson_names[n]; n++)
		strcpy(cases[n].name, lesson_names[n]);
	return cr_make_param_array(struct lesson_case, cases, n);
}

ParameterizedTest(struct lesson_case *given, determinism,
		  one_log_for_each_script)
{
	struct lesson *lesson = lesson_of(given->name);
	struct load load;

	if (play_is_full())
		load_begin(&load);
	lesson_is_the_same(lesson, play_is_full() ? MANY : FEW);
	if (play_is_full())
		load_end(&load);
	lesson_free(lesson);
}

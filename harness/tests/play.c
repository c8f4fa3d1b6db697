/* SPDX-License-Identifier: MIT */
#include "tests/play.h"
#include "script/vary.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

const char *const lesson_names[] = {
	"01-blocking", "02-setblocking", "03-select",  "04-poll",
	"05-epoll",    "06-connect",	 "07-edge",    "08-timeouts",
	"09-chat",     "10-game",	 "11-library", NULL,
};

static struct script *script_of(const char *arguments, const char *steps)
{
	struct script_error error;
	struct script *script;
	char *text;
	int len = asprintf(&text, "title A test\npoints 1\narguments %s\n%s",
			   arguments, steps);

	cr_assert_geq(len, 0);
	script = script_parse("x/test.script", text, (size_t)len, &error);
	if (!script)
		script_error_print(&error, stderr);
	cr_assert_not_null(script, "%s", steps);
	free(text);
	return script;
}

struct play play_run(const char *program, const char *arguments,
		     const char *steps)
{
	struct play play = { .script = script_of(arguments, steps) };
	struct filter filter;
	struct run_plan plan = { .filter = &filter,
				 .cpu = sched_getcpu(),
				 .memory = CHECK_MEMORY };
	cpu_set_t one;
	char path[1024];

	/* Tracer and program take turns: one processor is much quicker. */
	CPU_ZERO(&one);
	CPU_SET(plan.cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	snprintf(path, sizeof(path), "%s%s", *program == '/' ? "" : PROGRAMS,
		 program);
	cr_assert_eq(access(path, X_OK), 0, "%s", path);
	cr_assert_eq(supervisor_filter(&filter), 0);
	plan.program = path;
	plan.lines = play.lines = lines_new(path);
	play.variant =
		script_variant(play.script, play.script->seed, ROUND_FIRST);
	play.trial = run_trial(play.variant, &plan);
	play.verdict = verdict_of(play.trial);
	filter_clear(&filter);
	return play;
}

void play_clear(struct play *play)
{
	verdict_clear(&play->verdict);
	trial_free(play->trial);
	script_variant_free(play->variant);
	script_free(play->script);
	lines_free(play->lines);
}

/* What there is to know about a run that went otherwise. */
static void tell(const struct play *play, const char *what)
{
	const struct trial *trial = play->trial;
	const struct verdict *verdict = &play->verdict;

	fprintf(stderr,
		"---- %s\nend %d step %zu (%s) mistake %s line %d\n"
		"%s\n%s\n%s\n",
		what, trial->end, trial->step,
		trial->step < play->variant->n_steps ?
			play->variant->steps[trial->step].text :
			"-",
		verdict->mistake ? verdict->mistake : "none",
		verdict->source.line, verdict->message ? verdict->message : "",
		trial->problem ? trial->problem : "",
		trial->exited ? "it has exited" : "");
	fprintf(stderr, "status %d signal %d\n%.*s\n", trial->status,
		trial->signal,
		(int)(trial->output.len < 2000 ? trial->output.len : 2000),
		trial->output.data ? (char *)trial->output.data : "");
	log_write(trial->log, stderr);
}

void nothing_runs(const char *what)
{
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s leaves a process",
		     what);
	cr_expect_eq(errno, ECHILD, "%s", what);
}

void play_passes(const char *program, const char *arguments, const char *steps)
{
	struct play play = play_run(program, arguments, steps);

	if (play.verdict.kind != VERDICT_PASS)
		tell(&play, arguments);
	cr_expect_eq(play.verdict.kind, VERDICT_PASS, "%s %s: %s", program,
		     arguments, play.verdict.message);
	nothing_runs(arguments);
	play_clear(&play);
}

void play_fails(const char *program, const char *arguments, const char *steps,
		const char *mistake)
{
	struct play play = play_run(program, arguments, steps);
	const char *named = play.verdict.mistake ? play.verdict.mistake : "";

	if (strcmp(named, mistake) != 0)
		tell(&play, arguments);
	cr_expect_eq(play.verdict.kind, VERDICT_FAIL, "%s %s", program,
		     arguments);
	cr_expect_str_eq(named, mistake, "%s %s: %s", program, arguments,
			 play.verdict.message);
	nothing_runs(arguments);
	play_clear(&play);
}

void play_is_judged(const char *program, const char *arguments,
		    const char *steps)
{
	struct play play = play_run(program, arguments, steps);
	enum verdict_kind kind = play.verdict.kind;

	if (kind != VERDICT_PASS && kind != VERDICT_FAIL)
		tell(&play, arguments);
	cr_expect(kind == VERDICT_PASS || kind == VERDICT_FAIL, "%s %s: %s",
		  program, arguments, play.verdict.message);
	cr_expect(kind == VERDICT_PASS || play.verdict.message);
	nothing_runs(arguments);
	play_clear(&play);
}

struct lesson *lesson_of(const char *name)
{
	struct script_error error;
	struct lesson *lesson = lesson_load(KIT_ROOT, name, &error);

	if (!lesson)
		script_error_print(&error, stderr);
	cr_assert_not_null(lesson, "%s", name);
	return lesson;
}

char *starter_of(const struct lesson *lesson)
{
	char *path;

	cr_assert_geq(asprintf(&path, "%s/.starter/%s", lesson->directory,
			       lesson->file),
		      0);
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	cr_assert_geq(asprintf(&path, "%s/%s", lesson->directory, lesson->file),
		      0);
	return path;
}

char *solution_of(const struct lesson *lesson)
{
	char *path;

	cr_assert_geq(asprintf(&path, KIT_ROOT "/solutions/%s/%s", lesson->name,
			       lesson->file),
		      0);
	return path;
}

bool play_is_full(void)
{
	const char *full = getenv("KIT_FULL");

	return full && *full;
}

char *file_text(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (in && getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	if (in)
		fclose(in);
	return text;
}

/* SPDX-License-Identifier: MIT */
#include "report/result.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"
#include "judge/wording.h"

#define WINDOW 96 /* bytes kept on either side of a difference */

static char *copy(const char *text)
{
	return text ? wording("%s", text) : NULL;
}

static void *room_for(void *old, size_t n, size_t size)
{
	void *room = realloc(old, (n ? n : 1) * size);

	if (!room) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return room;
}

static struct script_result result_blank(const struct script *script)
{
	return (struct script_result){
		.name = copy(script->name),
		.title = copy(script->title),
		.why = copy(script->why),
		.max_points = script->points,
		.total_steps = script->n_steps,
		.failed = NO_STEP,
	};
}

static struct blob window_of(const struct blob *blob, size_t from, size_t to)
{
	struct blob window = { NULL, 0 };

	if (from >= blob->len)
		return window;
	window.len = (to < blob->len ? to : blob->len) - from;
	window.data = room_for(NULL, window.len, 1);
	memcpy(window.data, blob->data + from, window.len);
	return window;
}

static void keep_difference(struct script_result *result,
			    const struct trial *trial)
{
	struct difference *d = &result->difference;
	size_t at = trial->differs_at;

	if (trial->end != TRIAL_STEP_FAILED || trial->expected.len == 0 ||
	    trial->received.len == 0)
		return;
	if (trial->mismatch != MISMATCH_CONTENT &&
	    trial->mismatch != MISMATCH_LESS &&
	    trial->mismatch != MISMATCH_MORE)
		return;
	d->expected_len = trial->expected.len;
	d->received_len = trial->received.len;
	d->differs_at = at;
	d->from = at > WINDOW ? (at - WINDOW) / 8 * 8 : 0;
	d->expected = window_of(&trial->expected, d->from, at + WINDOW);
	d->received = window_of(&trial->received, d->from, at + WINDOW);
	result->differs = true;
}

static void keep_steps(struct script_result *result, const struct trial *trial)
{
	const struct script *script = trial->script;
	size_t i, n = trial->step + 1;

	if (trial->end == TRIAL_COMPLETED || trial->end == TRIAL_INCONCLUSIVE)
		return;
	if (trial->end == TRIAL_NOT_LISTENING || n > script->n_steps)
		return;
	result->steps = room_for(NULL, n, sizeof *result->steps);
	for (i = 0; i < n; i++) {
		result->steps[i].text = copy(script->steps[i].text);
		result->steps[i].line = script->steps[i].line;
	}
	result->n_steps = n;
	result->failed = n - 1;
}

static void keep_counts(struct script_result *result, const struct trial *trial)
{
	size_t i;

	for (i = 0; i < trial->n_connections; i++)
		result->connections += trial->connections[i].accepted;
	result->events = log_length(trial->log);
	result->virtual_ns = trial->virtual_ns;
	result->calls = trial->calls;
	result->empty_calls = trial->empty_calls;
	result->useful_calls = trial->useful_calls;
	result->order = trial->script->order;
	result->orders = trial->script->n_orders;
	result->seeded = script_varies(trial->script, trial->step + 1);
	result->seed = trial->script->seed;
}

struct script_result result_of(const struct trial *trial,
			       const struct verdict *verdict)
{
	struct script_result result = result_blank(trial->script);

	result.verdict = verdict->kind;
	result.killed = trial->killed;
	if (verdict->kind == VERDICT_PASS)
		result.points = result.max_points;
	result.mistake = copy(verdict->mistake);
	result.rule = verdict->rule;
	result.check = verdict->check;
	result.message = copy(verdict->message);
	result.happened = copy(verdict->happened);
	result.explanation = copy(verdict->explanation);
	result.script_line = verdict->script_line;
	result.file = copy(verdict->source.file);
	result.function = copy(verdict->source.function);
	result.line = verdict->source.line;
	result.expected = copy(verdict->expected);
	result.received = copy(verdict->received);
	keep_difference(&result, trial);
	keep_steps(&result, trial);
	keep_counts(&result, trial);
	return result;
}

struct script_result result_skipped(const struct script *script,
				    const char *needs)
{
	struct script_result result = result_blank(script);

	result.verdict = VERDICT_SKIPPED;
	result.needs = copy(needs);
	result.message = wording("Needs %s first.", needs);
	return result;
}

struct script_result result_inconclusive(const struct script *script,
					 const char *message)
{
	struct script_result result = result_blank(script);

	result.verdict = VERDICT_INCONCLUSIVE;
	result.message = copy(message);
	return result;
}

void result_add_round(struct script_result *result,
		      const struct script_result *round)
{
	result->events += round->events;
	result->virtual_ns += round->virtual_ns;
	result->calls += round->calls;
	result->empty_calls += round->empty_calls;
	result->useful_calls += round->useful_calls;
	if (round->connections > result->connections)
		result->connections = round->connections;
}

void result_clear(struct script_result *result)
{
	size_t i;

	for (i = 0; i < result->n_steps; i++)
		free(result->steps[i].text);
	free(result->steps);
	free(result->difference.expected.data);
	free(result->difference.received.data);
	free(result->name);
	free(result->title);
	free(result->why);
	free(result->needs);
	free(result->mistake);
	free(result->message);
	free(result->happened);
	free(result->explanation);
	free(result->file);
	free(result->function);
	free(result->expected);
	free(result->received);
	memset(result, 0, sizeof *result);
}

struct lesson_result *lesson_result_new(const char *lesson, const char *program)
{
	const char *base = program ? strrchr(program, '/') : NULL;
	struct lesson_result *result = room_for(NULL, 1, sizeof *result);

	*result = (struct lesson_result){
		.lesson = copy(lesson),
		.program = copy(base ? base + 1 : program),
		.compile_ok = true,
		.compile_output = copy(""),
	};
	return result;
}

void lesson_result_add(struct lesson_result *lesson,
		       struct script_result result)
{
	lesson->scripts = room_for(lesson->scripts, lesson->n_scripts + 1,
				   sizeof *lesson->scripts);
	lesson->scripts[lesson->n_scripts++] = result;
}

void lesson_result_compiled(struct lesson_result *lesson, bool ok,
			    const char *output)
{
	free(lesson->compile_output);
	lesson->compile_ok = ok;
	lesson->compile_output = copy(output ? output : "");
}

void lesson_result_sum(struct lesson_result *lesson)
{
	size_t i;

	if (lesson->n_scripts == 0)
		return;
	lesson->points = 0;
	lesson->max_points = 0;
	for (i = 0; i < lesson->n_scripts; i++) {
		lesson->points += lesson->scripts[i].points;
		lesson->max_points += lesson->scripts[i].max_points;
	}
}

void lesson_result_free(struct lesson_result *lesson)
{
	size_t i;

	if (!lesson)
		return;
	for (i = 0; i < lesson->n_scripts; i++)
		result_clear(&lesson->scripts[i]);
	free(lesson->scripts);
	free(lesson->lesson);
	free(lesson->program);
	free(lesson->compile_output);
	free(lesson->next);
	free(lesson->next_title);
	free(lesson);
}

const struct script_result *
lesson_result_lead(const struct lesson_result *lesson)
{
	const struct script_result *lead = NULL;
	int least = INT_MAX;

	for (size_t i = 0; i < lesson->n_scripts; i++) {
		const struct script_result *script = &lesson->scripts[i];
		int order = mistake_order(script->mistake);

		if (script->verdict != VERDICT_FAIL || (lead && order >= least))
			continue;
		lead = script;
		least = order;
	}
	return lead;
}

bool lesson_result_passed(const struct lesson_result *lesson)
{
	size_t i;

	for (i = 0; i < lesson->n_scripts; i++)
		if (lesson->scripts[i].verdict != VERDICT_PASS)
			return false;
	return lesson->compile_ok && lesson->n_scripts > 0;
}

/* SPDX-License-Identifier: MIT */
#include "outcome.h"

#include <jansson.h>
#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "overrun.h"

static int number(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

/* Not judged, and the first script that says so. */
static char *unclear(const json_t *object)
{
	const json_t *script;
	size_t i;

	json_array_foreach(json_object_get(object, "scripts"), i, script)
	{
		const char *verdict =
			json_string_value(json_object_get(script, "verdict"));
		const char *name =
			json_string_value(json_object_get(script, "name"));
		const char *message =
			json_string_value(json_object_get(script, "message"));

		if (verdict && strcmp(verdict, "inconclusive") == 0)
			return wording("%s could not be judged: %s",
				       name ? name : "a script",
				       message ? message : "no reason given");
	}
	return NULL;
}

static void review(struct outcome *outcome, char *note)
{
	outcome->result.status = ENTRY_NEEDS_REVIEW;
	outcome->note = note;
}

static void read_result(struct outcome *outcome, const json_t *object)
{
	const json_t *compile = json_object_get(object, "compile");

	outcome->result.points = number(object, "points");
	outcome->result.max_points = number(object, "max_points");
	if (!json_is_true(json_object_get(compile, "ok"))) {
		outcome->result.status = ENTRY_DOES_NOT_COMPILE;
		outcome->judged = true;
		return;
	}
	outcome->result.status = ENTRY_SCORED;
	outcome->note = unclear(object);
	outcome->judged = !outcome->note;
	if (outcome->note)
		outcome->result.status = ENTRY_NEEDS_REVIEW;
}

struct outcome outcome_of(const char *text, int late, bool overrun)
{
	struct outcome outcome = { .result = { .json = text } };
	json_t *object = late ? NULL : json_loads(text, 0, NULL);
	const char *problem =
		json_string_value(json_object_get(object, "problem"));

	if (late)
		review(&outcome,
		       wording("stopped after %d s of real time", late));
	else if (problem)
		review(&outcome, wording("could not be judged: %s", problem));
	else if (json_is_object(json_object_get(object, "compile")) &&
		 json_is_array(json_object_get(object, "scripts")))
		read_result(&outcome, object);
	else
		review(&outcome,
		       overrun ? overrun_of_judge() :
				 memory_text("the judge ended without a "
					     "result"));
	if (late || problem || !object)
		outcome.result.json = NULL;
	outcome.result.note = outcome.note;
	json_decref(object);
	return outcome;
}

void outcome_clear(struct outcome *outcome)
{
	free(outcome->note);
	outcome->note = NULL;
}

/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "report/page.h"

#define FIELD_MAX 4096

/* Text, made valid UTF-8 and cut; NULL gives null. */
static json_t *text_or_null(const char *text)
{
	char *clean;
	json_t *value;

	if (!text)
		return json_null();
	clean = text_clean(text, FIELD_MAX);
	value = json_string(clean);
	free(clean);
	return value;
}

/* Of the compiler, which may say at the end what it was all about. */
static json_t *output_json(const char *output)
{
	char *clean = text_clean_ends(output ? output : "", FIELD_MAX);
	json_t *value = json_string(clean);

	free(clean);
	return value;
}

static json_t *text_or_empty(const char *text)
{
	return text_or_null(text ? text : "");
}

static const char *verdict_name(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_PASS:
		return "pass";
	case VERDICT_FAIL:
		return "fail";
	case VERDICT_SKIPPED:
		return "skipped";
	case VERDICT_INCONCLUSIVE:
		return "inconclusive";
	}
	return "inconclusive";
}

static json_t *source_json(const struct script_result *script)
{
	if (!script->file || !script->line)
		return json_null();
	return json_pack("{s:o, s:i, s:o}", "file", text_or_null(script->file),
			 "line", script->line, "function",
			 text_or_null(script->function));
}

static json_t *script_json(const struct script_result *script)
{
	json_t *line = script->script_line ? json_integer(script->script_line) :
					     json_null();

	return json_pack("{s:o, s:o, s:s, s:i, s:i, s:o, s:o, s:o, s:o, s:o,"
			 " s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}",
			 "name", text_or_empty(script->name), "title",
			 text_or_empty(script->title), "verdict",
			 verdict_name(script->verdict), "points",
			 script->points, "max_points", script->max_points,
			 "mistake", text_or_null(script->mistake), "needs",
			 text_or_null(script->needs), "message",
			 text_or_empty(script->message), "script_line", line,
			 "source", source_json(script), "expected",
			 text_or_null(script->expected), "received",
			 text_or_null(script->received), "events",
			 (json_int_t)script->events, "virtual_ms",
			 (json_int_t)(script->virtual_ns / 1000000), "rule",
			 text_or_null(script->rule), "check",
			 text_or_null(script->check), "explanation",
			 text_or_null(script->explanation), "seed",
			 script->seeded ?
				 json_integer((json_int_t)script->seed) :
				 json_null());
}

json_t *json_report(const struct lesson_result *lesson)
{
	const struct script_result *lead = lesson_result_lead(lesson);
	json_t *scripts = json_array();
	size_t i;

	for (i = 0; i < lesson->n_scripts; i++)
		json_array_append_new(scripts,
				      script_json(&lesson->scripts[i]));
	return json_pack("{s:i, s:o, s:o, s:{s:b, s:o}, s:i, s:i, s:o, s:o}",
			 "version", 1, "lesson", text_or_empty(lesson->lesson),
			 "program", text_or_empty(lesson->program), "compile",
			 "ok", lesson->compile_ok, "output",
			 output_json(lesson->compile_output), "points",
			 lesson->points, "max_points", lesson->max_points,
			 "scripts", scripts, "lead",
			 text_or_null(lead ? lead->name : NULL));
}

int json_report_write(const struct lesson_result *lesson, FILE *out)
{
	json_t *object = json_report(lesson);
	int status;

	if (!object) {
		errno = ENOMEM;
		return -1;
	}
	status = json_dumpf(object, out, JSON_INDENT(1));
	json_decref(object);
	if (status == 0 && fputc('\n', out) == EOF)
		status = -1;
	return status == 0 ? fflush(out) : -1;
}

static bool all_passed(const json_t *scripts)
{
	const json_t *script;
	size_t i;

	json_array_foreach(scripts, i, script)
	{
		const char *verdict =
			json_string_value(json_object_get(script, "verdict"));

		if (!verdict || strcmp(verdict, "pass") != 0)
			return false;
	}
	return json_array_size(scripts) > 0;
}

struct progress json_progress_read(const char *path)
{
	struct progress progress = { false, false, 0, 0 };
	json_error_t error;
	json_t *object = json_load_file(path, 0, &error);

	if (!json_is_object(object)) {
		json_decref(object);
		return progress;
	}
	progress.known = true;
	progress.points =
		(int)json_integer_value(json_object_get(object, "points"));
	progress.max_points =
		(int)json_integer_value(json_object_get(object, "max_points"));
	progress.passed = json_is_true(json_object_get(
				  json_object_get(object, "compile"), "ok")) &&
			  all_passed(json_object_get(object, "scripts"));
	json_decref(object);
	return progress;
}

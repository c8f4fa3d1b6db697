/* SPDX-License-Identifier: MIT */
/* The harness's results, read into an entry. */
#include <jansson.h>

#include "book.h"
#include "judge/wording.h"
#include "memory.h"

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int number_at(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

static char *copy_at(const json_t *object, const char *key)
{
	const char *text = string_at(object, key);

	return text ? memory_text(text) : NULL;
}

static char *copy_or_empty(const json_t *object, const char *key)
{
	const char *text = string_at(object, key);

	return memory_text(text ? text : "");
}

static enum verdict_kind verdict_at(const json_t *object)
{
	const char *name = string_at(object, "verdict");

	if (name && strcmp(name, "pass") == 0)
		return VERDICT_PASS;
	if (name && strcmp(name, "fail") == 0)
		return VERDICT_FAIL;
	if (name && strcmp(name, "skipped") == 0)
		return VERDICT_SKIPPED;
	return VERDICT_INCONCLUSIVE;
}

/* Who sees it: a key that the harness does not write and the grader may add.
   A word that is not known is taken for the most careful one. */
static enum visibility visibility_at(const json_t *object)
{
	const char *name = string_at(object, "visibility");

	if (!name)
		return VISIBLE;
	for (int kind = VISIBLE; kind <= AFTER_PUBLISHED; kind++) {
		if (strcmp(name, visibility_name((enum visibility)kind)) == 0)
			return (enum visibility)kind;
	}
	return HIDDEN;
}

static struct book_script script_read(const json_t *object)
{
	const json_t *source = json_object_get(object, "source");
	bool shown = visibility_at(object) == VISIBLE &&
		     verdict_at(object) == VERDICT_FAIL;

	return (struct book_script){
		.name = copy_or_empty(object, "name"),
		.title = copy_or_empty(object, "title"),
		.verdict = verdict_at(object),
		.points = number_at(object, "points"),
		.max_points = number_at(object, "max_points"),
		.mistake = copy_at(object, "mistake"),
		.needs = copy_at(object, "needs"),
		.message = copy_at(object, "message"),
		.file = copy_at(source, "file"),
		.function = copy_at(source, "function"),
		.line = number_at(source, "line"),
		.explanation = copy_at(object, "explanation"),
		.expected = copy_at(object, "expected"),
		.received = copy_at(object, "received"),
		.script_line = number_at(object, "script_line"),
		.events = number_at(object, "events"),
		.virtual_ms = number_at(object, "virtual_ms"),
		.visibility = visibility_at(object),
		.log = shown ? copy_at(object, "log") : NULL,
	};
}

static void scripts_read(struct book_entry *entry, const json_t *scripts)
{
	const json_t *object;
	size_t i;

	entry->status = ENTRY_SCORED;
	json_array_foreach(scripts, i, object)
	{
		struct book_script script = script_read(object);

		if (script.verdict == VERDICT_INCONCLUSIVE &&
		    entry->status != ENTRY_NEEDS_REVIEW) {
			entry->status = ENTRY_NEEDS_REVIEW;
			free(entry->note);
			entry->note = wording(
				"%s could not be judged: %s", script.name,
				script.message ? script.message : "no reason");
		}
		entry->scripts = memory_grow(entry->scripts, entry->n_scripts,
					     sizeof script);
		entry->scripts[entry->n_scripts++] = script;
	}
}

/* Who may see them is the run's word, not the result's. */
static void show_own(json_t *object, const char *visibility)
{
	json_t *script;
	size_t i;

	json_array_foreach(json_object_get(object, "scripts"), i, script)
	{
		if (json_is_true(json_object_get(script, "own")))
			json_object_set_new(
				script, "visibility",
				json_string(visibility ? visibility : ""));
	}
}

int book_entry_read(struct book_entry *entry, const char *json)
{
	return book_entry_read_own(entry, json, NULL);
}

int book_entry_read_own(struct book_entry *entry, const char *json,
			const char *visibility)
{
	json_t *object = json_loads(json, 0, NULL);
	const json_t *compile = json_object_get(object, "compile");

	if (!json_is_object(compile) ||
	    !json_is_array(json_object_get(object, "scripts"))) {
		entry->status = ENTRY_NEEDS_REVIEW;
		free(entry->note);
		entry->note = memory_text("the harness gave no result");
		json_decref(object);
		return -1;
	}
	show_own(object, visibility);
	free(entry->program);
	free(entry->output);
	entry->program = copy_or_empty(object, "program");
	entry->output = copy_or_empty(compile, "output");
	entry->points = number_at(object, "points");
	entry->max_points = number_at(object, "max_points");
	entry->final = entry->points;
	if (json_is_true(json_object_get(compile, "ok")))
		scripts_read(entry, json_object_get(object, "scripts"));
	else
		entry->status = ENTRY_DOES_NOT_COMPILE;
	json_decref(object);
	return 0;
}

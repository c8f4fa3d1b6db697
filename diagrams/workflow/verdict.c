/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "workflow/verdict.h"

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void take(struct verdict *verdict, const json_t *script)
{
	const char *word = text_of(script, "verdict");
	const json_t *source = json_object_get(script, "source");

	verdict->script = text_of(script, "name");
	verdict->title = text_of(script, "title");
	verdict->failed = word && !strcmp(word, "fail");
	verdict->passed = word && !strcmp(word, "pass");
	verdict->mistake = text_of(script, "mistake");
	verdict->message = text_of(script, "message");
	verdict->file = text_of(source, "file");
	verdict->line = json_integer_value(json_object_get(source, "line"));
}

int verdict_read(struct verdict *verdict, const char *path, const char *script)
{
	json_error_t error;
	const json_t *one;
	size_t i;

	*verdict = (struct verdict){ 0 };
	verdict->json = json_load_file(path, 0, &error);
	if (!verdict->json) {
		fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
		return -1;
	}
	verdict->program = text_of(verdict->json, "program");
	if (!script)
		script = text_of(verdict->json, "lead");
	json_array_foreach(json_object_get(verdict->json, "scripts"), i, one)
	{
		const char *name = text_of(one, "name");

		if (script && name && !strcmp(name, script))
			take(verdict, one);
	}
	return 0;
}

void verdict_clear(struct verdict *verdict)
{
	json_decref(verdict->json);
}

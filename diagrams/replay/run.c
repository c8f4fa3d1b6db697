/* SPDX-License-Identifier: MIT */
#include "replay/run.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static char *text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? memory_text(text) : NULL;
}

static json_t *script_named(json_t *result, const char *name)
{
	json_t *scripts = json_object_get(result, "scripts");

	for (size_t i = 0; i < json_array_size(scripts); i++) {
		json_t *script = json_array_get(scripts, i);
		const char *own =
			json_string_value(json_object_get(script, "name"));

		if (own != NULL && !strcmp(own, name))
			return script;
	}
	return NULL;
}

static char *place_of(json_t *script)
{
	json_t *source = json_object_get(script, "source");
	const char *file = json_string_value(json_object_get(source, "file"));
	json_t *line = json_object_get(source, "line");
	char *at;

	if (file == NULL || !json_is_integer(line))
		return NULL;
	if (asprintf(&at, "%s:%d", file, (int)json_integer_value(line)) < 0)
		memory_check(NULL);
	return at;
}

int run_find(struct run_found *run, const char *result, const char *name,
	     char *error, size_t room)
{
	json_error_t why;
	json_t *read = json_load_file(result, 0, &why), *script;

	*run = (struct run_found){ 0 };
	if (read == NULL) {
		snprintf(error, room, "%s: %s", result, why.text);
		return -1;
	}
	if (name == NULL)
		name = json_string_value(json_object_get(read, "lead"));
	script = name != NULL ? script_named(read, name) : NULL;
	if (script == NULL) {
		snprintf(error, room,
			 name != NULL ? "%s: no script %s" :
					"%s: no script failed",
			 result, name);
		json_decref(read);
		return -1;
	}
	run->script = memory_text(name);
	run->title = text_of(script, "title");
	run->message = text_of(script, "message");
	run->at = place_of(script);
	run->line =
		(int)json_integer_value(json_object_get(script, "script_line"));
	json_decref(read);
	return 0;
}

void run_clear(struct run_found *run)
{
	free(run->script);
	free(run->title);
	free(run->message);
	free(run->at);
	*run = (struct run_found){ 0 };
}

char *run_script_file(const char *directory, const char *name)
{
	DIR *dir = opendir(directory);
	char *wanted, *path = NULL;
	struct dirent *entry;

	if (asprintf(&wanted, "%s.script", name) < 0)
		memory_check(NULL);
	while (dir != NULL && path == NULL && (entry = readdir(dir)) != NULL) {
		const char *dash = strchr(entry->d_name, '-');

		if ((dash == NULL || strcmp(dash + 1, wanted) != 0) &&
		    strcmp(entry->d_name, wanted) != 0)
			continue;
		if (asprintf(&path, "%s/%s", directory, entry->d_name) < 0)
			memory_check(NULL);
	}
	if (dir != NULL)
		closedir(dir);
	free(wanted);
	return path;
}

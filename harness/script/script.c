/* SPDX-License-Identifier: MIT */
#include "script/script.h"

#include <string.h>

#include "memory.h"
#include "script/error.h"
#include "script/parser.h"

char *script_name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t digits = strspn(name, "0123456789");
	size_t len;

	if (digits > 0 && name[digits] == '-' && name[digits + 1])
		name += digits + 1;
	len = strlen(name);
	if (len > 7 && !strcmp(name + len - 7, ".script"))
		len -= 7;
	return memory_copy(name, len);
}

static struct script *script_new(const char *path)
{
	struct script *script = memory_get(sizeof(*script));

	script->path = memory_copy(path, strlen(path));
	script->name = script_name_of(path);
	script->seed = 1;
	script->arguments = memory_get(2 * sizeof(*script->arguments));
	script->arguments[0] = memory_copy("PORT", 4);
	return script;
}

static bool steps_finish(struct parser *parser)
{
	struct script_file *file = parser->files[0];

	if (parser->script->n_steps > 0)
		return true;
	return error_line(parser->error, file->path, file->n_lines, 1,
			  file->lines[file->n_lines - 1],
			  "a script has at "
			  "least one step, as in: alice connects");
}

/* The lines of the first file go on as the script's source. */
static void parser_free(struct parser *parser)
{
	for (int i = 0; i < parser->n_files; i++)
		script_file_free(parser->files[i]);
	free(parser->refused);
	free(parser);
}

static struct script *script_build(struct script_file *file, const char *path,
				   bool on_disk, struct script_error *error)
{
	struct parser *parser = memory_get(sizeof(*parser));
	struct script *script = script_new(path);

	parser->script = script;
	parser->error = error;
	parser->path = path;
	parser->on_disk = on_disk;
	parser->files[parser->n_files++] = file;
	if (line_parse_file(parser, file) && header_finish(parser) &&
	    steps_finish(parser) && listeners_finish(parser) &&
	    fault_finish(parser)) {
		script->source = file->lines;
		file->lines = NULL;
	} else {
		if (!strcmp(error->place.file, path))
			error->place.file = path;
		error_keep_file(error, path);
		script_free(script);
		script = NULL;
	}
	parser_free(parser);
	return script;
}

struct script *script_load(const char *path, struct script_error *error)
{
	struct script_file *file = script_file_read(path, false, error);

	return file ? script_build(file, path, true, error) : NULL;
}

struct script *script_parse(const char *path, const char *text, size_t len,
			    struct script_error *error)
{
	struct script_file *file = script_file_from(path, text, len, error);

	return file ? script_build(file, path, false, error) : NULL;
}

static void strings_free(char **strings)
{
	for (size_t i = 0; strings[i]; i++)
		free(strings[i]);
	free(strings);
}

void script_free(struct script *script)
{
	if (!script)
		return;
	for (size_t i = 0; i < script->n_steps; i++)
		step_free(&script->steps[i]);
	free(script->steps);
	free(script->blocks);
	strings_free(script->arguments);
	if (script->source)
		free(script->source[0]);
	free(script->source);
	free(script->path);
	free(script->name);
	free(script->title);
	free(script->needs);
	free(script->why);
	free(script->reveals);
	free(script->driver);
	free(script);
}

bool verb_is_answer(enum verb verb)
{
	return verb >= VERB_ACCEPTS && verb <= VERB_LETS_THROUGH;
}

bool script_varies(const struct script *script, size_t n)
{
	for (size_t i = 0; i < script->n_steps && i < n; i++)
		if (script->steps[i].open || script->steps[i].pieces_most > 0)
			return true;
	for (size_t i = 0; i < script->n_blocks; i++)
		if (!script->blocks[i].every && script->blocks[i].first < n)
			return true;
	return false;
}

size_t script_sweeps(const struct script *script)
{
	size_t n = 0;

	for (size_t i = 0; i < script->n_steps; i++)
		n += script->steps[i].fault.sweep;
	return n;
}

/* SPDX-License-Identifier: MIT */
#include "kit.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/folder.h"
#include "intake/source.h"
#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "own_scripts.h"
#include "path.h"

/* What is written goes to OUT, and that is what is full. */
static int fail_to_write(const struct kit *kit, char **error)
{
	*error = wording("%s: %s", kit->out, strerror(errno));
	return -1;
}

static int make_folder(const struct kit *kit, const char *path, char **error)
{
	if (mkdir(path, 0755) == 0 && chmod(path, 0755) == 0)
		return 0;
	return fail_to_write(kit, error);
}

static int write_file(const char *to, const char *text, size_t len)
{
	FILE *file = fopen(to, "wex");
	bool whole = file && fwrite(text, 1, len, file) == len;

	if (file && fclose(file))
		whole = false;
	return whole ? chmod(to, 0644) : -1;
}

/* One file; its content goes into the digest. */
static int copy_file(const struct kit *kit, const char *from, const char *to,
		     unsigned long long *digest, char **error)
{
	size_t len;
	char *text = source_read(from, &len);
	int status;

	if (!text) {
		*error = wording("%s: %s", from, strerror(errno));
		return -1;
	}
	status = write_file(to, text, len);
	if (status < 0 && errno == EEXIST)
		*error = wording("%s: the kit has a file of this name", from);
	else if (status < 0)
		fail_to_write(kit, error);
	*digest = source_hash(*digest, path_base(to), strlen(path_base(to)));
	*digest = source_hash(*digest, text, len);
	free(text);
	return status;
}

/* The files of a folder, in the order of their names; no folders. */
static int copy_files(const struct kit *kit, const char *from, const char *to,
		      unsigned long long *digest, char **error)
{
	struct folder folder;
	int status = folder_read(&folder, from);

	if (status < 0)
		*error = wording("%s: %s", from, strerror(errno));
	for (size_t i = 0; !status && i < folder.n; i++) {
		const struct item *item = &folder.items[i];
		char *source = path_join(from, item->name);
		char *target = path_join(to, item->name);

		if (item->kind == ITEM_FILE && item->name[0] != '.')
			status = copy_file(kit, source, target, digest, error);
		free(source);
		free(target);
	}
	folder_clear(&folder);
	return status;
}

static void remember_hidden(struct kit *kit, const char *directory,
			    const char *lesson)
{
	struct folder folder;

	if (folder_read(&folder, directory) < 0)
		return;
	for (size_t i = 0; i < folder.n; i++) {
		const char *dot = strrchr(folder.items[i].name, '.');

		if (!dot || strcmp(dot, ".script") != 0)
			continue;
		kit->hidden = memory_grow(kit->hidden, kit->n_hidden,
					  sizeof(*kit->hidden));
		kit->hidden[kit->n_hidden].lesson = memory_text(lesson);
		kit->hidden[kit->n_hidden++].name =
			script_name_of(folder.items[i].name);
	}
	folder_clear(&folder);
}

/* From lessons/NAME, and from the instructor's NAME if there is one. */
static int copy_lesson(struct kit *kit, const char *from, const char *name,
		       unsigned long long *digest, char **error)
{
	char *to = wording("%s/lessons/%s", kit->directory, name);
	char *conf = path_join(from, "lesson.conf");
	char *to_conf = path_join(to, "lesson.conf");
	char *scripts = path_join(from, "scripts");
	char *to_scripts = path_join(to, "scripts");
	char *own = kit->own ? path_join(kit->own, name) : NULL;
	int status = make_folder(kit, to, error);

	if (!status)
		status = make_folder(kit, to_scripts, error);
	if (!status)
		status = copy_file(kit, conf, to_conf, digest, error);
	if (!status)
		status = copy_files(kit, scripts, to_scripts, digest, error);
	if (!status && own && access(own, F_OK) == 0) {
		remember_hidden(kit, own, name);
		status = copy_files(kit, own, to_scripts, digest, error);
	}
	free(own);
	free(to_scripts);
	free(scripts);
	free(to_conf);
	free(conf);
	free(to);
	return status;
}

/* Where a script was copied from, to be freed: the copy will be gone. */
static char *original(const struct kit *kit, const char *from, const char *name,
		      const char *copy)
{
	const char *base = path_base(copy);
	char *own = kit->own ? wording("%s/%s/%s", kit->own, name, base) : NULL;

	if (own && access(own, F_OK) == 0)
		return own;
	free(own);
	return strstr(copy, "/scripts/") ?
		       wording("%s/scripts/%s", from, base) :
		       path_join(from, base);
}

/* A script that needs one that is not there would never be held back. */
static void check_needs(const struct kit *kit, const char *from,
			const struct lesson *lesson, char **error)
{
	for (size_t i = 0; i < lesson->n_scripts && !*error; i++) {
		const struct script *script = lesson->scripts[i];
		bool found = !script->needs;
		char *place;

		for (size_t k = 0; k < i && !found; k++)
			found = strcmp(lesson->scripts[k]->name,
				       script->needs) == 0;
		if (found)
			continue;
		place = original(kit, from, lesson->name, script->path);
		*error = wording("%s: it needs \"%s\", and no script before it "
				 "has this name",
				 place, script->needs);
		free(place);
	}
}

static struct lesson *load(const struct kit *kit, const char *from,
			   const char *name, char **error)
{
	struct script_error problem = { .place = { NULL, 0, 0 } };
	struct lesson *lesson = lesson_load(kit->directory, name, &problem);
	char *place;

	if (lesson) {
		check_needs(kit, from, lesson, error);
		return lesson;
	}
	place = problem.place.file ?
			original(kit, from, name, problem.place.file) :
			memory_text(name);
	*error = wording("%s:%d: %s", place, problem.place.line,
			 problem.message);
	free(place);
	return NULL;
}

static int add_lesson(struct kit *kit, const char *root, const char *name,
		      struct class *class, char **error)
{
	char *from = wording("%s/lessons/%s", root, name), *text;
	unsigned long long digest = SOURCE_HASH;
	struct lesson *lesson = NULL;
	int points = 0;

	if (copy_lesson(kit, from, name, &digest, error) == 0)
		lesson = load(kit, from, name, error);
	for (size_t i = 0; lesson && i < lesson->n_scripts; i++)
		points += lesson->scripts[i]->points;
	if (lesson) {
		text = wording("%016llx", digest);
		class_lesson(class, name, lesson->title, lesson->file, text,
			     points);
		free(text);
	}
	lesson_free(lesson);
	free(from);
	return *error ? -1 : 0;
}

/* "01" and "1" are one lesson, and count once. */
static bool is_added(const struct class *class, const char *name)
{
	for (size_t i = 0; i < class->n_lessons; i++)
		if (strcmp(class->lessons[i].name, name) == 0)
			return true;
	return false;
}

static int add_named(struct kit *kit, const char *root,
		     const struct arguments *arguments, struct class *class,
		     char **error)
{
	for (size_t i = 0; i < arguments->n_lessons && !*error; i++) {
		char *name = lesson_name(root, arguments->lessons[i]);

		if (name && !is_added(class, name))
			add_lesson(kit, root, name, class, error);
		else if (!name)
			*error = wording("%s: no such lesson",
					 arguments->lessons[i]);
		free(name);
	}
	return *error ? -1 : 0;
}

static int add_all(struct kit *kit, const char *root, struct class *class,
		   char **error)
{
	char *directory = path_join(root, "lessons");
	struct folder folder;

	if (folder_read(&folder, directory) < 0)
		*error = wording("%s: %s", directory, strerror(errno));
	for (size_t i = 0; i < folder.n && !*error; i++) {
		char *conf = wording("%s/%s/lesson.conf", directory,
				     folder.items[i].name);

		if (access(conf, F_OK) == 0)
			add_lesson(kit, root, folder.items[i].name, class,
				   error);
		free(conf);
	}
	folder_clear(&folder);
	free(directory);
	return *error ? -1 : 0;
}

static int copy(struct kit *kit, const char *root,
		const struct arguments *arguments, struct class *class,
		char **error)
{
	char *lessons = path_join(kit->directory, "lessons");
	int status = make_folder(kit, kit->directory, error);

	if (!status)
		status = make_folder(kit, lessons, error);
	free(lessons);
	if (!status && kit->own)
		*error = own_scripts_wrong(kit->own, root);
	if (*error)
		return -1;
	if (arguments->n_lessons)
		add_named(kit, root, arguments, class, error);
	else
		add_all(kit, root, class, error);
	if (!*error && kit->own && !kit->n_hidden)
		*error = wording("%s: no script in it is for a lesson of this "
				 "run",
				 kit->own);
	return *error ? -1 : 0;
}

int kit_copy(struct kit *kit, const struct arguments *arguments,
	     const char *directory, struct class *class, char **error)
{
	char *root = kit_root();

	*kit = (struct kit){ .directory = path_join(directory, "kit"),
			     .out = arguments->out,
			     .own = arguments->scripts };
	*error = root ? NULL : memory_text("no lessons/ above the program");
	if (root)
		copy(kit, root, arguments, class, error);
	free(root);
	return *error ? -1 : 0;
}

void kit_clear(struct kit *kit)
{
	for (size_t i = 0; i < kit->n_hidden; i++) {
		free(kit->hidden[i].lesson);
		free(kit->hidden[i].name);
	}
	free(kit->hidden);
	free(kit->directory);
}

static bool is_hidden(const struct kit *kit, const char *lesson,
		      const char *script)
{
	for (size_t i = 0; script && i < kit->n_hidden; i++)
		if (strcmp(kit->hidden[i].lesson, lesson) == 0 &&
		    strcmp(kit->hidden[i].name, script) == 0)
			return true;
	return false;
}

char *kit_mark(void *argument, const char *lesson, char *json)
{
	const struct kit *kit = argument;
	json_t *object = kit->n_hidden ? json_loads(json, 0, NULL) : NULL;
	json_t *script;
	size_t i;

	if (!object)
		return json;
	json_array_foreach(json_object_get(object, "scripts"), i, script)
	{
		if (is_hidden(
			    kit, lesson,
			    json_string_value(json_object_get(script, "name"))))
			json_object_set_new(script, "own", json_true());
	}
	free(json);
	json = memory_check(json_dumps(object, JSON_INDENT(1)));
	json_decref(object);
	return json;
}

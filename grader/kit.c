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
#include "path.h"

/* One file; its content goes into the digest. */
static int copy_file(const char *from, const char *to,
		     unsigned long long *digest)
{
	size_t len;
	char *text = source_read(from, &len);
	FILE *file = text ? fopen(to, "wex") : NULL;
	int status = -1;

	if (file && fwrite(text, 1, len, file) == len)
		status = 0;
	if (file && fclose(file))
		status = -1;
	chmod(to, 0644);
	*digest = source_hash(*digest, to + strlen(to) - strlen(path_base(to)),
			      strlen(path_base(to)));
	if (text)
		*digest = source_hash(*digest, text, len);
	free(text);
	return status;
}

/* The files of a folder, in the order of their names; no folders. */
static int copy_files(const char *from, const char *to,
		      unsigned long long *digest, char **error)
{
	struct folder folder;
	int status = folder_read(&folder, from);

	mkdir(to, 0755);
	chmod(to, 0755);
	for (size_t i = 0; !status && i < folder.n; i++) {
		char *source = path_join(from, folder.items[i].name);
		char *target = path_join(to, folder.items[i].name);

		if (folder.items[i].kind == ITEM_FILE &&
		    folder.items[i].name[0] != '.' &&
		    copy_file(source, target, digest) < 0) {
			*error = wording(
				"%s: %s", source,
				errno == EEXIST ?
					"the kit has a script of this name" :
					strerror(errno));
			status = -1;
		}
		free(source);
		free(target);
	}
	if (status < 0 && !*error)
		*error = wording("%s: %s", from, strerror(errno));
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
		       const char *own, unsigned long long *digest,
		       char **error)
{
	char *to = wording("%s/lessons/%s", kit->directory, name);
	char *conf = path_join(from, "lesson.conf");
	char *to_conf = path_join(to, "lesson.conf");
	char *scripts = path_join(from, "scripts");
	char *to_scripts = path_join(to, "scripts");
	char *hidden = own ? path_join(own, name) : NULL;
	int status = 0;

	mkdir(to, 0755);
	chmod(to, 0755);
	if (copy_file(conf, to_conf, digest) < 0) {
		*error = wording("%s: %s", conf, strerror(errno));
		status = -1;
	}
	if (!status)
		status = copy_files(scripts, to_scripts, digest, error);
	if (!status && hidden && access(hidden, F_OK) == 0) {
		remember_hidden(kit, hidden, name);
		status = copy_files(hidden, to_scripts, digest, error);
	}
	free(hidden);
	free(to_scripts);
	free(scripts);
	free(to_conf);
	free(conf);
	free(to);
	return status;
}

static int add_lesson(struct kit *kit, const char *root, const char *name,
		      const char *own, struct class *class, char **error)
{
	char *from = wording("%s/lessons/%s", root, name), *text;
	unsigned long long digest = SOURCE_HASH;
	struct script_error problem;
	struct lesson *lesson = NULL;
	int points = 0;

	if (copy_lesson(kit, from, name, own, &digest, error) == 0) {
		lesson = lesson_load(kit->directory, name, &problem);
		if (!lesson)
			*error = wording(
				"%s:%d: %s",
				problem.place.file ? problem.place.file : name,
				problem.place.line, problem.message);
	}
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

static int add_named(struct kit *kit, const char *root,
		     const struct arguments *arguments, struct class *class,
		     char **error)
{
	for (size_t i = 0; i < arguments->n_lessons && !*error; i++) {
		char *name = lesson_name(root, arguments->lessons[i]);

		if (name)
			add_lesson(kit, root, name, arguments->scripts, class,
				   error);
		else
			*error = wording("%s: no such lesson",
					 arguments->lessons[i]);
		free(name);
	}
	return *error ? -1 : 0;
}

static int add_all(struct kit *kit, const char *root,
		   const struct arguments *arguments, struct class *class,
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
			add_lesson(kit, root, folder.items[i].name,
				   arguments->scripts, class, error);
		free(conf);
	}
	folder_clear(&folder);
	free(directory);
	return *error ? -1 : 0;
}

int kit_copy(struct kit *kit, const struct arguments *arguments,
	     const char *directory, struct class *class, char **error)
{
	char *root = kit_root(), *lessons;

	*kit = (struct kit){ .directory = path_join(directory, "kit") };
	*error = NULL;
	if (!root) {
		*error = memory_text("no lessons/ above the program");
		return -1;
	}
	lessons = path_join(kit->directory, "lessons");
	mkdir(kit->directory, 0755);
	mkdir(lessons, 0755);
	chmod(kit->directory, 0755);
	chmod(lessons, 0755);
	free(lessons);
	if (arguments->n_lessons)
		add_named(kit, root, arguments, class, error);
	else
		add_all(kit, root, arguments, class, error);
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

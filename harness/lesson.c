/* SPDX-License-Identifier: MIT */
#include "lesson.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "path.h"

static bool has_lessons(const char *directory)
{
	char *path = path_join(directory, "lessons");
	struct stat stat_buffer;
	bool found = path && !stat(path, &stat_buffer) &&
		     S_ISDIR(stat_buffer.st_mode);

	free(path);
	return found;
}

char *kit_root(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n < 0)
		return NULL;
	path[n] = '\0';
	while ((slash = strrchr(path, '/')) && slash != path) {
		*slash = '\0';
		if (has_lessons(path))
			return strdup(path);
	}
	return NULL;
}

static int is_lesson(const struct dirent *entry)
{
	return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' &&
	       strchr(entry->d_name, '-') != NULL;
}

static bool is_meant(const char *name, const char *given)
{
	char *end;
	unsigned long number = strtoul(given, &end, 10);

	if (!strcmp(name, given))
		return true;
	return *given && !*end && strtoul(name, NULL, 10) == number;
}

char *lesson_name(const char *root, const char *given)
{
	char *directory = path_join(root, "lessons"), *found = NULL;
	struct dirent **entries;
	int n = directory ? scandir(directory, &entries, is_lesson, alphasort) :
			    -1;

	for (int i = 0; i < n; i++) {
		if (!found && is_meant(entries[i]->d_name, given))
			found = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	free(directory);
	return found;
}

/* The rest of the line, word by word. */
static void set_words(char **words, size_t most, char **save)
{
	char *word;
	size_t n = 0;

	while ((word = strtok_r(NULL, " \t\n", save)) && n < most)
		words[n++] = strdup(word);
}

static void set(struct lesson *lesson, char *line)
{
	char *save, *key = strtok_r(line, " \t\n", &save), *word;

	if (!key || *key == '#')
		return;
	if (!strcmp(key, "forbids")) {
		set_words(lesson->forbids, LESSON_MAX_FORBIDDEN, &save);
		return;
	}
	if (!strcmp(key, "libraries")) {
		set_words(lesson->libraries, LESSON_MAX_LIBRARIES, &save);
		return;
	}
	word = strtok_r(NULL, "\n", &save);
	if (!word)
		return;
	word += strspn(word, " \t");
	if (!strcmp(key, "title")) {
		free(lesson->title);
		lesson->title = strdup(word);
	} else if (!strcmp(key, "file")) {
		free(lesson->file);
		lesson->file = strdup(word);
	}
}

static int read_conf(struct lesson *lesson, struct script_error *error)
{
	char *path = path_join(lesson->directory, "lesson.conf"), line[512];
	FILE *file = path ? fopen(path, "re") : NULL;

	while (file && fgets(line, sizeof(line), file))
		set(lesson, line);
	if (file)
		fclose(file);
	if (!file || !lesson->title || !lesson->file) {
		*error = (struct script_error){ 0 };
		snprintf(error->message, sizeof(error->message),
			 "%s/lesson.conf: a title and a file are needed",
			 lesson->name);
	}
	free(path);
	return file && lesson->title && lesson->file ? 0 : -1;
}

static int is_script(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && !strcmp(end, ".script") && entry->d_name[0] != '.';
}

/* The error outlives the path. Always -1. */
static int keep_place(struct script_error *error, const char *path)
{
	if (error->place.file == path) {
		snprintf(error->included, sizeof(error->included), "%s", path);
		error->place.file = error->included;
	}
	return -1;
}

static int load_scripts(struct lesson *lesson, struct script_error *error)
{
	char *directory = path_join(lesson->directory, "scripts");
	struct dirent **entries = NULL;
	int n = scandir(directory ? directory : "", &entries, is_script,
			alphasort);
	int bad = n < 0 ? -1 : 0;

	if (bad)
		snprintf(error->message, sizeof(error->message), "%s: %s",
			 directory, strerror(errno));
	else
		lesson->scripts =
			calloc((size_t)n + 1, sizeof(*lesson->scripts));
	for (int i = 0; i < n; i++) {
		char *path = path_join(directory, entries[i]->d_name);

		free(entries[i]);
		if (!bad && (lesson->scripts[lesson->n_scripts] =
				     script_load(path, error)))
			lesson->n_scripts++;
		else
			bad = keep_place(error, path);
		free(path);
	}
	free(entries);
	free(directory);
	return bad;
}

struct lesson *lesson_load(const char *root, const char *name,
			   struct script_error *error)
{
	struct lesson *lesson = memory_get(sizeof(*lesson));
	char *lessons = path_join(root, "lessons");

	*error = (struct script_error){ 0 };
	lesson->name = memory_text(name);
	lesson->directory = path_join(lessons, name);
	free(lessons);
	if (read_conf(lesson, error) < 0 || load_scripts(lesson, error) < 0) {
		lesson_free(lesson);
		return NULL;
	}
	return lesson;
}

void lesson_free(struct lesson *lesson)
{
	if (!lesson)
		return;
	for (size_t i = 0; i < lesson->n_scripts; i++)
		script_free(lesson->scripts[i]);
	for (char **it = lesson->libraries; *it; it++)
		free(*it);
	for (char **it = lesson->forbids; *it; it++)
		free(*it);
	free(lesson->scripts);
	free(lesson->name);
	free(lesson->directory);
	free(lesson->title);
	free(lesson->file);
	free(lesson);
}

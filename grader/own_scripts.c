/* SPDX-License-Identifier: MIT */
#include "own_scripts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "intake/folder.h"
#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "path.h"
#include "script/suggest.h"

static bool is_script(const char *name)
{
	const char *dot = strrchr(name, '.');

	return name[0] != '.' && dot && strcmp(dot, ".script") == 0;
}

/* As results have it: "echo" is "02-echo.script", too. */
static bool same_name(const char *file, const char *other)
{
	char *a = script_name_of(file), *b = script_name_of(other);
	bool same = strcmp(a, b) == 0;

	free(a);
	free(b);
	return same;
}

/* The first n items have no script of this name; else that file. */
static const char *namesake(const struct folder *folder, size_t n,
			    const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (is_script(folder->items[i].name) &&
		    same_name(folder->items[i].name, name))
			return folder->items[i].name;
	return NULL;
}

static char *item_wrong(const char *path, const struct folder *own, size_t i,
			const struct folder *kit)
{
	const char *name = own->items[i].name;
	const char *kits = namesake(kit, kit->n, name);
	const char *before = namesake(own, i, name);

	if (own->items[i].kind != ITEM_FILE)
		return wording("%s/%s is %s, not a file", path, name,
			       item_kind_name(own->items[i].kind));
	if (kits)
		return wording("%s/%s: the kit has a script of this name, %s",
			       path, name, kits);
	if (before)
		return wording("%s/%s: %s has this name already", path, name,
			       before);
	return NULL;
}

static char *lesson_wrong(const char *path, const char *root, const char *name)
{
	char *scripts = wording("%s/lessons/%s/scripts", root, name);
	struct folder own, kit;
	char *wrong = NULL;
	size_t n = 0;

	folder_read(&kit, scripts);
	if (folder_read(&own, path) < 0)
		wrong = wording("%s: %s", path, strerror(errno));
	for (size_t i = 0; i < own.n && !wrong; i++)
		if (is_script(own.items[i].name) && ++n)
			wrong = item_wrong(path, &own, i, &kit);
	if (!n && !wrong)
		wrong = wording("%s: no script is in it", path);
	folder_clear(&own);
	folder_clear(&kit);
	free(scripts);
	return wrong;
}

/* "01" and "01-bloking" are meant for 01-blocking. */
static char *no_lesson(const char *path, const char *root, const char *name)
{
	char *number = memory_copy(name, strspn(name, "0123456789"));
	char *lessons = path_join(root, "lessons");
	char *meant = *number ? lesson_name(root, number) : NULL, *wrong;
	struct suggestion suggestion;
	struct folder folder;

	suggest_begin(&suggestion, name, (int)strlen(name));
	if (folder_read(&folder, lessons) == 0 && !meant)
		for (size_t i = 0; i < folder.n; i++)
			suggest_offer(&suggestion, folder.items[i].name);
	if (meant)
		suggestion.best = meant;
	wrong = wording("%s: there is no such lesson%s", path,
			suggest_text(&suggestion, ""));
	folder_clear(&folder);
	free(meant);
	free(lessons);
	free(number);
	return wrong;
}

static char *entry_wrong(const char *directory, const struct item *item,
			 const char *root)
{
	char *path = path_join(directory, item->name), *wrong = NULL;
	char *conf = wording("%s/lessons/%s/lesson.conf", root, item->name);

	if (item->kind == ITEM_FILE && is_script(item->name))
		wrong = wording("%s: a script lies in the folder of its "
				"lesson, as in 01-blocking/%s",
				path, item->name);
	else if (item->kind != ITEM_FILE && access(conf, F_OK) < 0)
		wrong = no_lesson(path, root, item->name);
	else if (item->kind != ITEM_FILE)
		wrong = lesson_wrong(path, root, item->name);
	free(conf);
	free(path);
	return wrong;
}

char *own_scripts_wrong(const char *directory, const char *root)
{
	struct folder folder;
	char *wrong = NULL;

	if (folder_read(&folder, directory) < 0)
		wrong = wording("%s: %s", directory, strerror(errno));
	for (size_t i = 0; i < folder.n && !wrong; i++)
		if (item_counts(&folder.items[i]))
			wrong = entry_wrong(directory, &folder.items[i], root);
	folder_clear(&folder);
	return wrong;
}

/* SPDX-License-Identifier: MIT */
#include "intake/wrapping.h"

#include <string.h>

#include "intake/archive.h"
#include "intake/attached.h"
#include "intake/layout.h"
#include "intake/match.h"
#include "memory.h"
#include "path.h"

static bool same_plain(const char *a, const char *b)
{
	char *plain_a = layout_plain(a), *plain_b = layout_plain(b);
	bool same = strcmp(plain_a, plain_b) == 0;

	free(plain_a);
	free(plain_b);
	return same;
}

/* "05-epoll", "05", and what was meant to be it ("05_Epoll"). The whole name
   counts: "05-epoll-ann" is Ann's. */
static bool is_lesson(const struct walk *walk, const char *name)
{
	for (size_t i = 0; i < walk->lessons.n; i++) {
		const struct item *lesson = &walk->lessons.items[i];
		size_t number = strspn(lesson->name, "0123456789");

		if (lesson->kind != ITEM_FOLDER || !number)
			continue;
		if (same_plain(name, lesson->name) ||
		    (strlen(name) == number &&
		     strncmp(name, lesson->name, number) == 0))
			return true;
	}
	return false;
}

static bool is_c_file(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && strcmp(name + len - 2, ".c") == 0;
}

/* A lesson, or the file of one. */
static bool is_judged(const struct walk *walk, const char *name)
{
	for (size_t i = 0; i < walk->class->n_lessons; i++)
		if (strcasecmp(name, walk->class->lessons[i].file) == 0)
			return true;
	return is_lesson(walk, name);
}

static bool has_judged(const struct walk *walk, const char *path)
{
	struct folder folder;
	bool found = false;

	if (folder_read(&folder, path) < 0)
		return false;
	for (size_t i = 0; i < folder.n; i++)
		found |= is_judged(walk, folder.items[i].name);
	folder_clear(&folder);
	return found;
}

/* The only folder in one, where nothing else could be a submission; to be
   freed. others: how many files lie beside it. */
static char *only_folder(const struct walk *walk, const char *path,
			 size_t *others)
{
	struct folder folder;
	char *inside = NULL;
	size_t n = 0;

	*others = 0;
	if (folder_read(&folder, path) < 0)
		return NULL;
	for (size_t i = 0; i < folder.n; i++) {
		const struct item *item = &folder.items[i];
		char *place = path_join(path, item->name);
		bool is_folder = item->kind == ITEM_FOLDER;

		if (!item_counts(item) || walk_is_out(walk, place))
			is_folder = false;
		else if (is_folder || archive_is_name(item->name) ||
			 attached_is(item))
			n++;
		else
			++*others;
		if (is_folder && n == 1)
			inside = place;
		else
			free(place);
	}
	folder_clear(&folder);
	if (n == 1)
		return inside;
	free(inside);
	return NULL;
}

char *wrapping_of_lessons(const struct walk *walk, const char *path)
{
	size_t others;
	char *inside = only_folder(walk, path, &others);

	if (inside && (others || is_lesson(walk, path_base(inside)))) {
		free(inside);
		return NULL;
	}
	return inside;
}

/* By its name, it is one student's. A short id may end many a folder's name: to
   count behind a dash, it has to be that of something within. */
static bool has_an_owner(const struct walk *walk, const char *name, bool within)
{
	char *stem = memory_copy(name, (size_t)archive_stem(name));
	struct layout layout = layout_of(stem);
	bool owner = layout.platform != NULL;
	size_t found;

	if (!within)
		layout.platform = "a folder";
	if (!owner)
		owner = match_known(walk->class, &layout, &found);
	layout_clear(&layout);
	free(stem);
	return owner;
}

static bool is_students_folder(const struct walk *walk, const char *path)
{
	char *inside = wrapping_of_lessons(walk, path);
	bool is = has_judged(walk, inside ? inside : path);

	free(inside);
	return is;
}

/* What lies in the only folder of a class. */
struct content {
	size_t all, lessons, files, c_files; /* files: of lessons */
	size_t owned, students, archives;
};

static void count(const struct walk *walk, const char *path,
		  const struct item *item, struct content *content)
{
	char *place = path_join(path, item->name);
	bool lesson = is_lesson(walk, item->name);

	if (item_counts(item)) {
		content->all++;
		content->lessons += lesson;
		content->files += !lesson && is_judged(walk, item->name);
		content->c_files += is_c_file(item->name);
		content->archives += archive_is_name(item->name);
		content->owned += has_an_owner(walk, item->name, true);
		content->students += item->kind == ITEM_FOLDER && !lesson &&
				     is_students_folder(walk, place);
	}
	free(place);
}

/* Or one student's: files and lessons lie in it. A C file beside students is
   somebody's notes, and where files lie beside the folder, more has to speak
   for a class. */
static bool holds_students(const struct walk *walk, const char *path,
			   bool alone)
{
	struct content content = { 0 };
	struct folder folder;
	size_t least = alone ? 1 : 2;

	if (folder_read(&folder, path) < 0)
		return false;
	for (size_t i = 0; i < folder.n; i++)
		count(walk, path, &folder.items[i], &content);
	folder_clear(&folder);
	if (!content.all || content.lessons)
		return false;
	if (content.owned)
		return true;
	if (content.files)
		return false;
	if (content.students >= least || content.archives >= 2)
		return true;
	return alone && !content.c_files;
}

char *wrapping_of_class(const struct walk *walk, const char *path)
{
	size_t others;
	char *inside = only_folder(walk, path, &others);

	if (inside && (has_an_owner(walk, path_base(inside), false) ||
		       !holds_students(walk, inside, !others))) {
		free(inside);
		return NULL;
	}
	return inside;
}

size_t wrapping_archives(const struct walk *walk, const char *path,
			 char **archive)
{
	struct folder folder;
	size_t n = 0;

	*archive = NULL;
	if (has_judged(walk, path) || folder_read(&folder, path) < 0)
		return 0;
	for (size_t i = 0; i < folder.n; i++) {
		const struct item *item = &folder.items[i];

		if (item_counts(item) && item->kind == ITEM_FILE &&
		    archive_is_name(item->name) && !n++)
			*archive = path_join(path, item->name);
	}
	folder_clear(&folder);
	return n;
}

/* SPDX-License-Identifier: MIT */
/* From a directory of submissions to students and units. */
#include "intake/walk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/archive.h"
#include "intake/attached.h"
#include "intake/gradescope.h"
#include "intake/handed.h"
#include "intake/layout.h"
#include "intake/match.h"
#include "intake/wrapping.h"
#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "path.h"

char *walk_folder(struct walk *walk)
{
	char *folder = wording("%s/%d", walk->class->work, walk->unpacked++);

	mkdir(folder, 0700);
	return folder;
}

void walk_passed_over(void *argument, const char *name, const char *why)
{
	struct walk *walk = argument;
	char *path = walk->inside ? path_join(walk->inside, name) :
				    memory_text(name);

	class_aside(walk->class, path, why);
	free(path);
}

bool walk_is_out(const struct walk *walk, const char *path)
{
	char *out = wording("%s/..", walk->class->work);
	struct stat a, b;
	bool is = stat(out, &a) == 0 && stat(path, &b) == 0 &&
		  a.st_dev == b.st_dev && a.st_ino == b.st_ino;

	free(out);
	return is;
}

/* An id is worth more than an address, and that more than a name; but what is
   on the roster is worth most. */
static size_t who(struct class *class, const struct submitter *submitter)
{
	char *const names[] = { submitter->sid, submitter->email,
				submitter->name };
	struct layout layout = { .platform = "Gradescope" };
	size_t found;

	for (int i = 0; i < 3; i++) {
		layout.name = names[i];
		if (names[i] && match_known(class, &layout, &found))
			return found;
	}
	for (int i = 2; i >= 0; i--)
		if (names[i])
			layout.name = names[i];
	return match_student(class, &layout);
}

static void give_group(struct walk *walk, const struct layout *layout,
		       struct handed *handed)
{
	struct gradescope gradescope =
		gradescope_of(walk->directory, layout->number);

	if (gradescope.created_at)
		handed->submitted_at = memory_text(gradescope.created_at);
	for (size_t i = 0; i < gradescope.n; i++)
		handed_give(walk, who(walk->class, &gradescope.submitters[i]),
			    handed);
	if (!gradescope.n)
		handed_give(walk, match_student(walk->class, layout), handed);
	gradescope_clear(&gradescope);
}

/* Who it is, and what was handed in. */
static void take(struct walk *walk, const struct item *item)
{
	char *stem = memory_copy(item->name, (size_t)archive_stem(item->name));
	char *path = path_join(walk->directory, item->name);
	struct layout layout =
		layout_of(item->kind == ITEM_FOLDER ? item->name : stem);
	struct handed handed = { .name = item->name,
				 .folder = memory_text(path) };

	if (item->kind == ITEM_FILE) {
		walk->inside = item->name;
		handed_unpack(walk, &handed, path);
		walk->inside = NULL;
	}
	handed_open(walk, &handed);
	if (layout.number && strcmp(layout.platform, "Gradescope") == 0)
		give_group(walk, &layout, &handed);
	else
		handed_give(walk, match_student(walk->class, &layout), &handed);
	handed_clear(&handed);
	layout_clear(&layout);
	free(path);
	free(stem);
}

static const char *kind_is_none(enum item_kind kind)
{
	switch (kind) {
	case ITEM_LINK:
		return "a link";
	case ITEM_SPECIAL:
		return "no regular file";
	case ITEM_MISSING:
	case ITEM_UNREADABLE:
		return "unreadable";
	case ITEM_FILE:
	case ITEM_FOLDER:
		break;
	}
	return NULL;
}

/* Why this is nobody's submission; NULL: it is one. */
static const char *not_a_submission(const struct walk *walk,
				    const struct item *item)
{
	char *path = path_join(walk->directory, item->name);
	bool is_out = walk_is_out(walk, path);
	struct layout layout = layout_of(item->name);
	bool aside = layout.aside;

	layout_clear(&layout);
	free(path);
	if (!item_counts(item))
		return "its name begins with . or __";
	if (kind_is_none(item->kind))
		return kind_is_none(item->kind);
	if (is_out)
		return "it is OUT";
	if (aside)
		return "what Moodle keeps beside files";
	if (item->kind == ITEM_FOLDER || archive_is_name(item->name) ||
	    attached_is(item))
		return NULL;
	return strcmp(item->name, "submission_metadata.yml") == 0 ?
		       "the platform's own list" :
		       "neither a folder nor an archive";
}

/* Who has typed into Moodle's form, and uploaded nothing, is there too. */
static void take_texts(struct walk *walk, const struct folder *folder)
{
	for (size_t i = 0; i < folder->n; i++) {
		const char *name = folder->items[i].name;
		struct layout layout = layout_of(name);
		struct handed handed = {
			.name = name,
			.status = ENTRY_REJECTED,
			.problem = memory_text("a text was typed into Moodle's "
					       "form, and no file uploaded"),
		};

		if (layout.aside && item_counts(&folder->items[i])) {
			size_t student = match_student(walk->class, &layout);

			if (!handed_any(walk->class, student))
				handed_give(walk, student, &handed);
		}
		handed_clear(&handed);
		layout_clear(&layout);
	}
}

static int walk_class(struct walk *walk, char **error)
{
	struct folder folder;
	size_t end = 0; /* of the files that were taken together */

	if (folder_read(&folder, walk->directory) < 0) {
		*error = wording("%s: %s", walk->directory, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < folder.n; i++) {
		const struct item *item = &folder.items[i];
		const char *why = not_a_submission(walk, item);

		if (why)
			class_aside(walk->class, item->name, why);
		else if (!attached_is(item))
			take(walk, item);
		else if (i >= end)
			end = attached_take(walk, &folder, i);
	}
	take_texts(walk, &folder);
	folder_clear(&folder);
	handed_nothing(walk->class);
	return 0;
}

/* What lies beside the folder that is looked through. */
static void leave_others(struct walk *walk, const char *inside)
{
	struct folder folder;

	if (folder_read(&folder, walk->directory) < 0)
		return;
	for (size_t i = 0; i < folder.n; i++) {
		const struct item *item = &folder.items[i];
		const char *why = not_a_submission(walk, item);

		if (why && strcmp(item->name, path_base(inside)) != 0)
			class_aside(walk->class, item->name, why);
	}
	folder_clear(&folder);
}

static void know_lessons(struct walk *walk)
{
	char *root = kit_root(),
	     *lessons = root ? path_join(root, "lessons") : NULL;

	if (lessons)
		folder_read(&walk->lessons, lessons);
	free(lessons);
	free(root);
}

/* path, or what is unpacked from it; to be freed. NULL: *error. */
static char *open_class(struct walk *walk, const char *path, char **error)
{
	struct stat stat_buffer;
	char problem[256], *folder;

	if (walk_is_out(walk, path)) {
		*error = wording("%s: the class and OUT are the same folder",
				 path);
		return NULL;
	}
	if (stat(path, &stat_buffer) < 0 || !S_ISREG(stat_buffer.st_mode))
		return memory_text(path);
	folder = walk_folder(walk);
	if (archive_unpack(path, folder, ARCHIVE_CLASS_FACTOR, walk_passed_over,
			   walk, problem) == 0)
		return folder;
	*error = wording("%s: %s", path, problem);
	free(folder);
	return NULL;
}

int class_read(struct class *class, const char *path, char **error)
{
	struct walk walk = { .class = class };
	char *folder = open_class(&walk, path, error), *inside;
	int status;

	if (!folder)
		return -1;
	know_lessons(&walk);
	inside = wrapping_of_class(&walk, folder);
	walk.directory = folder;
	if (inside) {
		leave_others(&walk, inside);
		walk.directory = inside;
	}
	status = walk_class(&walk, error);
	folder_clear(&walk.lessons);
	free(inside);
	free(folder);
	return status;
}

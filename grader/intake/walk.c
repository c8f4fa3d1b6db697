/* SPDX-License-Identifier: MIT */
/* From a directory of submissions to students and units. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/archive.h"
#include "intake/class.h"
#include "intake/folder.h"
#include "intake/gradescope.h"
#include "intake/match.h"
#include "intake/source.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

struct walk {
	struct class *class;
	const char *directory;
	const char *inside; /* the name of what is unpacked, for the list */
	int unpacked;
};

/* Files of a class that platforms put beside the submissions. */
static bool is_platforms(const char *name)
{
	return strcmp(name, "submission_metadata.yml") == 0;
}

static void passed_over(void *argument, const char *name, const char *why)
{
	struct walk *walk = argument;
	char *path = walk->inside ? path_join(walk->inside, name) :
				    memory_text(name);

	class_aside(walk->class, path, why);
	free(path);
}

static struct class_unit *unit_of(struct class *class, size_t student,
				  const struct class_lesson *lesson)
{
	struct class_unit *unit;

	for (size_t i = 0; i < class->n_units; i++)
		if (strcmp(class->units[i].unit.student,
			   class->students[student].id) == 0 &&
		    strcmp(class->units[i].unit.lesson, lesson->name) == 0)
			return &class->units[i];
	class->units = memory_grow(class->units, class->n_units,
				   sizeof(*class->units));
	unit = &class->units[class->n_units++];
	*unit = (struct class_unit){
		.unit = { .student = memory_text(class->students[student].id),
			  .lesson = memory_text(lesson->name),
			  .digest = memory_text(""),
			  .kit = memory_text(lesson->kit),
			  .program = memory_text(lesson->file),
			  .submitted_at = memory_text(""),
			  .status = ENTRY_NO_SUBMISSION },
	};
	return unit;
}

static void note(struct class_unit *unit, enum entry_status status, char *text)
{
	unit->unit.status = status;
	free(unit->unit.note);
	unit->unit.note = text;
	free(unit->path);
	unit->path = NULL;
}

/* "05-epoll", and what was meant to be it: no wrapping, and no student. */
static bool is_lessons(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	return digits && digits <= 2 &&
	       (name[digits] == '-' || name[digits] == '_' || !name[digits]);
}

static bool is_c_file(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && strcmp(name + len - 2, ".c") == 0;
}

/* The only thing in a folder, if that is a folder; to be freed. */
static char *only_folder(const char *path)
{
	const struct item *only = NULL;
	struct folder folder;
	char *inside = NULL;
	size_t n = 0;

	if (folder_read(&folder, path) < 0)
		return NULL;
	for (size_t i = 0; i < folder.n; i++)
		if (item_counts(&folder.items[i]) && !n++)
			only = &folder.items[i];
	if (n == 1 && only->kind == ITEM_FOLDER && !is_lessons(only->name))
		inside = path_join(path, only->name);
	folder_clear(&folder);
	return inside;
}

/* Files and lessons lie in it: it is one student's. */
static bool is_students(const char *path)
{
	struct folder folder;
	bool found = false;

	if (folder_read(&folder, path) < 0)
		return true;
	for (size_t i = 0; i < folder.n; i++)
		found |= is_c_file(folder.items[i].name) ||
			 is_lessons(folder.items[i].name);
	found |= folder.n == 0;
	folder_clear(&folder);
	return found;
}

/* All lessons in a student's folder; problem: none, for this reason. */
static void submission(struct walk *walk, size_t student, const char *folder,
		       const char *name, const char *problem)
{
	struct class *class = walk->class;
	char *inside = only_folder(folder);

	for (size_t i = 0; i < class->n_lessons; i++) {
		size_t before = class->n_units;
		struct class_unit *unit =
			unit_of(class, student, &class->lessons[i]);

		if (before == class->n_units)
			note(unit, ENTRY_NEEDS_REVIEW,
			     wording("there are two submissions, and nothing "
				     "says which one counts"));
		else if (problem)
			note(unit, ENTRY_REJECTED,
			     wording("%s: %s", name, problem));
		else
			source_find(unit, inside ? inside : folder,
				    &class->lessons[i], class->n_lessons == 1);
	}
	free(inside);
}

static char *work_folder(struct walk *walk)
{
	char *folder = wording("%s/%d", walk->class->work, walk->unpacked++);

	mkdir(folder, 0700);
	return folder;
}

/* Canvas hands out single files: the student's name for it is at the end. */
static char *canvas_folder(struct walk *walk, const char *path,
			   const char *file)
{
	char *folder = work_folder(walk), *target, *name = memory_text(file);
	char *dash = strrchr(name, '-'), *bytes;
	struct item item = item_look(path);
	struct timespec times[2] = { { .tv_sec = item.time },
				     { .tv_sec = item.time } };
	size_t len;
	int fd;

	/* echo-2.c is the third upload of echo.c. */
	if (dash) {
		const char *end = dash + 1 + strspn(dash + 1, "0123456789");

		if (end > dash + 1 && *end == '.')
			memmove(dash, end, strlen(end) + 1);
	}
	target = path_join(folder, name);
	bytes = source_read(path, &len);
	fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (bytes && fd >= 0 && write(fd, bytes, len) == (ssize_t)len)
		futimens(fd, times);
	if (fd >= 0)
		close(fd);
	free(bytes);
	free(target);
	free(name);
	return folder;
}

/* Who it is, and what was handed in. */
static void take(struct walk *walk, const struct item *item)
{
	char *stem = memory_copy(item->name, (size_t)archive_stem(item->name));
	char *path = path_join(walk->directory, item->name), *folder = NULL;
	struct layout layout =
		layout_of(item->kind == ITEM_FOLDER ? item->name : stem);
	char problem[256] = "";
	bool archive = item->kind == ITEM_FILE && archive_is_name(item->name);

	if (layout.number && strcmp(layout.platform, "Gradescope") == 0)
		gradescope_who(walk->directory, &layout);
	if (archive) {
		folder = work_folder(walk);
		walk->inside = item->name;
		archive_unpack(path, folder, 1, passed_over, walk, problem);
	} else if (layout.file) {
		folder = canvas_folder(walk, path, layout.file);
	} else {
		folder = memory_text(path);
	}
	submission(walk, match_student(walk->class, &layout), folder, item->name,
		   *problem ? problem : NULL);
	layout_clear(&layout);
	free(folder);
	free(path);
	free(stem);
}

/* Why this is nobody's submission; NULL: it is one. */
static const char *not_a_submission(const struct item *item)
{
	struct layout layout;
	bool canvas;

	if (!item_counts(item))
		return "its name begins with . or __";
	if (item->kind == ITEM_FOLDER)
		return NULL;
	if (item->kind != ITEM_FILE)
		return item->kind == ITEM_LINK	  ? "a link" :
		       item->kind == ITEM_SPECIAL ? "no regular file" :
						    "unreadable";
	if (archive_is_name(item->name))
		return NULL;
	layout = layout_of(item->name);
	canvas = layout.platform && strcmp(layout.platform, "Canvas") == 0 &&
		 is_c_file(item->name);
	layout_clear(&layout);
	return canvas			? NULL :
	       is_platforms(item->name) ? "the platform's own list" :
					  "neither a folder nor an archive";
}

static void roster_rest(struct class *class)
{
	for (size_t i = 0; i < class->n_students; i++)
		for (size_t k = 0; k < class->n_lessons; k++) {
			size_t before = class->n_units;
			struct class_unit *unit =
				unit_of(class, i, &class->lessons[k]);

			if (before != class->n_units)
				note(unit, ENTRY_NO_SUBMISSION,
				     memory_text("nothing was submitted"));
		}
}

static int walk_folder(struct walk *walk, char **error)
{
	struct folder folder;

	if (folder_read(&folder, walk->directory) < 0) {
		*error = wording("%s: %s", walk->directory, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < folder.n; i++) {
		const char *why = not_a_submission(&folder.items[i]);

		walk->inside = NULL;
		if (why)
			class_aside(walk->class, folder.items[i].name, why);
		else
			take(walk, &folder.items[i]);
	}
	folder_clear(&folder);
	roster_rest(walk->class);
	return 0;
}

int class_read(struct class *class, const char *path, char **error)
{
	struct walk walk = { .class = class };
	struct stat stat_buffer;
	char problem[256], *folder = memory_text(path), *inside;
	int status;

	if (stat(path, &stat_buffer) == 0 && S_ISREG(stat_buffer.st_mode)) {
		free(folder);
		folder = work_folder(&walk);
		if (archive_unpack(path, folder, ARCHIVE_CLASS_FACTOR,
				   passed_over, &walk, problem) < 0) {
			*error = wording("%s: %s", path, problem);
			free(folder);
			return -1;
		}
	}
	inside = only_folder(folder);
	/* One student's folder is no wrapping of a class. */
	if (inside && is_students(inside)) {
		free(inside);
		inside = NULL;
	}
	walk.directory = inside ? inside : folder;
	status = walk_folder(&walk, error);
	free(inside);
	free(folder);
	return status;
}

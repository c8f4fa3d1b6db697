/* SPDX-License-Identifier: MIT */
#include "intake/attached.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/handed.h"
#include "intake/layout.h"
#include "intake/match.h"
#include "intake/source.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

bool attached_is(const struct item *item)
{
	struct layout layout = layout_of(item->name);
	size_t len = layout.file ? strlen(layout.file) : 0;
	bool is = item->kind == ITEM_FILE && item_counts(item) &&
		  !layout.aside && len > 2 &&
		  strcmp(layout.file + len - 2, ".c") == 0;

	layout_clear(&layout);
	return is;
}

static bool same_person(const char *name, const struct layout *one)
{
	struct layout other = layout_of(name);
	bool same = other.platform && strcmp(one->name, other.name) == 0 &&
		    strcmp(one->number, other.number) == 0;

	layout_clear(&other);
	return same;
}

/* The student's own name for it. On Canvas, echo-2.c is the third upload of
   echo.c. */
static char *own_name(const char *name)
{
	struct layout layout = layout_of(name);
	char *own = memory_text(layout.file), *dash = strrchr(own, '-');

	if (dash && strcmp(layout.platform, "Canvas") == 0) {
		const char *end = dash + 1 + strspn(dash + 1, "0123456789");

		if (end > dash + 1 && *end == '.')
			memmove(dash, end, strlen(end) + 1);
	}
	layout_clear(&layout);
	return own;
}

static bool is_wanted(const struct class *class, const char *name)
{
	char *own = own_name(name);
	bool wanted = false;

	for (size_t i = 0; i < class->n_lessons; i++)
		wanted |= strcmp(own, class->lessons[i].file) == 0;
	free(own);
	return wanted;
}

static char *write_file(const char *target, const char *name, const char *bytes,
			size_t len, long long time)
{
	struct timespec times[2] = { { .tv_sec = time }, { .tv_sec = time } };
	int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char *problem = NULL;

	if (fd < 0 && errno == EEXIST)
		return wording("two files are called %s, and nothing says "
			       "which one counts",
			       path_base(target));
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		problem = wording("%s: %s", name, strerror(errno));
	if (fd >= 0) {
		futimens(fd, times);
		close(fd);
	}
	return problem;
}

static void copy(const struct walk *walk, const struct item *item,
		 struct handed *handed)
{
	char *path = path_join(walk->directory, item->name),
	     *own = own_name(item->name),
	     *target = path_join(handed->folder, own), *bytes;
	size_t len;

	if (handed->problem)
		goto done;
	bytes = source_read(path, &len);
	if (bytes) {
		handed->status = ENTRY_NEEDS_REVIEW;
		handed->problem =
			write_file(target, item->name, bytes, len, item->time);
	} else {
		handed->status = ENTRY_REJECTED;
		handed->problem =
			errno == EFBIG ?
				wording("%s is larger than 1 MiB", own) :
				wording("%s cannot be read: %s", own,
					strerror(errno));
	}
	free(bytes);
done:
	free(target);
	free(own);
	free(path);
}

/* Where a lesson's file is among them, it is what counts. */
static void copy_all(struct walk *walk, const struct folder *folder,
		     size_t first, size_t end, struct handed *handed)
{
	bool wanted = false;

	for (size_t i = first; i < end; i++)
		wanted |= attached_is(&folder->items[i]) &&
			  is_wanted(walk->class, folder->items[i].name);
	for (size_t i = first; i < end; i++) {
		const struct item *item = &folder->items[i];

		if (!attached_is(item))
			continue;
		if (!wanted || is_wanted(walk->class, item->name))
			copy(walk, item, handed);
		else
			class_aside(walk->class, item->name,
				    "beside the lesson's file");
	}
}

size_t attached_take(struct walk *walk, const struct folder *folder,
		     size_t first)
{
	struct layout layout = layout_of(folder->items[first].name);
	struct handed handed = { .name = folder->items[first].name,
				 .folder = walk_folder(walk) };
	size_t end = first + 1;

	while (end < folder->n && same_person(folder->items[end].name, &layout))
		end++;
	copy_all(walk, folder, first, end, &handed);
	handed_give(walk, match_student(walk->class, &layout), &handed);
	handed_clear(&handed);
	layout_clear(&layout);
	return end;
}

/* SPDX-License-Identifier: MIT */
#include "intake/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "intake/folder.h"
#include "judge/wording.h"
#include "memory.h"
#include "name.h"
#include "path.h"
#include "script/suggest.h"

unsigned long long source_hash(unsigned long long hash, const void *bytes,
			       size_t len)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * 0x100000001b3ULL;
	return hash;
}

/* What was a file a moment ago may be a FIFO now: it must not block. */
char *source_read(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *text = NULL;
	struct stat stat;
	ssize_t n = 0;

	*len = 0;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode) ||
	    stat.st_size > SOURCE_MAX) {
		errno = S_ISREG(stat.st_mode) ? EFBIG : EINVAL;
	} else {
		text = memory_get(SOURCE_MAX + 1);
		while (*len < SOURCE_MAX &&
		       (n = read(fd, text + *len, SOURCE_MAX - *len)) > 0)
			*len += (size_t)n;
	}
	close(fd);
	return text;
}

static void decide(struct class_unit *unit, enum entry_status status,
		   char *note)
{
	unit->unit.status = status;
	free(unit->unit.note);
	unit->unit.note = note;
	if (status != ENTRY_SCORED) {
		free(unit->path);
		unit->path = NULL;
	}
}

static bool is_utf16(const unsigned char *text, size_t len)
{
	if (len < 2)
		return false;
	return (text[0] == 0xff && text[1] == 0xfe) ||
	       (text[0] == 0xfe && text[1] == 0xff) ||
	       (len > 3 && !text[1] && !text[3] && text[0] && text[2]) ||
	       (len > 3 && !text[0] && !text[2] && text[1] && text[3]);
}

/* What a person would want to know of it, and a compiler may not say. */
static char *oddities(const char *text, size_t len)
{
	bool bom = len > 2 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
	bool cr = memchr(text, '\r', len) != NULL;
	bool nul = memchr(text, '\0', len) != NULL;

	if (!bom && !cr && !nul)
		return NULL;
	return wording("the file has%s%s%s%s%s",
		       bom ? " a byte order mark" : "",
		       bom && (cr || nul) ? " and" : "",
		       cr ? " lines that end in CR LF" : "",
		       cr && nul ? " and" : "", nul ? " NUL bytes" : "");
}

static void examine(struct class_unit *unit)
{
	size_t len;
	char *text = source_read(unit->path, &len);

	if (!text && errno == EFBIG) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s is larger than 1 MiB", unit->unit.program));
	} else if (!text) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s cannot be read: %s", unit->unit.program,
			       strerror(errno)));
	} else if (is_utf16((unsigned char *)text, len)) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s is UTF-16; a compiler wants UTF-8",
			       unit->unit.program));
	} else {
		free(unit->unit.digest);
		unit->unit.digest =
			wording("%016llx", source_hash(SOURCE_HASH, text, len));
		decide(unit, ENTRY_SCORED, oddities(text, len));
	}
	free(text);
}

static void take(struct class_unit *unit, char *path, const struct item *item)
{
	time_t time = (time_t)item->time;
	char text[32];
	struct tm parts;

	unit->path = path;
	if (item->kind == ITEM_UNREADABLE) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s cannot be read: %s", unit->unit.program,
			       strerror(item->error)));
		return;
	}
	if (item->kind != ITEM_FILE) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s is %s, not a file", unit->unit.program,
			       item_kind_name(item->kind)));
		return;
	}
	gmtime_r(&time, &parts);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	free(unit->unit.submitted_at);
	unit->unit.submitted_at = memory_text(text);
	examine(unit);
}

static bool ends_in_c(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && strcmp(name + len - 2, ".c") == 0;
}

/* The name nearest to the wanted one, of those that are there: the same in
   capitals, the only C file, or a slip. NULL: none. To be freed. */
static char *nearest(const char *folder, const char *wanted)
{
	const char *same = NULL, *only = NULL;
	struct suggestion suggestion;
	struct folder there;
	size_t n = 0;
	char *hint;

	if (folder_read(&there, folder) < 0)
		return NULL;
	suggest_begin(&suggestion, wanted, (int)strlen(wanted));
	for (size_t i = 0; i < there.n; i++) {
		const char *name = there.items[i].name;

		suggest_offer(&suggestion, name);
		if (strcasecmp(name, wanted) == 0)
			same = name;
		if (ends_in_c(name) && ends_in_c(wanted) && !n++)
			only = name;
	}
	if (!same)
		same = n == 1 ? only : suggestion.best;
	hint = same ? name_printable(same, strlen(same)) : NULL;
	folder_clear(&there);
	return hint;
}

/* Says what was looked for in folder, which the student sees as place. */
static void missing(struct class_unit *unit, const char *folder,
		    const char *wanted, const char *place)
{
	char *hint = nearest(folder, wanted);

	decide(unit, ENTRY_NO_SUBMISSION,
	       hint ? wording("no %s%s; did you mean %s%s?", place, wanted,
			      place, hint) :
		      wording("no %s%s", place, wanted));
	free(hint);
}

/* One lesson alone may lie in the folder itself. */
static void find_alone(struct class_unit *unit, const char *folder,
		       const struct class_lesson *lesson)
{
	char *path = path_join(folder, lesson->file);
	char *slip = nearest(folder, lesson->name);
	struct item item = item_look(path);

	if (item.kind != ITEM_MISSING)
		take(unit, path, &item);
	else if (slip)
		missing(unit, folder, lesson->name, "");
	else
		missing(unit, folder, lesson->file, "");
	if (item.kind == ITEM_MISSING)
		free(path);
	free(slip);
}

void source_find(struct class_unit *unit, const char *folder,
		 const struct class_lesson *lesson, bool alone)
{
	char *inside = path_join(folder, lesson->name);
	char *path = path_join(inside, lesson->file), *place;
	struct item item = item_look(path), above = item_look(inside);

	if (above.kind == ITEM_LINK || above.kind == ITEM_SPECIAL) {
		decide(unit, ENTRY_REJECTED,
		       wording("%s is %s, not a folder", lesson->name,
			       item_kind_name(above.kind)));
	} else if (item.kind != ITEM_MISSING) {
		take(unit, path, &item);
		path = NULL;
	} else if (above.kind == ITEM_FOLDER) {
		place = wording("%s/", lesson->name);
		missing(unit, inside, lesson->file, place);
		free(place);
	} else if (alone) {
		find_alone(unit, folder, lesson);
	} else {
		missing(unit, folder, lesson->name, "");
	}
	free(inside);
	free(path);
}

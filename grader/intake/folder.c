/* SPDX-License-Identifier: MIT */
#include "intake/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"
#include "path.h"

static enum item_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return ITEM_FILE;
	if (S_ISDIR(mode))
		return ITEM_FOLDER;
	return S_ISLNK(mode) ? ITEM_LINK : ITEM_SPECIAL;
}

struct item item_look(const char *path)
{
	struct item item = { .kind = ITEM_MISSING };
	struct stat stat;

	if (lstat(path, &stat) == 0) {
		item.kind = kind_of(stat.st_mode);
		item.size = stat.st_size;
		item.time = stat.st_mtime;
	} else if (errno != ENOENT && errno != ENOTDIR) {
		item.kind = ITEM_UNREADABLE;
		item.error = errno;
	}
	return item;
}

const char *item_kind_name(enum item_kind kind)
{
	switch (kind) {
	case ITEM_FILE:
		return "a file";
	case ITEM_FOLDER:
		return "a folder";
	case ITEM_LINK:
		return "a link";
	case ITEM_SPECIAL:
		return "a device, a FIFO or a socket";
	case ITEM_MISSING:
		return "not there";
	case ITEM_UNREADABLE:
		return "unreadable";
	}
	return "unreadable";
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

int folder_read(struct folder *folder, const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, no_dots, by_bytes);

	*folder = (struct folder){ NULL, 0 };
	if (n < 0)
		return -1;
	folder->items = memory_get((size_t)n * sizeof(*folder->items));
	for (int i = 0; i < n; i++) {
		char *place = path_join(path, entries[i]->d_name);

		folder->items[folder->n] = item_look(place);
		folder->items[folder->n++].name =
			memory_text(entries[i]->d_name);
		free(entries[i]);
		free(place);
	}
	free(entries);
	return 0;
}

void folder_clear(struct folder *folder)
{
	for (size_t i = 0; i < folder->n; i++)
		free(folder->items[i].name);
	free(folder->items);
	*folder = (struct folder){ NULL, 0 };
}

const struct item *folder_find(const struct folder *folder, const char *name)
{
	for (size_t i = 0; i < folder->n; i++)
		if (strcmp(folder->items[i].name, name) == 0)
			return &folder->items[i];
	return NULL;
}

bool item_counts(const struct item *item)
{
	return item->name[0] != '.' && strncmp(item->name, "__", 2) != 0;
}

/* SPDX-License-Identifier: MIT */
#include "selftest/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/folder.h"
#include "intake/source.h"
#include "memory.h"
#include "path.h"

#define FILE_MAX (64U << 20)

static char *slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	long size = 0;

	*len = 0;
	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
	    size <= FILE_MAX) {
		rewind(file);
		text = memory_get((size_t)size + 1);
		*len = fread(text, 1, (size_t)size, file);
	}
	fclose(file);
	return text;
}

static unsigned long long add_file(unsigned long long hash, const char *path)
{
	size_t len;
	char *text = slurp(path, &len);

	if (text)
		hash = source_hash(hash, text, len);
	free(text);
	return hash;
}

static unsigned long long add_folder(unsigned long long hash, const char *path)
{
	struct folder folder;

	if (folder_read(&folder, path) < 0)
		return hash;
	for (size_t i = 0; i < folder.n; i++) {
		const struct item *item = &folder.items[i];
		char *inside = path_join(path, item->name);

		hash = source_hash(hash, item->name, strlen(item->name) + 1);
		hash = source_hash(hash, &item->kind, sizeof(item->kind));
		if (item->kind == ITEM_FOLDER)
			hash = add_folder(hash, inside);
		else if (item->kind == ITEM_FILE)
			hash = add_file(hash, inside);
		free(inside);
	}
	folder_clear(&folder);
	return hash;
}

unsigned long long tree_hash(const char *path)
{
	struct item item = item_look(path);

	if (item.kind == ITEM_FILE)
		return add_file(SOURCE_HASH, path);
	return item.kind == ITEM_FOLDER ? add_folder(SOURCE_HASH, path) : 0;
}

char *tree_holding(const char *path, const char *text)
{
	struct item item = item_look(path);
	struct folder folder;
	char *found = NULL, *content;
	size_t len;

	if (item.kind == ITEM_FILE) {
		content = slurp(path, &len);
		if (content && memmem(content, len, text, strlen(text)))
			found = memory_text(path);
		free(content);
		return found;
	}
	if (item.kind != ITEM_FOLDER || folder_read(&folder, path) < 0)
		return NULL;
	for (size_t i = 0; i < folder.n && !found; i++) {
		content = path_join(path, folder.items[i].name);
		found = tree_holding(content, text);
		free(content);
	}
	folder_clear(&folder);
	return found;
}

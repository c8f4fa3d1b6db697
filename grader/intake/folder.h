/* SPDX-License-Identifier: MIT */
/* What lies in a folder that somebody else has filled. Links are not followed. */
#ifndef INTAKE_FOLDER_H
#define INTAKE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

enum item_kind {
	ITEM_FILE,
	ITEM_FOLDER,
	ITEM_LINK,
	ITEM_SPECIAL, /* a device, a FIFO, a socket */
	ITEM_MISSING,
	ITEM_UNREADABLE,
};

struct item {
	char *name;
	enum item_kind kind;
	int error;	/* errno, of what is unreadable */
	long long size; /* bytes */
	long long time; /* last changed; seconds since 1970 */
};

struct folder {
	struct item *items; /* in the order of their names' bytes */
	size_t n;
};

/* -1: errno. */
int folder_read(struct folder *folder, const char *path);
void folder_clear(struct folder *folder);
const struct item *folder_find(const struct folder *folder, const char *name);

/* One file, which may not be there. */
struct item item_look(const char *path);
const char *item_kind_name(enum item_kind kind);

/* Neither . nor __ in front: those are the system's or a tool's. */
bool item_counts(const struct item *item);

#endif

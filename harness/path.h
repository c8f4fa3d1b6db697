/* SPDX-License-Identifier: MIT */
/* Names of files: put together, and taken apart. */
#ifndef PATH_H
#define PATH_H

#include <stdio.h>
#include <string.h>

#include "memory.h"

/* "directory/name", to be freed. */
static inline char *path_join(const char *directory, const char *name)
{
	size_t size = strlen(directory) + strlen(name) + 2;
	char *path = memory_get(size);

	snprintf(path, size, "%s/%s", directory, name);
	return path;
}

/* What stands behind the last slash; part of path. */
static inline const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#endif

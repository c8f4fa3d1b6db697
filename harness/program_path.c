/* SPDX-License-Identifier: MIT */
#include "program_path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

char *program_path(const char *name)
{
	const char *given = getenv("PATH");
	char *path, *save, *paths = memory_text(given ? given : "/usr/bin");
	char *found = strchr(name, '/') ? realpath(name, NULL) : NULL;

	for (char *it = strtok_r(paths, ":", &save);
	     it && !found && !strchr(name, '/');
	     it = strtok_r(NULL, ":", &save)) {
		if (asprintf(&path, "%s/%s", it, name) < 0)
			break;
		if (!access(path, X_OK))
			found = strdup(path);
		free(path);
	}
	free(paths);
	if (!found)
		fprintf(stderr, "harness: %s: no such program\n", name);
	return found;
}

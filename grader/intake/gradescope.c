/* SPDX-License-Identifier: MIT */
#include "intake/gradescope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "path.h"

/* The value behind ":key:", without quotes; NULL: another line. */
static char *value_of(char *line, const char *key)
{
	char *at = strstr(line, key), *value, *end;

	if (!at)
		return NULL;
	value = at + strlen(key);
	value += strspn(value, " '\"");
	end = value + strcspn(value, "'\"\r\n");
	*end = '\0';
	return *value ? memory_text(value) : NULL;
}

/* An id is worth more than an address, and that more than a name. */
static void keep(char **best, int *rank, char *line)
{
	static const char *const keys[] = { ":name:", ":email:", ":sid:" };

	for (int i = *rank; i < 3; i++) {
		char *value = value_of(line, keys[i]);

		if (!value)
			continue;
		free(*best);
		*best = value;
		*rank = i + 1;
		return;
	}
}

bool gradescope_who(const char *directory, struct layout *layout)
{
	char *path = path_join(directory, "submission_metadata.yml");
	FILE *file = fopen(path, "re");
	char line[1024], *best = NULL,
			 *mark = wording("submission_%s:", layout->number);
	bool inside = false;
	int rank = 0;

	while (file && fgets(line, sizeof(line), file)) {
		if (line[0] != ' ' && line[0] != '-')
			inside = strncmp(line, mark, strlen(mark)) == 0;
		else if (inside)
			keep(&best, &rank, line);
	}
	if (file)
		fclose(file);
	free(path);
	free(mark);
	if (!best)
		return false;
	free(layout->name);
	layout->name = best;
	return true;
}

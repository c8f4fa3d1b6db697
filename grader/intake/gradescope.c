/* SPDX-License-Identifier: MIT */
#include "intake/gradescope.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "judge/wording.h"
#include "memory.h"
#include "path.h"

/* One submission's part of the file. */
struct part {
	struct gradescope *found;
	size_t depth; /* of its keys; what lies deeper belongs to one of them */
	bool submitters;
};

/* What stands between quotes, or before the end of the line; NULL: nothing. */
static char *value_of(const char *at)
{
	char quote, *value, *to;

	at += strspn(at, " ");
	quote = *at == '\'' || *at == '"' ? *at++ : '\0';
	value = to = memory_get(strlen(at) + 1);
	for (; *at && *at != '\n' && *at != '\r'; at++) {
		if (quote && *at == quote && at[1] != quote)
			break;
		/* A quote comes double between single ones. */
		if (quote && (*at == quote || (quote == '"' && *at == '\\')))
			at++;
		*to++ = *at;
	}
	while (!quote && to > value && to[-1] == ' ')
		*--to = '\0';
	if (*value)
		return value;
	free(value);
	return NULL;
}

/* "2026-03-01 10:00:00.5 Z", or with "-07:00" behind it. */
static char *utc_of(const char *text)
{
	struct tm tm = { 0 };
	const char *at = strptime(text, "%Y-%m-%d", &tm);
	int hours = 0, minutes = 0;
	char sign = '+', utc[32];
	time_t time;
	long ahead; /* seconds */

	if (at && (*at == ' ' || *at == 'T'))
		at = strptime(at + 1, "%H:%M:%S", &tm);
	else
		return NULL;
	if (!at)
		return NULL;
	at += strspn(at, ".0123456789 ");
	if ((*at == '+' || *at == '-') &&
	    sscanf(at, "%c%2d:%2d", &sign, &hours, &minutes) < 3)
		sscanf(at, "%c%2d%2d", &sign, &hours, &minutes);
	ahead = (hours * 60L + minutes) * 60;
	time = timegm(&tm) - (sign == '-' ? -ahead : ahead);
	gmtime_r(&time, &tm);
	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return memory_text(utc);
}

static void read_submitter(struct gradescope *found, const char *text)
{
	struct submitter *last = &found->submitters[found->n - 1];
	const char *const keys[] = { ":sid:", ":email:", ":name:" };
	char **fields[] = { &last->sid, &last->email, &last->name };

	for (int i = 0; i < 3; i++)
		if (strncmp(text, keys[i], strlen(keys[i])) == 0 && !*fields[i])
			*fields[i] = value_of(text + strlen(keys[i]));
}

static void add_submitter(struct gradescope *found)
{
	found->submitters = memory_grow(found->submitters, found->n,
					sizeof(*found->submitters));
	found->submitters[found->n++] = (struct submitter){ .sid = NULL };
}

/* Tests have names too, and an earlier try its own time: only the submission's
   own keys count. */
static void read_line(struct part *part, const char *line)
{
	size_t depth = strspn(line, " ");
	const char *text = line + depth;
	char *value;

	if (*text == ':' && !part->depth)
		part->depth = depth;
	if (*text == ':' && depth == part->depth) {
		part->submitters = strncmp(text, ":submitters:", 12) == 0;
		if (strncmp(text, ":created_at:", 12) == 0 &&
		    !part->found->created_at && (value = value_of(text + 12))) {
			part->found->created_at = utc_of(value);
			free(value);
		}
		return;
	}
	if (!part->submitters)
		return;
	if (*text == '-') {
		add_submitter(part->found);
		text += 1 + strspn(text + 1, " ");
	}
	if (part->found->n)
		read_submitter(part->found, text);
}

/* Those of whom nothing stands there are nobody. */
static void drop_nameless(struct gradescope *found)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++) {
		const struct submitter *one = &found->submitters[i];

		if (one->sid || one->email || one->name)
			found->submitters[n++] = *one;
	}
	found->n = n;
}

struct gradescope gradescope_of(const char *directory, const char *number)
{
	struct gradescope found = { .n = 0 };
	struct part part = { .found = &found };
	char *path = path_join(directory, "submission_metadata.yml"),
	     *mark = wording("submission_%s:", number), *line = NULL;
	FILE *file = fopen(path, "re");
	bool inside = false;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		if (line[0] != ' ' && line[0] != '-')
			inside = strncmp(line, mark, strlen(mark)) == 0;
		else if (inside)
			read_line(&part, line);
	}
	if (file)
		fclose(file);
	free(line);
	free(path);
	free(mark);
	drop_nameless(&found);
	return found;
}

void gradescope_clear(struct gradescope *gradescope)
{
	for (size_t i = 0; i < gradescope->n; i++) {
		free(gradescope->submitters[i].sid);
		free(gradescope->submitters[i].email);
		free(gradescope->submitters[i].name);
	}
	free(gradescope->submitters);
	free(gradescope->created_at);
	*gradescope = (struct gradescope){ .n = 0 };
}

/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/export.h"
#include "pool.h"

#define JOBS_MAX 256

static int complain(const char *what, const char *value)
{
	fprintf(stderr, "grader: %s: %s\n", what, value);
	return -1;
}

static int set_number(int *where, const char *name, const char *value, int max)
{
	char *end;
	long number = strtol(value, &end, 10);

	if (*end || end == value || number < 1 || number > max)
		return complain(name, "is no sensible number");
	*where = (int)number;
	return 0;
}

static int set_shard(struct arguments *arguments, const char *value)
{
	int end = 0;

	if (sscanf(value, "%d/%d%n", &arguments->shard, &arguments->shards,
		   &end) != 2 ||
	    value[end] || arguments->shards < 1 || arguments->shard < 1 ||
	    arguments->shard > arguments->shards)
		return complain("--shard", "is I/N, with I from 1 to N");
	return 0;
}

static int set_visibility(struct arguments *arguments, const char *value)
{
	for (int i = VISIBLE; i <= AFTER_PUBLISHED; i++) {
		if (strcmp(value, visibility_name(i)) == 0) {
			arguments->visibility = value;
			return 0;
		}
	}
	return complain("--visibility", "is visible, hidden, after_due_date or "
					"after_published");
}

static int set_sandbox(struct arguments *arguments, char *value)
{
	arguments->sandbox = value;
	if (strcmp(value, "namespaces") == 0 || strcmp(value, "users") == 0)
		return 0;
	return complain("--sandbox", "is namespaces or users");
}

static int add(char **list, size_t *n, char *value)
{
	if (*n == ARGUMENTS_MAX)
		return complain(value, "too many of these");
	list[(*n)++] = value;
	return 0;
}

static int add_format(struct arguments *arguments, char *value)
{
	if (!format_find(value))
		return complain(value, "no such format");
	return add(arguments->formats, &arguments->n_formats, value);
}

static int set(struct arguments *a, const char *name, char *value)
{
	if (strcmp(name, "--submissions") == 0)
		a->submissions = value;
	else if (strcmp(name, "--out") == 0)
		a->out = value;
	else if (strcmp(name, "--roster") == 0)
		a->roster = value;
	else if (strcmp(name, "--late") == 0)
		a->late = value;
	else if (strcmp(name, "--weights") == 0)
		a->weights = value;
	else if (strcmp(name, "--scripts") == 0)
		a->scripts = value;
	else if (strcmp(name, "--lesson") == 0)
		return add(a->lessons, &a->n_lessons, value);
	else if (strcmp(name, "--regrade") == 0)
		return add(a->regrade, &a->n_regrade, value);
	else if (strcmp(name, "--format") == 0)
		return add_format(a, value);
	else if (strcmp(name, "--jobs") == 0)
		return set_number(&a->jobs, name, value, JOBS_MAX);
	else if (strcmp(name, "--seconds") == 0)
		return set_number(&a->seconds, name, value, 86400);
	else if (strcmp(name, "--shard") == 0)
		return set_shard(a, value);
	else if (strcmp(name, "--visibility") == 0)
		return set_visibility(a, value);
	else if (strcmp(name, "--stage") == 0)
		a->compile_only = strcmp(value, "compile") == 0;
	else if (strcmp(name, "--sandbox") == 0)
		return set_sandbox(a, value);
	else
		return complain(name, "no such option");
	return 0;
}

int arguments_parse(struct arguments *arguments, int argc, char **argv)
{
	*arguments = (struct arguments){ .shard = 1,
					 .shards = 1,
					 .seconds = POOL_SECONDS };
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			if (add(arguments->words, &arguments->n_words,
				argv[i]) < 0)
				return -1;
			continue;
		}
		if (i + 1 == argc)
			return complain(argv[i], "a value is missing");
		if (set(arguments, argv[i], argv[i + 1]) < 0)
			return -1;
		i++;
	}
	return 0;
}

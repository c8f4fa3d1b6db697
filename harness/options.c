/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int set_flag(struct options *options, const char *name)
{
	if (!strcmp(name, "--current"))
		options->current = true;
	else if (!strcmp(name, "--passed"))
		options->passed = true;
	else if (!strcmp(name, "--checks"))
		options->checks = true;
	else if (!strcmp(name, "--timeline"))
		options->timeline = true;
	else
		return -1;
	return 0;
}

static int set_value(struct options *options, const char *name, char *value)
{
	char *end;

	if (!strcmp(name, "--json")) {
		options->json = value;
	} else if (!strcmp(name, "--log")) {
		options->log = value;
	} else if (!strcmp(name, "--source")) {
		options->source = value;
	} else if (!strcmp(name, "--script") &&
		   options->n_scripts < OPTIONS_MAX) {
		options->scripts[options->n_scripts++] = value;
	} else if (!strcmp(name, "--seed")) {
		options->seed = strtoull(value, &end, 10);
		options->seeded = true;
		if (*end || end == value || *value == '-') {
			fprintf(stderr, "harness: --seed %s: not a number\n",
				value);
			return -1;
		}
	} else if (!strcmp(name, "--memory")) {
		options->memory = strtoul(value, &end, 10) << 20;
		if (*end || !options->memory) {
			fprintf(stderr,
				"harness: --memory %s: not a number "
				"of MiB\n",
				value);
			return -1;
		}
	} else {
		fprintf(stderr, "harness: unknown option %s\n", name);
		return -1;
	}
	return 0;
}

int options_parse(struct options *options, int argc, char **argv)
{
	*options = (struct options){ 0 };
	for (int i = 0; i < argc; i++) {
		char *word = argv[i];

		if (!strcmp(word, "--")) {
			options->rest = argv + i + 1;
			return 0;
		}
		if (word[0] != '-' || word[1] != '-') {
			if (options->n_words == OPTIONS_MAX)
				return -1;
			options->words[options->n_words++] = word;
			continue;
		}
		if (!set_flag(options, word))
			continue;
		if (i + 1 == argc) {
			fprintf(stderr,
				"harness: %s needs a value, or is "
				"unknown\n",
				word);
			return -1;
		}
		if (set_value(options, word, argv[++i]) < 0)
			return -1;
	}
	return 0;
}

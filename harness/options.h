/* SPDX-License-Identifier: MIT */
/* The command line of a command: options by name, and the words between. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_MAX 256

struct options {
	const char *json; /* a file, "-" for stdout; or NULL */
	const char *log;
	const char *source;
	char *scripts[OPTIONS_MAX + 1]; /* NULL-terminated */
	char *words[OPTIONS_MAX + 1];	/* NULL-terminated */
	size_t n_scripts, n_words;
	char **rest;   /* after "--"; or NULL */
	size_t memory; /* bytes; 0: not given */
	uint64_t seed;
	bool seeded; /* --seed was given */
	bool current, passed, checks, timeline;
};

/* 0, or -1 after saying what is wrong on stderr. */
int options_parse(struct options *options, int argc, char **argv);

#endif

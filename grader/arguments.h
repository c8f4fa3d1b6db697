/* SPDX-License-Identifier: MIT */
/* The command line of a command of the grader's. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "book.h"

#define ARGUMENTS_MAX 64

struct arguments {
	const char *submissions, *out, *roster, *late, *weights, *scripts;
	char *lessons[ARGUMENTS_MAX + 1]; /* these lists end with NULL */
	char *formats[ARGUMENTS_MAX + 1];
	char *regrade[ARGUMENTS_MAX + 1]; /* all, STUDENT, STUDENT/LESSON */
	char *words[ARGUMENTS_MAX + 1];
	size_t n_lessons, n_formats, n_regrade, n_words;
	int jobs;	     /* 0: as many as there are processors */
	int shard, shards;   /* 1 of 1 */
	int seconds;	     /* of real time a unit */
	const char *sandbox; /* "namespaces", "users"; NULL: what works */
	bool compile_only;   /* --stage compile: for measuring */
	/* of the scripts in --scripts, a visibility_name(); NULL: not given */
	const char *visibility;
};

/* 0, or -1 after saying what is wrong on stderr. */
int arguments_parse(struct arguments *arguments, int argc, char **argv);

#endif

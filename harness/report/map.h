/* SPDX-License-Identifier: MIT */
/*
 * The map: all lessons, how far the student is, and the next step.
 *
 * A lesson is a directory lessons/NN-name with a lesson.conf (`title TEXT`,
 * `file NAME`); what was earned is in build/results/NN-name.json, as the last
 * check left it. The current lesson is the first one that is not passed.
 */
#ifndef REPORT_MAP_H
#define REPORT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/json.h"

struct map_lesson {
	char *name;	/* "05-epoll" */
	char *title;	/* the one idea */
	char *file;	/* "echo.c" */
	int max_points; /* from its scripts */
	struct progress progress;
};

struct map {
	struct map_lesson *lessons; /* by name */
	size_t n_lessons;
	size_t current; /* n_lessons: all are passed */
};

/* NULL with errno when the directory lessons under root cannot be read. */
struct map *map_load(const char *root);
void map_free(struct map *map);

/* 0, or -1 with errno. */
int map_print(const char *root, bool colour, FILE *out);

#endif

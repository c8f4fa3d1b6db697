/* SPDX-License-Identifier: MIT */
/* What --regrade names: all, a student, or one lesson of a student. */
#ifndef REGRADE_H
#define REGRADE_H

#include "arguments.h"
#include "intake/class.h"
#include "kit.h"

/* 0, or -1: *error, to be freed, says which word names nothing of this run. */
int regrade_check(const struct arguments *arguments, const struct class *class,
		  const struct kit *kit, char **error);

/* The words, to be freed: what a run was asked for. */
char *regrade_words(const struct arguments *arguments);

/* Makes their units pending; the words have been checked. */
void regrade_mark(struct journal *journal, const struct arguments *arguments,
		  const struct class *class, const struct kit *kit);

#endif

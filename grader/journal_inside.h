/* SPDX-License-Identifier: MIT */
/*
 * What the files of the journal share: the data base, and its statements.
 *
 * The first error stays and is the one that is told: what fails after it, and
 * the commit first of all, fails because of it.
 */
#ifndef JOURNAL_INSIDE_H
#define JOURNAL_INSIDE_H

#include <sqlite3.h>

#include "journal.h"

struct journal {
	sqlite3 *db;
	char *path;
	int depth;   /* of journal_begin() */
	char *error; /* the first; NULL: none yet */
	void (*written)(void *);
	void *argument;
};

/* Keeps the error of the data base, if it is the first. -1. */
int journal_fail(struct journal *journal);

/* A statement that changes something. types has a letter a parameter: s a text
   or NULL, i an int, d a double. 0, or -1. */
int journal_change(struct journal *journal, const char *query,
		   const char *types, ...);

/* The first column of the first row, to be freed; NULL: none. */
char *journal_text(struct journal *journal, const char *query,
		   const char *types, ...);

#endif

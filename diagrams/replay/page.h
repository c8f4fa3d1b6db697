/* SPDX-License-Identifier: MIT */
/*
 * The replay: one HTML file that holds a run, to be stepped through in any
 * browser, from file:// and without a network.
 *
 * The page is page.html, page.css and page.js, which are built in; this puts
 * the log, the source and the script beside them. What the log holds is worked
 * out by page.js; nothing of it is known here. No text of a run can end an
 * element: every "<" is escaped.
 */
#ifndef REPLAY_PAGE_H
#define REPLAY_PAGE_H

#include <stdio.h>

#include "log/record.h"

/* What stands beside the log; NULL where it is not known. */
struct page_parts {
	const char *title;
	const char *message; /* the verdict's */
	const char *at;	     /* where the verdict points: "echo.c:57" */
	const char *file;    /* the source's name */
	const char *source;  /* texts, in any encoding */
	const char *script;
	int failed; /* the script's line that failed; 0: none */
};

/* 0, or -1 when memory ran out. */
int page_write(const struct record *record, const struct page_parts *parts,
	       FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The words of a timeline: what stands in a row, whatever it is drawn as.
 *
 * Labels are valid UTF-8 without control characters; in a form's own syntax
 * (XML, Mermaid) its writer escapes them.
 */
#ifndef TIMELINE_LABEL_H
#define TIMELINE_LABEL_H

#include "timeline/measure.h"
#include "timeline/timeline.h"

/* The row's text, cut to LABEL_MAX bytes. Counts are not in it. */
void label_row(const struct timeline *timeline, const struct row *row,
	       char label[LABEL_MAX]);

/* "4,812 times", or "3 to 64 times"; empty for once. */
void label_times(const struct row *row, char label[LABEL_MAX]);

/* ":57"; "other.c:57" in another file; "serve()"; empty when unknown. */
void label_place(const struct timeline *timeline, const struct row *row,
		 char label[LABEL_MAX]);

/* "alice", "client 1 to 5000" ("client" for short), "7 others". */
void label_column(const struct timeline *timeline, size_t column,
		  char label[LABEL_MAX]);
void label_members(const struct column *column, char label[LABEL_MAX]);

#endif

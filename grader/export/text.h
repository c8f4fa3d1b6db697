/* SPDX-License-Identifier: MIT */
/*
 * Text from students in the files of others: each function makes it harmless
 * for one syntax. Control characters and broken UTF-8 become C escapes first.
 */
#ifndef EXPORT_TEXT_H
#define EXPORT_TEXT_H

#include <jansson.h>
#include <stdio.h>

#include "book.h"

#define TEXT_MAX	4096  /* bytes of one message */
#define TEXT_OUTPUT_MAX 16384 /* bytes of a compiler's output */

/* Of XML and of HTML, as content or between quotes. */
void put_markup(FILE *out, const char *text);

/* Clean, on one line; to be freed. */
char *text_line(const char *text, size_t max);

/* Clean; null for NULL. */
json_t *text_json(const char *text);

/* Points as platforms read them: "12", "12.5", "12.34"; buffer takes 32. */
const char *points_text(char *buffer, double points);

/*
 * In plain words, to be freed: what happened in a script, at which line, and
 * why it matters; "" for one that passed. Nothing of a hidden one is told.
 */
char *script_story(const struct book_script *script);

/* The script's title, or that it is hidden. */
const char *script_title(const struct book_script *script);

/* What became of an entry, one sentence; to be freed. */
char *entry_story(const struct book_entry *entry);

/* The late policy's part in one sentence, or "" if it took nothing. */
char *late_story(const struct book_entry *entry);

#endif

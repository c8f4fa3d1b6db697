/* SPDX-License-Identifier: MIT */
/* A script that failed and may be seen, as a part of a page. */
#ifndef REPORT_FAILED_SCRIPT_H
#define REPORT_FAILED_SCRIPT_H

#include <stdio.h>

#include "book.h"

/* Bytes of pictures that a page takes, shared out among its lessons: it has to
   stay handy. What leads a lesson is drawn in any case. */
#define PICTURES_MAX (200UL << 10)

/* What happened, where, why it matters. */
void failure_put(FILE *out, const struct book_script *script);

/* The run as a picture: one that leads is seen at once; another one opens, if
   it fits into *room. Both take from *room what they need. */
void failure_put_lead_run(FILE *out, const struct book_script *script,
			  size_t *room);
void failure_put_run(FILE *out, const struct book_script *script, size_t *room);

/* Text as it is, under a label; nothing for "". */
void text_block_put(FILE *out, const char *label, const char *text);

#endif

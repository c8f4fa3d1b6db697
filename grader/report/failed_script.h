/* SPDX-License-Identifier: MIT */
/* What went wrong, as a part of a page: a script that failed and may be seen,
   or a file that does not compile. */
#ifndef REPORT_FAILED_SCRIPT_H
#define REPORT_FAILED_SCRIPT_H

#include <stdio.h>

#include "book.h"

/* Bytes of pictures that a page takes, shared out among its lessons: it has to
   stay handy. What leads a lesson is drawn in any case. */
#define PICTURES_MAX (200UL << 10)

/* What happened, where, why it matters. */
void failure_put(FILE *out, const struct book_script *script);

/* The run as a picture: one that leads is seen at once; another one opens
   under its summary, if it fits into *room. Both take from *room what they need. */
void failure_put_lead_run(FILE *out, const struct book_script *script,
			  size_t *room);
void failure_put_run(FILE *out, const struct book_script *script,
		     const char *summary, size_t *room);

/* What the compiler said; an error that stands far down is told before all of
   it. Nothing for "". */
void compiler_put(FILE *out, const char *said);

#endif

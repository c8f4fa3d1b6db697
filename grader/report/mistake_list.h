/* SPDX-License-Identifier: MIT */
/* The mistakes of a class as a table: what each is, how many make it, and what
   it looks like in a run. */
#ifndef REPORT_MISTAKE_LIST_H
#define REPORT_MISTAKE_LIST_H

#include <stdint.h>
#include <stdio.h>

#include "book.h"

/* Of the whole book with SIZE_MAX. That one is the place for pictures, and for
   links from elsewhere in the page; of a book with one lesson, its own. */
void mistake_list_put(FILE *out, const struct book *book, size_t lesson);

/* A link to the mistake's line there. */
void mistake_link_put(FILE *out, const char *code);

#endif

/* SPDX-License-Identifier: MIT */
/* Whose pages are in OUT/feedback: what others put beside them stays. */
#ifndef PAGES_H
#define PAGES_H

#include "book.h"
#include "journal.h"

/* Before the pages of the book are written: those of students who are in it no
   more go, and whose come is kept in the journal. 0, or -1 with its error. */
int pages_renew(struct journal *journal, const struct book *book,
		const char *out);

#endif

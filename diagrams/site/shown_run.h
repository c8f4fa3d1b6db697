/* SPDX-License-Identifier: MIT */
/* The run that reveals a mistake, as a part of its page. See gallery.h. */
#ifndef SITE_SHOWN_RUN_H
#define SITE_SHOWN_RUN_H

#include "page.h"

/* Puts what there is in RUNS/CODE; nothing when nothing is there. Returns 0,
   or -1 after saying what is wrong on stderr. */
int run_put(const struct page *page, struct site *site, const char *code);

/* The id of the program's section whose run that is, "05-epoll-busy-loop", to
   be freed; NULL: there is no run. */
char *run_section(const struct site *site, const char *code);

/* The whole file at path, to be freed; NULL: it cannot be read. */
char *run_file(const char *path);

/* Copies a file of text. 0, or -1 after saying what is wrong on stderr. */
int run_copy(const char *from, const char *to);

#endif

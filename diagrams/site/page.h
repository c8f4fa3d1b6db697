/* SPDX-License-Identifier: MIT */
/*
 * One page: its head, its navigation and its foot, the same for all.
 *
 * A page has one <main> and one <h1>, which its writer puts. Text from
 * anywhere goes through page_text().
 */
#ifndef SITE_PAGE_H
#define SITE_PAGE_H

#include <stdio.h>

#include "site.h"

struct page {
	FILE *out;
	char *path; /* on the site */
};

/* 0, or -1 after saying what is wrong on stderr. The directories on the way
   are made. */
int page_open(struct page *page, const struct site *site, const char *path,
	      const char *title);
int page_close(struct page *page);

/* Text with &, <, > and quotes made harmless. */
void page_text(const struct page *page, const char *text);
void page_text_n(const struct page *page, const char *text, size_t len);

/* A link from this page to another path of the site (with a #fragment). */
char *page_link(const struct page *page, const char *path);

/* printf to the page; what goes in is HTML already. */
__attribute__((format(printf, 2, 3))) void page_put(const struct page *page,
						    const char *format, ...);

/* <a href=PATH>TEXT</a> */
void page_anchor(const struct page *page, const char *path, const char *text);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Markdown to HTML, by cmark-gfm (CommonMark, and tables). Links to files of
 * the kit become links to their pages; headings get ids, as GitHub gives them.
 */
#ifndef SITE_MARKDOWN_H
#define SITE_MARKDOWN_H

#include "page.h"

/*
 * Puts the text of the kit's file kit_path, against which its links are read.
 * Returns 0; -1 after saying on stderr which link leads nowhere.
 */
int markdown_put(const struct page *page, struct site *site,
		 const char *kit_path, const char *text);

/* The text of the first heading, to be freed; NULL: there is none. */
char *markdown_title(const char *text);

#endif

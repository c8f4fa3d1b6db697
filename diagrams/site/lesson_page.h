/* SPDX-License-Identifier: MIT */
/* What a lesson's page has beside its text: workflow, scripts, mistakes. */
#ifndef SITE_LESSON_PAGE_H
#define SITE_LESSON_PAGE_H

#include "page.h"
#include "patch.h"

/* lesson: "05-epoll". Returns 0, or -1 after saying what is wrong on
   stderr. */
int lesson_page_put(const struct page *page, struct site *site,
		    const struct patches *patches, const char *lesson);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The site: the kit's pages, pictures and wrong programs as static HTML.
 *
 * Every page is a file below one directory, and links are relative: the site
 * works from a web server and from file://. A page's path is that of what it
 * shows: "lessons/05-epoll/README.md" is lessons/05-epoll/index.html, another
 * Markdown file X.md is X.html, and a file that is no page of its own, such as
 * a source, is files/PATH.html, made when some page links to it.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include <stddef.h>
#include <stdio.h>

struct site {
	const char *kit;  /* the root of the kit */
	const char *out;  /* the site's directory */
	const char *runs; /* runs of wrong programs, see gallery.h */
	char **files;	  /* of the kit, that some page links to; owned */
	size_t n_files;
};

/* Where the kit's file is on the site; to be freed. Remembers it if it has to
   be made a page. NULL: the kit has no such file. */
char *site_path_of(struct site *site, const char *kit_path);

/* The kit's file, to be freed; NULL with errno. */
char *site_read(const struct site *site, const char *kit_path);

/* Pages of files that others link to: after all the others. 0 or -1. */
int site_put_files(struct site *site);

/* Out of memory ends the process. */
__attribute__((format(printf, 1, 2))) char *site_text(const char *format, ...);

#endif

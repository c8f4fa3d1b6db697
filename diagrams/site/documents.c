/* SPDX-License-Identifier: MIT */
#include "documents.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "lesson_page.h"
#include "markdown.h"
#include "page.h"

/* Where Markdown is. */
static const char *const places[] = {
	"*.md",		  "lessons/*.md",
	"lessons/*/*.md", "harness/*.md",
	"harness/*/*.md", "harness/tests/*/*.md",
	"grader/*.md",	  "grader/*/*.md",
	"diagrams/*.md",  "diagrams/*/*.md",
};

/* "05-epoll" of "lessons/05-epoll/README.md"; NULL: no lesson's page. */
static char *lesson_of_page(const char *kit_path)
{
	static const char folder[] = "lessons/";
	const char *name = kit_path + strlen(folder);
	size_t len;

	if (strncmp(kit_path, folder, strlen(folder)) != 0)
		return NULL;
	len = strcspn(name, "/");
	if (strcmp(name + len, "/README.md") != 0)
		return NULL;
	return site_text("%.*s", (int)len, name);
}

static int put_document(struct site *site, const struct patches *patches,
			const char *kit_path)
{
	char *text = site_read(site, kit_path);
	char *path = site_path_of(site, kit_path);
	char *title = text ? markdown_title(text) : NULL;
	char *lesson = lesson_of_page(kit_path);
	struct page page;
	int status = -1;

	if (text == NULL || path == NULL)
		fprintf(stderr, "%s: %s\n", kit_path, strerror(errno));
	else
		status = page_open(&page, site, path, title ? title : kit_path);
	if (status == 0) {
		status = markdown_put(&page, site, kit_path, text);
		if (lesson && lesson_page_put(&page, site, patches, lesson) < 0)
			status = -1;
		if (page_close(&page) < 0)
			status = -1;
	}
	free(lesson);
	free(title);
	free(path);
	free(text);
	return status;
}

static int put_place(struct site *site, const struct patches *patches,
		     const char *place)
{
	char *pattern = site_text("%s/%s", site->kit, place);
	glob_t found;
	int status = 0;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (put_document(site, patches,
					 found.gl_pathv[i] + strlen(site->kit) +
						 1) < 0)
				status = -1;
		globfree(&found);
	}
	free(pattern);
	return status;
}

static int put_lesson_row(const struct page *page, const struct site *site,
			  const char *lesson)
{
	char *kit_path = site_text("lessons/%s/README.md", lesson);
	char *path = site_text("lessons/%s/index.html", lesson);
	char *text = site_read(site, kit_path);
	char *title = text ? markdown_title(text) : NULL;

	if (title) {
		page_put(page, "<li>");
		page_anchor(page, path, title);
		page_put(page, "</li>\n");
	}
	free(title);
	free(text);
	free(path);
	free(kit_path);
	return title ? 0 : -1;
}

static int put_front(struct site *site)
{
	char *pattern = site_text("%s/lessons/[0-9]*", site->kit);
	struct page page;
	glob_t found;

	if (page_open(&page, site, "index.html", "Non-blocking sockets") < 0)
		return -1;
	page_put(&page,
		 "<h1>wouldblock</h1>\n<p class=\"lead\">Non-blocking sockets "
		 "in C, learned by writing the programs: from a blocking "
		 "socket to an event loop.</p>\n<h2 id=\"lessons\">The "
		 "lessons</h2>\n<ul class=\"plain\">\n");
	if (glob(pattern, GLOB_ONLYDIR, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			put_lesson_row(&page, site,
				       strrchr(found.gl_pathv[i], '/') + 1);
		globfree(&found);
	}
	page_put(&page, "</ul>\n<h2 id=\"more\">And</h2>\n<ul class=\"plain\">"
			"\n<li>");
	page_anchor(&page, "mistakes/index.html", "The gallery of mistakes");
	page_put(&page, ": what goes wrong, how it feels, and the run that "
			"shows it</li>\n<li>");
	page_anchor(&page, "harness/script/index.html", "The script language");
	page_put(&page, ": what the peers do</li>\n<li>");
	page_anchor(&page, "matrix.html", "The matrix");
	page_put(&page, ": every wrong program, and what caught it</li>\n<li>");
	page_anchor(&page, "about.html", "The kit");
	page_put(&page, ": how to get it and what it needs</li>\n</ul>\n");
	free(pattern);
	return page_close(&page);
}

int documents_put(struct site *site, const struct patches *patches)
{
	int status = put_front(site);

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (put_place(site, patches, places[i]) < 0)
			status = -1;
	return status;
}

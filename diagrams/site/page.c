/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *path, *name;
} places[] = {
	{ "index.html", "Start" },
	{ "lessons/index.html", "Lessons" },
	{ "mistakes/index.html", "Mistakes" },
	{ "harness/script/index.html", "Script language" },
	{ "matrix.html", "Matrix" },
	{ "about.html", "About the kit" },
};

void page_put(const struct page *page, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(page->out, format, arguments);
	va_end(arguments);
}

void page_text_n(const struct page *page, const char *text, size_t len)
{
	for (; len > 0 && *text; text++, len--)
		switch (*text) {
		case '&':
			fputs("&amp;", page->out);
			break;
		case '<':
			fputs("&lt;", page->out);
			break;
		case '>':
			fputs("&gt;", page->out);
			break;
		case '"':
			fputs("&quot;", page->out);
			break;
		default:
			fputc(*text, page->out);
		}
}

void page_text(const struct page *page, const char *text)
{
	page_text_n(page, text, strlen(text));
}

char *page_link(const struct page *page, const char *path)
{
	char *link = site_text("%s", path);

	for (const char *at = page->path; (at = strchr(at, '/')); at++) {
		char *longer = site_text("../%s", link);

		free(link);
		link = longer;
	}
	return link;
}

void page_anchor(const struct page *page, const char *path, const char *text)
{
	char *link = page_link(page, path);

	page_put(page, "<a href=\"");
	page_text(page, link);
	page_put(page, "\">");
	page_text(page, text);
	page_put(page, "</a>");
	free(link);
}

/* Every directory of the path. */
static int make_directories(char *path)
{
	for (char *at = path; (at = strchr(at + 1, '/'));) {
		*at = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return -1;
		*at = '/';
	}
	return 0;
}

static void put_head(const struct page *page, const char *title)
{
	char *style = page_link(page, "style.css");

	page_put(page, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
		       "<meta charset=\"utf-8\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, "
		       "initial-scale=1\">\n<title>");
	page_text(page, title);
	page_put(page,
		 " - wouldblock</title>\n"
		 "<link rel=\"icon\" href=\"data:,\">\n"
		 "<link rel=\"stylesheet\" href=\"%s\">\n</head>\n<body>\n"
		 "<a class=\"skip\" href=\"#main\">To the content</a>\n",
		 style);
	free(style);
}

static void put_navigation(const struct page *page)
{
	page_put(page, "<header><nav aria-label=\"Site\"><ul>\n");
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		char *link = page_link(page, places[i].path);

		page_put(page, "<li><a href=\"%s\"%s>%s</a></li>\n", link,
			 strcmp(places[i].path, page->path) == 0 ?
				 " aria-current=\"page\"" :
				 "",
			 places[i].name);
		free(link);
	}
	page_put(page, "</ul></nav></header>\n"
		       "<main id=\"main\" tabindex=\"-1\">\n");
}

int page_open(struct page *page, const struct site *site, const char *path,
	      const char *title)
{
	char *file = site_text("%s/%s", site->out, path);

	page->path = site_text("%s", path);
	page->out = make_directories(file) < 0 ? NULL : fopen(file, "we");
	if (page->out == NULL) {
		fprintf(stderr, "%s: %s\n", file, strerror(errno));
		free(page->path);
		free(file);
		return -1;
	}
	free(file);
	put_head(page, title);
	put_navigation(page);
	return 0;
}

int page_close(struct page *page)
{
	int status;

	page_put(page, "</main>\n</body>\n</html>\n");
	status = ferror(page->out) ? -1 : 0;
	if (fclose(page->out) != 0 || status < 0) {
		fprintf(stderr, "%s: cannot be written\n", page->path);
		status = -1;
	}
	free(page->path);
	return status;
}

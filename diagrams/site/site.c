/* SPDX-License-Identifier: MIT */
#include "site.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "page.h"

char *site_text(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0) {
		fprintf(stderr, "out of memory\n");
		abort();
	}
	va_end(arguments);
	return text;
}

char *site_read(const struct site *site, const char *kit_path)
{
	char *path = site_text("%s/%s", site->kit, kit_path), *text = NULL;
	FILE *in = fopen(path, "re");
	size_t room = 0;

	free(path);
	if (in == NULL)
		return NULL;
	errno = 0;
	/* No file of the kit has a NUL. */
	if (getdelim(&text, &room, '\0', in) < 0) {
		free(text);
		text = errno ? NULL : site_text("%s", "");
	}
	fclose(in);
	return text;
}

static void want(struct site *site, const char *kit_path)
{
	for (size_t i = 0; i < site->n_files; i++)
		if (strcmp(site->files[i], kit_path) == 0)
			return;
	site->files = realloc(site->files,
			      (site->n_files + 1) * sizeof(*site->files));
	if (site->files == NULL)
		abort();
	site->files[site->n_files++] = site_text("%s", kit_path);
}

static const char *extension_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot : "";
}

char *site_path_of(struct site *site, const char *kit_path)
{
	char *file = site_text("%s/%s", site->kit, kit_path);
	size_t len = strlen(kit_path);
	struct stat st;
	int found = stat(file, &st);

	free(file);
	if (found < 0 || S_ISDIR(st.st_mode))
		return NULL;
	if (strcmp(kit_path, "README.md") == 0)
		return site_text("about.html");
	if (len > 10 && strcmp(kit_path + len - 10, "/README.md") == 0)
		return site_text("%.*s/index.html", (int)(len - 10), kit_path);
	if (strcmp(extension_of(kit_path), ".md") == 0)
		return site_text("%.*s.html", (int)(len - 3), kit_path);
	want(site, kit_path);
	return site_text("files/%s.html", kit_path);
}

/* One line an element, so that #L12 is a line. */
static void put_lines(const struct page *page, const char *text)
{
	int n = 0;

	page_put(page, "<pre class=\"lines\" tabindex=\"0\">");
	while (*text) {
		size_t len = strcspn(text, "\n");

		n++;
		page_put(page,
			 "<span id=\"L%d\"><a href=\"#L%d\" "
			 "aria-label=\"Line %d\">%4d</a>  ",
			 n, n, n, n);
		page_text_n(page, text, len);
		page_put(page, "</span>\n");
		text += len + (text[len] == '\n');
	}
	page_put(page, "</pre>\n");
}

static int put_file(struct site *site, const char *kit_path)
{
	char *text = site_read(site, kit_path), *path;
	struct page page;
	int status;

	if (text == NULL) {
		fprintf(stderr, "%s: %s\n", kit_path, strerror(errno));
		return -1;
	}
	path = site_text("files/%s.html", kit_path);
	status = page_open(&page, site, path, kit_path);
	if (status == 0) {
		page_put(&page, "<h1>");
		page_text(&page, kit_path);
		page_put(&page, "</h1>\n");
		put_lines(&page, text);
		status = page_close(&page);
	}
	free(path);
	free(text);
	return status;
}

int site_put_files(struct site *site)
{
	for (size_t i = 0; i < site->n_files; i++)
		if (put_file(site, site->files[i]) < 0)
			return -1;
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The site, made from this kit: every link of every page leads to a page, a
 * file or a place in it, and each page can be read in every way.
 */
#include <criterion/criterion.h>

#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/small_site.h"

static struct small_site site;

/* The whole file, to be freed; NULL: it cannot be read. */
static char *file_text(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (in == NULL)
		return NULL;
	if (getdelim(&text, &room, '\0', in) < 0) {
		free(text);
		text = NULL;
	}
	fclose(in);
	return text;
}

static char *page_text(const char *path)
{
	char *text = file_text(path);

	cr_assert_not_null(text, "%s", path);
	return text;
}

static void site_make(void)
{
	small_site_make(&site);
}

static void site_remove(void)
{
	small_site_remove(&site);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		n++;
		text += strlen(what);
	}
	return n;
}

static bool has_id(const char *page, const char *id)
{
	char *text = file_text(page), *attribute;
	bool found;

	if (text == NULL || asprintf(&attribute, "id=\"%s\"", id) < 0)
		return false;
	found = strstr(text, attribute) != NULL;
	free(attribute);
	free(text);
	return found;
}

static void expect_link(const char *page, const char *url)
{
	char *own = strdup(page), *path, *hash = strchr(url, '#');

	if (strncmp(url, "https://", 8) == 0 || strncmp(url, "data:", 5) == 0) {
		free(own);
		return;
	}
	cr_assert_geq(asprintf(&path, "%s/%.*s", dirname(own),
			       (int)strcspn(url, "#"), url),
		      0);
	cr_expect(*url == '#' || access(path, R_OK) == 0, "%s: %s", page, url);
	if (hash && hash[1])
		cr_expect(has_id(*url == '#' ? page : path, hash + 1),
			  "%s: no place %s", page, url);
	free(path);
	free(own);
}

static void expect_links(const char *page, const char *text,
			 const char *attribute)
{
	while ((text = strstr(text, attribute))) {
		char url[1000];

		text += strlen(attribute);
		snprintf(url, sizeof(url), "%.*s", (int)strcspn(text, "\""),
			 text);
		expect_link(page, url);
	}
}

Test(site, every_link_leads_somewhere)
{
	site_make();
	cr_assert_gt(site.n, 60);
	for (size_t i = 0; i < site.n; i++) {
		char *text = page_text(site.pages[i]);

		expect_links(site.pages[i], text, " href=\"");
		expect_links(site.pages[i], text, " src=\"");
		free(text);
	}
	site_remove();
}

/* What a screen reader needs. */
Test(site, every_page_has_its_landmarks)
{
	site_make();
	for (size_t i = 0; i < site.n; i++) {
		char *text = page_text(site.pages[i]);

		if (strstr(site.pages[i], "-replay.html")) {
			free(text);
			continue;
		}
		cr_expect_eq(count(text, "<h1"), 1, "%s", site.pages[i]);
		cr_expect_eq(count(text, " - wouldblock</title>"), 1, "%s",
			     site.pages[i]);
		cr_expect_eq(count(text, "<main "), 1, "%s", site.pages[i]);
		cr_expect_not_null(strstr(text, "<html lang=\"en\">"), "%s",
				   site.pages[i]);
		cr_expect_not_null(strstr(text, "href=\"#main\""), "%s",
				   site.pages[i]);
		cr_expect_not_null(strstr(text, "name=\"viewport\""), "%s",
				   site.pages[i]);
		free(text);
	}
	site_remove();
}

/* No id stands twice on a page. */
static void expect_ids_apart(const char *page, const char *text)
{
	for (const char *at = text; (at = strstr(at, " id=\""));) {
		char id[200];

		snprintf(id, sizeof(id), "%.*s\"",
			 (int)(strcspn(at + 5, "\"") + 5), at);
		cr_expect_eq(count(text, id), 1, "%s:%s twice", page, id);
		at += 5;
	}
}

Test(site, ids_are_told_apart)
{
	site_make();
	for (size_t i = 0; i < site.n; i++) {
		char *text = page_text(site.pages[i]);

		/* Those of lines are numbers. */
		if (strstr(site.pages[i], "/files/") == NULL)
			expect_ids_apart(site.pages[i], text);
		free(text);
	}
	site_remove();
}

Test(site, a_mistake_shows_its_run)
{
	char *path, *text;

	site_make();
	cr_assert_gt(asprintf(&path, "%s/site/mistakes/%s", site.directory,
			      SMALL_SITE_MISTAKE ".html"),
		     0);
	text = page_text(path);
	cr_expect_not_null(strstr(text, "<mark>"));
	cr_expect_not_null(strstr(text, "<figure class=\"workflow\">"));
	cr_expect_not_null(strstr(text, "<figure class=\"timeline\">"));
	cr_expect_not_null(strstr(text, SMALL_SITE_MISTAKE "-replay.html"));
	cr_expect_not_null(strstr(text, "class=\"diff\""));
	free(text);
	free(path);
	site_remove();
}

/* A file that is named as code is a link to it, line by line. */
Test(site, a_file_that_is_named_is_linked)
{
	char *path, *text;

	site_make();
	cr_assert_gt(asprintf(&path, "%s/site/harness/index.html",
			      site.directory),
		     0);
	text = page_text(path);
	cr_expect_not_null(strstr(text, "../files/harness/"));
	free(text);
	free(path);
	site_remove();
}

Test(site, the_matrix_leads_to_its_programs)
{
	char *path, *text;

	site_make();
	cr_assert_gt(asprintf(&path, "%s/site/matrix.html", site.directory), 0);
	text = page_text(path);
	cr_expect_not_null(strstr(text, "2 wrong programs; 0 rows are BAD."));
	cr_expect_not_null(
		strstr(text, "busy-loop.html#05-epoll-busy-loop-zero-timeout"));
	free(text);
	free(path);
	site_remove();
}

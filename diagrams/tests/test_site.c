/* SPDX-License-Identifier: MIT */
/*
 * The site, made from this kit: every link of every page leads to a page, a
 * file or a place in it, and each page can be read in every way.
 */
#include <criterion/criterion.h>

#include <ctype.h>
#include <ftw.h>
#include <libgen.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PAGES 2000

static char directory[] = "/tmp/site-XXXXXX";
static char *pages[MAX_PAGES];
static size_t n_pages;

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

static void run(char *const *command)
{
	pid_t pid;
	int status;

	cr_assert_eq(posix_spawnp(&pid, command[0], NULL, NULL, command,
				  environ),
		     0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0, "%s: %d", command[0], status);
}

static int remember(const char *path, const struct stat *st, int type,
		    struct FTW *where)
{
	const char *dot = strrchr(path, '.');

	(void)st;
	(void)where;
	if (type == FTW_F && dot && strcmp(dot, ".html") == 0 &&
	    n_pages < MAX_PAGES)
		pages[n_pages++] = strdup(path);
	return 0;
}

static int forget(const char *path, const struct stat *st, int type,
		  struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

/* With the run of one mistake, and without a matrix. */
static void site_make(void)
{
	char *runs, *out;

	cr_assert_eq(chdir(KIT_ROOT), 0);
	cr_assert_not_null(mkdtemp(directory));
	cr_assert_gt(asprintf(&runs, "%s/runs", directory), 0);
	cr_assert_gt(asprintf(&out, "%s/site", directory), 0);
	run((char *const[]){ "sh", ".make/site.sh", "--runs", runs,
			     "stalled-on-silent-peer", NULL });
	run((char *const[]){ "build/publish", out, runs, "/nonexistent",
			     NULL });
	cr_assert_eq(nftw(out, remember, 16, FTW_PHYS), 0);
	free(runs);
	free(out);
}

static void site_remove(void)
{
	nftw(directory, forget, 16, FTW_PHYS | FTW_DEPTH);
	for (size_t i = 0; i < n_pages; i++)
		free(pages[i]);
}

TestSuite(site, .init = site_make, .fini = site_remove, .timeout = 0);

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
	cr_assert_gt(n_pages, 60);
	for (size_t i = 0; i < n_pages; i++) {
		char *text = file_text(pages[i]);

		expect_links(pages[i], text, " href=\"");
		expect_links(pages[i], text, " src=\"");
		free(text);
	}
}

/* What a screen reader needs. */
Test(site, every_page_has_its_landmarks)
{
	for (size_t i = 0; i < n_pages; i++) {
		char *text = file_text(pages[i]);

		if (strstr(pages[i], "-replay.html")) {
			free(text);
			continue;
		}
		cr_expect_eq(count(text, "<h1"), 1, "%s", pages[i]);
		cr_expect_eq(count(text, " - wouldblock</title>"), 1, "%s",
			     pages[i]);
		cr_expect_eq(count(text, "<main "), 1, "%s", pages[i]);
		cr_expect_not_null(strstr(text, "<html lang=\"en\">"), "%s",
				   pages[i]);
		cr_expect_not_null(strstr(text, "href=\"#main\""), "%s",
				   pages[i]);
		cr_expect_not_null(strstr(text, "name=\"viewport\""), "%s",
				   pages[i]);
		free(text);
	}
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
	for (size_t i = 0; i < n_pages; i++) {
		char *text = file_text(pages[i]);

		/* Those of lines are numbers. */
		if (strstr(pages[i], "/files/") == NULL)
			expect_ids_apart(pages[i], text);
		free(text);
	}
}

Test(site, a_mistake_shows_its_run)
{
	char *path, *text;

	cr_assert_gt(asprintf(&path, "%s/site/mistakes/%s", directory,
			      "stalled-on-silent-peer.html"),
		     0);
	text = file_text(path);
	cr_assert_not_null(text);
	cr_expect_not_null(strstr(text, "<mark>"));
	cr_expect_not_null(strstr(text, "<svg"));
	cr_expect_not_null(strstr(text, "class=\"diff\""));
	free(text);
	free(path);
}

/* SPDX-License-Identifier: MIT */
#include "lesson_page.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"
#include "shown_run.h"

static void put_workflow(const struct page *page, const struct site *site,
			 const char *lesson)
{
	char *path = site_text("%s/build/diagrams/%s.svg", site->kit, lesson);
	char *svg = run_file(path);
	const char *at = svg ? strstr(svg, "<svg") : NULL;

	if (at)
		page_put(page,
			 "<h2 id=\"picture\">The workflow in a picture</h2>\n"
			 "<figure class=\"workflow\"><div class=\"wide\" "
			 "tabindex=\"0\" role=\"group\" aria-label=\"The "
			 "workflow of lesson %s; the text above says it in "
			 "words\">%s</div></figure>\n",
			 lesson, at);
	free(svg);
	free(path);
}

static int put_script(const struct page *page, const char *path)
{
	struct script_error error;
	struct script *script = script_load(path, &error);
	char *text = run_file(path);

	if (script == NULL || text == NULL) {
		if (script == NULL)
			script_error_print(&error, stderr);
		script_free(script);
		free(text);
		return -1;
	}
	page_put(page, "<details><summary><code>");
	page_text(page, script->name);
	page_put(page, "</code> ");
	page_text(page, script->title);
	page_put(page, " (%d point%s)</summary>\n<p>", script->points,
		 script->points == 1 ? "" : "s");
	page_text(page, script->why ? script->why : "");
	page_put(page, "</p>\n<pre tabindex=\"0\">");
	page_text(page, text);
	page_put(page, "</pre></details>\n");
	script_free(script);
	free(text);
	return 0;
}

static int put_scripts(const struct page *page, const struct site *site,
		       const char *lesson)
{
	char *pattern =
		site_text("%s/lessons/%s/scripts/*.script", site->kit, lesson);
	glob_t found;
	int status = 0;

	page_put(page, "<h2 id=\"scripts\">The scripts</h2>\n<p>What the peers "
		       "do, and what they may expect.</p>\n");
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc && status == 0; i++)
			status = put_script(page, found.gl_pathv[i]);
		globfree(&found);
	}
	free(pattern);
	return status;
}

static void put_mistakes(const struct page *page, const struct patches *patches,
			 const char *lesson)
{
	page_put(page, "<h2 id=\"mistakes\">Wrong programs</h2>\n<p>Mistakes "
		       "that are made here. Best read after the lesson.</p>\n"
		       "<details><summary>Show them</summary>\n<ul>\n");
	for (size_t i = 0; i < patches->n; i++) {
		const struct patch *patch = &patches->patches[i];
		char *path;

		if (patch->code == NULL || strcmp(patch->lesson, lesson) != 0)
			continue;
		path = site_text("mistakes/%s.html#%s-%s", patch->code,
				 patch->lesson, patch->name);
		page_put(page, "<li>");
		page_anchor(page, path, patch->name);
		page_put(page, ": ");
		page_text(page, patch->what ? patch->what : "");
		page_put(page, "</li>\n");
		free(path);
	}
	page_put(page, "</ul></details>\n");
}

static void put_neighbour(const struct page *page, const char *word,
			  const char *directory)
{
	char *path =
		site_text("lessons/%s/index.html", strrchr(directory, '/') + 1);
	char *text = site_text("%s: %s", word, strrchr(directory, '/') + 1);

	page_put(page, "<li>");
	page_anchor(page, path, text);
	page_put(page, "</li>\n");
	free(text);
	free(path);
}

/* The lessons before and after. */
static void put_neighbours(const struct page *page, const struct site *site,
			   const char *lesson)
{
	char *pattern = site_text("%s/lessons/[0-9]*", site->kit);
	glob_t found;

	page_put(page, "<nav aria-label=\"Lessons\"><ul>\n");
	if (glob(pattern, GLOB_ONLYDIR, NULL, &found) == 0) {
		char **lessons = found.gl_pathv;

		for (size_t i = 0; i < found.gl_pathc; i++) {
			if (strcmp(strrchr(lessons[i], '/') + 1, lesson) != 0)
				continue;
			if (i > 0)
				put_neighbour(page, "Before", lessons[i - 1]);
			if (i + 1 < found.gl_pathc)
				put_neighbour(page, "Next", lessons[i + 1]);
		}
		globfree(&found);
	}
	page_put(page, "</ul></nav>\n");
	free(pattern);
}

int lesson_page_put(const struct page *page, struct site *site,
		    const struct patches *patches, const char *lesson)
{
	int status;

	put_workflow(page, site, lesson);
	put_mistakes(page, patches, lesson);
	status = put_scripts(page, site, lesson);
	put_neighbours(page, site, lesson);
	return status;
}

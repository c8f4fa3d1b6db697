/* SPDX-License-Identifier: MIT */
#include "gallery.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"
#include "page.h"
#include "shown_run.h"

/* Lines of a diff; what is added or taken away is marked, not only coloured. */
static void put_diff(const struct page *page, const char *diff)
{
	page_put(page, "<pre class=\"diff\" tabindex=\"0\">");
	while (*diff) {
		size_t len = strcspn(diff, "\n");
		const char *kind = strncmp(diff, "---", 3) == 0 ||
						   strncmp(diff, "+++", 3) ==
							   0 ?
					   "file" :
				   *diff == '+' ? "add" :
				   *diff == '-' ? "take" :
				   *diff == '@' ? "place" :
						  NULL;

		if (kind)
			page_put(page, "<span class=\"%s\">", kind);
		page_text_n(page, diff, len);
		page_put(page, kind ? "</span>\n" : "\n");
		diff += len + (diff[len] == '\n');
	}
	page_put(page, "</pre>\n");
}

static void put_fact(const struct page *page, const char *name,
		     const char *text)
{
	if (text == NULL)
		return;
	page_put(page, "<dt>%s</dt><dd>", name);
	page_text(page, text);
	page_put(page, "</dd>\n");
}

static void put_facts(const struct page *page, const struct patch *patch)
{
	page_put(page, "<dl>\n");
	put_fact(page, "What it does", patch->what);
	put_fact(page, "Why it seems right", patch->feels);
	put_fact(page, "The remedy", patch->remedy);
	page_put(page, "</dl>\n");
}

static void put_lesson_link(const struct page *page, const char *lesson)
{
	char *path = site_text("lessons/%s/index.html", lesson);

	page_anchor(page, path, lesson);
	free(path);
}

/* shown: the section of the program whose run is on the page; or NULL. */
static void put_variant(const struct page *page, const struct patch *patch,
			const char *shown)
{
	char *section = site_text("%s-%s", patch->lesson, patch->name);
	bool open = shown && strcmp(section, shown) == 0;

	page_put(page, "<section>\n<h3 id=\"%s\">", section);
	page_text(page, patch->name);
	page_put(page, ", in lesson ");
	put_lesson_link(page, patch->lesson);
	page_put(page, "</h3>\n");
	put_facts(page, patch);
	if (open)
		page_put(page, "<p>Its run is <a href=\"#run\">shown above"
			       "</a>.</p>\n");
	page_put(page,
		 "<details%s><summary>The difference to the solution"
		 "</summary>\n",
		 open ? " open" : "");
	put_diff(page, patch->diff);
	page_put(page, "</details>\n</section>\n");
	free(section);
}

static size_t count_of(const struct patches *patches, const char *code)
{
	size_t n = 0;

	for (size_t i = 0; i < patches->n; i++)
		n += patches->patches[i].code &&
		     strcmp(patches->patches[i].code, code) == 0;
	return n;
}

static void put_variants(const struct page *page, const struct site *site,
			 const struct patches *patches, const char *code)
{
	char *shown = run_section(site, code);

	page_put(page, "<h2 id=\"programs\">Programs that make it (%zu)</h2>\n",
		 count_of(patches, code));
	for (size_t i = 0; i < patches->n; i++)
		if (patches->patches[i].code &&
		    strcmp(patches->patches[i].code, code) == 0)
			put_variant(page, &patches->patches[i], shown);
	free(shown);
}

static void put_mistake_head(const struct page *page,
			     const struct mistake *mistake)
{
	page_put(page, "<h1>%s</h1>\n<p class=\"lead\">The program ",
		 mistake->code);
	page_text(page, mistake->what);
	page_put(page, ".</p>\n<p>");
	page_text(page, mistake->why);
	page_put(page, "</p>\n");
	if (mistake->man) {
		page_put(page, "<p>To read: <code>");
		page_text(page, mistake->man);
		page_put(page, "</code></p>\n");
	}
}

static int put_mistake(struct site *site, const struct patches *patches,
		       const struct mistake *mistake)
{
	char *path = site_text("mistakes/%s.html", mistake->code);
	struct page page;
	int status = page_open(&page, site, path, mistake->code);

	free(path);
	if (status < 0)
		return -1;
	put_mistake_head(&page, mistake);
	status = run_put(&page, site, mistake->code);
	put_variants(&page, site, patches, mistake->code);
	return page_close(&page) < 0 ? -1 : status;
}

static int put_index(struct site *site, const struct patches *patches)
{
	const struct mistake *mistake;
	struct page page;

	if (page_open(&page, site, "mistakes/index.html",
		      "The gallery of mistakes") < 0)
		return -1;
	page_put(
		&page,
		"<h1>The gallery of mistakes</h1>\n<p>The classic mistakes of "
		"socket programs, in the order in which the kit looks for "
		"them: a cause stands before what it causes. Behind each "
		"stand wrong programs, which the kit has to tell "
		"apart.</p>\n<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>"
		"<th scope=\"col\">Mistake</th><th scope=\"col\">What the "
		"program does</th><th scope=\"col\">Programs</th></tr></thead>"
		"\n<tbody>\n");
	for (int i = 0; (mistake = mistake_at(i)); i++) {
		char *path = site_text("mistakes/%s.html", mistake->code);

		page_put(&page, "<tr><th scope=\"row\">");
		page_anchor(&page, path, mistake->code);
		page_put(&page, "</th><td>");
		page_text(&page, mistake->what);
		page_put(&page, "</td><td>%zu</td></tr>\n",
			 count_of(patches, mistake->code));
		free(path);
	}
	page_put(&page, "</tbody></table></div>\n");
	return page_close(&page);
}

int gallery_put(struct site *site, const struct patches *patches)
{
	const struct mistake *mistake;

	for (int i = 0; (mistake = mistake_at(i)); i++)
		if (put_mistake(site, patches, mistake) < 0)
			return -1;
	return put_index(site, patches);
}

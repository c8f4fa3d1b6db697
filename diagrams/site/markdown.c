/* SPDX-License-Identifier: MIT */
#include "markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Our own pages hold <details>. */
#define OPTIONS (CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8)

static cmark_node *parse(const char *text)
{
	cmark_parser *parser;
	cmark_node *document;

	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(OPTIONS);
	cmark_parser_attach_syntax_extension(
		parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, text, strlen(text));
	document = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return document;
}

/* The words below a node, as they are read. */
static char *plain_text(cmark_node *node)
{
	char *text = site_text("%s", "");
	cmark_iter *iter = cmark_iter_new(node);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		const char *literal =
			cmark_node_get_literal(cmark_iter_get_node(iter));
		char *longer;

		if (event != CMARK_EVENT_ENTER || literal == NULL)
			continue;
		longer = site_text("%s%s", text, literal);
		free(text);
		text = longer;
	}
	cmark_iter_free(iter);
	return text;
}

/* "What lies where" is what-lies-where. */
static void make_slug(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (isalnum((unsigned char)*from) || *from == '-')
			*to++ = (char)tolower((unsigned char)*from);
		else if (*from == ' ')
			*to++ = '-';
	*to = '\0';
}

/* A heading with an id, around what the heading holds. */
static void give_id(cmark_node *heading)
{
	int level = cmark_node_get_heading_level(heading);
	cmark_node *block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
	cmark_node *child;
	char *slug = plain_text(heading), *open, *close;

	make_slug(slug);
	open = site_text("<h%d id=\"%s\">", level, slug);
	close = site_text("</h%d>", level);
	cmark_node_set_on_enter(block, open);
	cmark_node_set_on_exit(block, close);
	cmark_node_insert_before(heading, block);
	while ((child = cmark_node_first_child(heading)))
		if (!cmark_node_append_child(block, child)) {
			cmark_node_free(child);
			break;
		}
	free(slug);
	free(open);
	free(close);
}

/* dir/../a/./b is a/b; NULL: above the kit. To be freed. */
static char *normal_path(const char *dir, const char *path)
{
	char *whole = site_text("%s/%s", dir, path), *part, *rest = whole;
	char *parts[64], *normal = site_text("%s", "");
	size_t n = 0;

	while ((part = strsep(&rest, "/"))) {
		if (strcmp(part, "..") == 0) {
			if (n == 0) {
				free(whole);
				free(normal);
				return NULL;
			}
			n--;
		} else if (*part && strcmp(part, ".") != 0 && n < 64) {
			parts[n++] = part;
		}
	}
	for (size_t i = 0; i < n; i++) {
		char *longer =
			site_text("%s%s%s", normal, i ? "/" : "", parts[i]);

		free(normal);
		normal = longer;
	}
	free(whole);
	return normal;
}

static bool is_elsewhere(const char *url)
{
	return strstr(url, "://") || strncmp(url, "mailto:", 7) == 0 ||
	       *url == '#';
}

/* The page that a link of a Markdown file leads to; NULL: nowhere. */
static char *link_target(const struct page *page, struct site *site,
			 const char *kit_path, const char *url)
{
	size_t len = strcspn(url, "#");
	const char *slash = strrchr(kit_path, '/');
	char *dir = site_text("%.*s", (int)(slash ? slash - kit_path : 0),
			      kit_path);
	char *path = site_text("%.*s", (int)len, url);
	char *normal = normal_path(dir, path);
	char *to = normal ? site_path_of(site, normal) : NULL;
	char *whole = to ? site_text("%s%s", to, url + len) : NULL;
	char *link = whole ? page_link(page, whole) : NULL;

	free(whole);
	free(to);
	free(normal);
	free(path);
	free(dir);
	return link;
}

static int mend_link(const struct page *page, struct site *site,
		     const char *kit_path, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	char *link;

	if (is_elsewhere(url))
		return 0;
	link = link_target(page, site, kit_path, url);
	if (link == NULL) {
		fprintf(stderr, "%s:%d: the link to %s leads nowhere\n",
			kit_path, cmark_node_get_start_line(node), url);
		return -1;
	}
	cmark_node_set_url(node, link);
	free(link);
	return 0;
}

/* `harness/report/json.c`, set as code, leads to that file. What is in build
   is made, and is nobody's to read. */
static void link_code(const struct page *page, struct site *site,
		      const char *kit_path, cmark_node *node)
{
	const char *text = cmark_node_get_literal(node);
	cmark_node *link;
	char *url;

	if (cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_LINK ||
	    text[strcspn(text, " <#:")] || strchr(text, '.') == NULL ||
	    *text == '/' || strncmp(text, "build/", 6) == 0)
		return;
	url = link_target(page, site, kit_path, text);
	if (url == NULL)
		url = link_target(page, site, "", text);
	if (url == NULL)
		return;
	link = cmark_node_new(CMARK_NODE_LINK);
	cmark_node_set_url(link, url);
	if (cmark_node_insert_before(node, link))
		cmark_node_append_child(link, node);
	else
		cmark_node_free(link);
	free(url);
}

static int mend(const struct page *page, struct site *site,
		const char *kit_path, cmark_node *document)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	int status = 0;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (event == CMARK_EVENT_ENTER &&
		    (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) &&
		    mend_link(page, site, kit_path, node) < 0)
			status = -1;
		if (type == CMARK_NODE_CODE)
			link_code(page, site, kit_path, node);
	}
	cmark_iter_free(iter);
	return status;
}

static void mend_headings(cmark_node *document)
{
	cmark_node *node = cmark_node_first_child(document);

	while (node) {
		cmark_node *next = cmark_node_next(node);

		if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
			give_id(node);
			cmark_node_free(node);
		}
		node = next;
	}
}

/*
 * The HTML of a document, with what cmark leaves out: which way a header of a
 * table looks, and the keyboard's way into what scrolls. (Text of the document
 * has no "<" any more.)
 */
static void put_html(const struct page *page, const char *html)
{
	static const struct {
		const char *tag, *better;
	} tags[] = {
		{ "<pre>", "<pre tabindex=\"0\">" },
		{ "<table>", "<div class=\"wide\" tabindex=\"0\"><table>" },
		{ "</table>", "</table></div>" },
		{ "<th>", "<th scope=\"col\">" },
		{ "<th ", "<th scope=\"col\" " },
	};

	while (*html) {
		size_t len = 1 + strcspn(html + 1, "<");

		for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
			size_t tag = strlen(tags[i].tag);

			if (strncmp(html, tags[i].tag, tag) != 0)
				continue;
			page_put(page, "%s", tags[i].better);
			html += tag;
			len = strcspn(html, "<");
			break;
		}
		page_put(page, "%.*s", (int)len, html);
		html += len;
	}
}

int markdown_put(const struct page *page, struct site *site,
		 const char *kit_path, const char *text)
{
	cmark_node *document = parse(text);
	int status = mend(page, site, kit_path, document);
	char *html;

	mend_headings(document);
	html = cmark_render_html(document, OPTIONS, NULL);
	put_html(page, html);
	free(html);
	cmark_node_free(document);
	return status;
}

char *markdown_title(const char *text)
{
	cmark_node *document = parse(text);
	cmark_node *node = cmark_node_first_child(document);
	char *title = NULL;

	while (node && cmark_node_get_type(node) != CMARK_NODE_HEADING)
		node = cmark_node_next(node);
	if (node)
		title = plain_text(node);
	cmark_node_free(document);
	return title;
}

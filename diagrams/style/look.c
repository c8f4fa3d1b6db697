/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markup.h"
#include "style/look.h"
#include "style/render.h"

#define SIZE_TITLE 17
#define SIZE_NAME  13
#define SIZE_NOTE  11

static const struct role {
	const char *name, *shape, *style, *width, *peripheries;
	enum ink line, fill;
} roles[] = {
	{ "act", "box", "filled", "1.3", "1", INK_ACT, INK_ACT_FILL },
	{ "start", "box", "rounded,filled", "1.3", "1", INK_START,
	  INK_START_FILL },
	{ "wait", "box", "rounded,filled", "3.2", "1", INK_WAIT,
	  INK_WAIT_FILL },
	{ "work", "box", "rounded,dashed,filled", "1.2", "1", INK_LINE,
	  INK_PAGE },
	{ "decide", "hexagon", "filled", "1.2", "1", INK_LINE, INK_PAGE },
	{ "end", "box", "rounded,filled", "1.2", "2", INK_END, INK_END_FILL },
	{ "fail", "octagon", "filled", "1.3", "1", INK_FAIL, INK_FAIL_FILL },
};

static const struct kind {
	const char *name, *style, *width, *arrow;
	enum ink ink;
} kinds[] = {
	{ "", "solid", "1.2", "normal", INK_LINE },
	{ "readable", "solid", "1.8", "normal", INK_ACT },
	{ "writable", "solid", "1.8", "onormal", INK_START },
	{ "error", "dotted", "2.2", "normal", INK_FAIL },
	{ "again", "dashed", "1.3", "vee", INK_WAIT },
};

/* cgraph takes no constant strings, and leaves them alone. */
void look_set(void *object, const char *name, const char *value)
{
	agsafeset(object, (char *)name, (char *)value, "");
}

void look_set_html(void *object, const char *name, const char *html)
{
	char *label = agstrdup_html(agraphof(object), (char *)html);

	agsafeset(object, (char *)name, label, "");
	agstrfree(agraphof(object), label);
}

void look_colour(void *object, const char *name, enum ink ink)
{
	look_set(object, name, ink_colour(ink));
}

void look_text(FILE *out, const char *text, enum ink ink, int size, bool bold)
{
	fprintf(out, "<font point-size=\"%d\" color=\"%s\">%s", size,
		ink_colour(ink), bold ? "<b>" : "");
	for (const char *line = text;; line++) {
		size_t len = strcspn(line, "\n");
		char part[400];

		snprintf(part, sizeof(part), "%.*s", (int)len, line);
		markup_text(out, part);
		line += len;
		if (!*line)
			break;
		fputs("<br/>", out);
	}
	fprintf(out, "%s</font>", bold ? "</b>" : "");
}

static const char *attribute(void *object, const char *name)
{
	const char *value = agget(object, (char *)name);

	return value ? value : "";
}

/* In a workflow.dot a line break is the two letters \n, as in any DOT file. */
static char *lines_of(const char *text)
{
	char *copy = strdup(text);

	for (char *at = copy; at && (at = strstr(at, "\\n")); at++) {
		*at = '\n';
		memmove(at + 1, at + 2, strlen(at + 2) + 1);
	}
	return copy;
}

static void write_lines(FILE *out, const char *text, enum ink ink, int size,
			bool bold)
{
	char *lines = lines_of(text);

	if (lines)
		look_text(out, lines, ink, size, bold);
	free(lines);
}

static const struct role *role_of(const Agnode_t *node)
{
	const char *name = attribute((void *)node, "role");

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (!strcmp(roles[i].name, name))
			return &roles[i];
	return &roles[0];
}

struct paint look_role(const Agnode_t *node)
{
	const struct role *role = role_of(node);

	return (struct paint){ .line = role->line,
			       .fill = role->fill,
			       .text = INK_TEXT,
			       .note = INK_NOTE };
}

/* The name is kept where a second look finds it. */
static const char *name_of(Agnode_t *node)
{
	const char *name = attribute(node, "called");

	if (!*name) {
		look_set(node, "called", attribute(node, "label"));
		name = attribute(node, "called");
	}
	return name;
}

void look_label(Agnode_t *node, const struct paint *paint,
		const struct remark *remarks, int n_remarks)
{
	const char *note = attribute(node, "note");
	char *html;
	size_t len;
	FILE *out = open_memstream(&html, &len);

	if (!out)
		return;
	write_lines(out, name_of(node), paint->text, SIZE_NAME, true);
	if (*note) {
		fputs("<br/>", out);
		write_lines(out, note, paint->note, SIZE_NOTE, false);
	}
	for (int i = 0; i < n_remarks; i++) {
		if (!remarks[i].text)
			continue;
		fputs("<br/>", out);
		look_text(out, remarks[i].text, remarks[i].ink, SIZE_NOTE,
			  remarks[i].bold);
	}
	fclose(out);
	look_set_html(node, "label", html);
	look_colour(node, "color", paint->line);
	look_colour(node, "fillcolor", paint->fill);
	free(html);
}

static void look_node(Agnode_t *node)
{
	const struct role *role = role_of(node);
	struct paint paint = look_role(node);

	look_set(node, "shape", role->shape);
	look_set(node, "style", role->style);
	look_set(node, "penwidth", role->width);
	look_set(node, "peripheries", role->peripheries);
	/* Slanted sides already keep the words away from the line. */
	look_set(node, "margin",
		 strcmp(role->shape, "box") ? "0.02,0.06" : "0.18,0.10");
	look_label(node, &paint, NULL, 0);
}

/* Each line with room at both sides: the edge runs close by. To be freed. */
static char *pad_lines(const char *lines)
{
	char *padded = NULL;
	size_t len;
	FILE *out = open_memstream(&padded, &len);

	if (!out)
		return NULL;
	fputs("\u00a0", out);
	for (; *lines; lines++)
		if (*lines == '\n')
			fputs("\u00a0\n\u00a0", out);
		else
			fputc(*lines, out);
	fputs("\u00a0", out);
	fclose(out);
	return padded;
}

void look_edge_label(Agedge_t *edge, const char *lines, enum ink ink, bool bold)
{
	char *html, *padded = pad_lines(lines);
	size_t len;
	FILE *out = open_memstream(&html, &len);

	if (padded && out)
		look_text(out, padded, ink, SIZE_NOTE, bold);
	if (out)
		fclose(out);
	look_set_html(edge, "label", html);
	free(html);
	free(padded);
}

static void look_edge(Agedge_t *edge)
{
	const char *name = attribute(edge, "kind");
	char *label = lines_of(attribute(edge, "label"));
	const struct kind *kind = &kinds[0];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			kind = &kinds[i];
	look_set(edge, "style", kind->style);
	look_set(edge, "penwidth", kind->width);
	look_set(edge, "arrowhead", kind->arrow);
	look_colour(edge, "color", kind->ink);
	if (label && *label) {
		look_set(edge, "said", label);
		look_edge_label(edge, label, INK_NOTE, false);
	}
	free(label);
}

void look_defaults(Agraph_t *graph)
{
	static const char *const defaults[][2] = {
		{ "rankdir", "TB" },	     { "nodesep", "0.45" },
		{ "ranksep", "0.5" },	     { "pad", "0.25" },
		{ "labelloc", "b" },	     { "labeljust", "l" },
		{ "fontname", "Helvetica" },
	};

	agattr(graph, AGNODE, "fontname", "Helvetica");
	agattr(graph, AGEDGE, "fontname", "Helvetica");
	agattr(graph, AGEDGE, "arrowsize", "0.8");
	for (size_t i = 0; i < sizeof(defaults) / sizeof(*defaults); i++)
		look_set(graph, defaults[i][0], defaults[i][1]);
	look_colour(graph, "bgcolor", INK_PAGE);
}

/* A frame that nobody sees holds all nodes, and has the title above them. */
void look_title(Agraph_t *graph, const char *html)
{
	Agraph_t *frame = agsubg(graph, "cluster_title", 1);

	for (Agnode_t *node = agfstnode(graph); node;
	     node = agnxtnode(graph, node))
		agsubnode(frame, node, 1);
	look_set(frame, "peripheries", "0");
	look_set(frame, "labelloc", "t");
	look_set(frame, "labeljust", "l");
	look_set_html(frame, "label", html);
}

void look_legend(Agraph_t *graph, const char *html)
{
	look_set_html(graph, "label", html);
}

static void write_legend(FILE *out)
{
	static const struct {
		const char *sign, *word;
		enum ink ink;
	} signs[] = {
		{ "\u2501\u25b6", "readable", INK_ACT },
		{ "\u2501\u25b7", "writable", INK_START },
		{ "\u2508\u25b6", "error", INK_FAIL },
		{ "\u2504\u203a", "nothing wrong: later, or again", INK_WAIT },
	};

	fputs("<br align=\"left\"/>", out);
	look_text(out,
		  "thick frame: waits   plain: a call   dashed: the program's "
		  "own work   hexagon: decides   double: ends   octagon: fails",
		  INK_NOTE, SIZE_NOTE, false);
	fputs("<br align=\"left\"/>", out);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		look_text(out, signs[i].sign, signs[i].ink, SIZE_NOTE, true);
		fputs(" ", out);
		look_text(out, signs[i].word, INK_NOTE, SIZE_NOTE, false);
		fputs("   ", out);
	}
	fputs("<br align=\"left\"/>", out);
}

void look_apply(Agraph_t *graph)
{
	char *html;
	size_t len;
	FILE *out = open_memstream(&html, &len);

	if (!out)
		return;
	write_lines(out, attribute(graph, "label"), INK_TEXT, SIZE_TITLE, true);
	fputs("  ", out);
	write_lines(out, attribute(graph, "note"), INK_NOTE, SIZE_NAME, false);
	fflush(out);
	look_set(graph, "called", attribute(graph, "label"));
	look_defaults(graph);
	look_title(graph, html);
	rewind(out);
	write_legend(out);
	fputc('\0', out);
	fclose(out);
	look_legend(graph, html);
	free(html);
	for (Agnode_t *node = agfstnode(graph); node;
	     node = agnxtnode(graph, node)) {
		look_node(node);
		for (Agedge_t *edge = agfstout(graph, node); edge;
		     edge = agnxtout(graph, edge))
			look_edge(edge);
	}
}

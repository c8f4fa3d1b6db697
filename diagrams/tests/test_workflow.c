/* SPDX-License-Identifier: MIT */
/* The workflows of the lessons: what a node names, the solution has. */
#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "style/look.h"
#include "style/render.h"
#include "workflow/describe.h"
#include "workflow/workflow.h"

static char *text_of(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	cr_assert(in, "%s: cannot be read", path);
	cr_assert_neq(getdelim(&text, &room, '\0', in), -1);
	fclose(in);
	return text;
}

/* The solution beside lessons/NN-name/workflow.dot: the first of them. */
static char *solution_of(const char *workflow)
{
	char pattern[400];
	const char *name = strstr(workflow, "lessons/") + strlen("lessons/");
	glob_t found;
	char *text;

	snprintf(pattern, sizeof(pattern), KIT_ROOT "/solutions/%.*s/*.c",
		 (int)strcspn(name, "/"), name);
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "%s", pattern);
	text = text_of(found.gl_pathv[0]);
	globfree(&found);
	return text;
}

/* A line that is not indented and holds NAME(: its definition. */
static bool defines(const char *source, const char *name)
{
	char call[80];

	snprintf(call, sizeof(call), "%s(", name);
	for (const char *at = source; (at = strstr(at, call)); at++) {
		const char *line = at;

		while (line > source && line[-1] != '\n')
			line--;
		if (*line != '\t' && *line != ' ' && *line != '/' &&
		    (at == line || at[-1] == ' ' || at[-1] == '*'))
			return true;
	}
	return false;
}

/* How many functions the nodes of this workflow name. */
static int hold_nodes(const char *path)
{
	struct workflow *workflow = workflow_read(path);
	char *source = solution_of(path);
	int n = 0;

	cr_assert(workflow, "%s: cannot be read", path);
	for (int i = 0; i < workflow->n_nodes; i++) {
		const struct step_node *node = &workflow->nodes[i];
		const char *name = workflow_attribute(node->drawn, "function");

		if (!*name)
			continue;
		n++;
		cr_expect(defines(source, name),
			  "%s: node %s names %s(), and the solution has no "
			  "such function",
			  path, node->name, name);
	}
	free(source);
	workflow_free(workflow);
	return n;
}

static void each_workflow(void (*hold)(const char *path))
{
	glob_t found;

	cr_assert_eq(glob(KIT_ROOT "/lessons/*/workflow.dot", 0, NULL, &found),
		     0);
	cr_expect_eq(found.gl_pathc, 11);
	for (size_t i = 0; i < found.gl_pathc; i++)
		hold(found.gl_pathv[i]);
	globfree(&found);
}

static void hold_functions(const char *path)
{
	cr_expect_gt(hold_nodes(path), 4, "%s: few nodes name a function",
		     path);
}

Test(workflow, names_functions_that_the_solution_has)
{
	each_workflow(hold_functions);
}

Test(workflow, a_call_is_no_definition)
{
	static const char source[] = "static int other(void)\n{\n"
				     "\treturn tick();\n}\n"
				     "static void *make(int n)\n{\n}\n";

	cr_expect(defines(source, "other"));
	cr_expect(defines(source, "make"));
	cr_expect_not(defines(source, "tick"));
	cr_expect_not(defines(source, "ake"));
}

/* Everything that is seen comes from one place. */
static void hold_look(const char *path)
{
	static const char *const looks[] = { "color", "fillcolor", "font",
					     "shape", "style",	   "penwidth",
					     "<b>" };
	char *text = text_of(path);

	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		char word[20];

		snprintf(word, sizeof(word), "%s%s", looks[i],
			 looks[i][0] == '<' ? "" : "=");
		cr_expect_not(strstr(text, word), "%s says how it looks: %s",
			      path, word);
	}
	free(text);
}

Test(workflow, says_what_things_are_and_not_how_they_look)
{
	each_workflow(hold_look);
}

static void draw_one(const char *path)
{
	struct workflow *workflow = workflow_read(path);
	char *svg, *words = workflow_describe(workflow);
	size_t len;
	FILE *out = open_memstream(&svg, &len);
	struct picture picture = { "a title", words };

	look_apply(workflow->graph);
	cr_expect_eq(render_svg(workflow->graph, &picture, out), 0);
	fclose(out);
	cr_expect(strstr(svg, "<svg role=\"img\" class=\"drawn\" "
			      "aria-label=\"a title\""));
	cr_expect(strstr(svg, "prefers-color-scheme: dark"));
	cr_expect(strstr(svg, "<desc>"));
	cr_expect(strstr(svg, "readable"), "%s: no legend", path);
	for (int i = 0; i < workflow->n_nodes; i++) {
		char title[80];

		snprintf(title, sizeof(title), "<title>%s</title>",
			 workflow->nodes[i].name);
		cr_expect(strstr(svg, title), "%s: %s is missing", path, title);
	}
	free(svg);
	free(words);
	workflow_free(workflow);
}

Test(workflow, is_drawn_for_all_who_read)
{
	each_workflow(draw_one);
}

/* The connection workflow has the stations that it was asked for. */
Test(workflow, of_connecting_is_whole)
{
	static const char *const stations[] = {
		"initialise the socket",
		"set non-blocking mode",
		"attempt the connection",
		"connection status",
		"immediate success",
		"pending",
		"wait with select or poll",
		"connected",
		"failed",
	};
	struct workflow *workflow =
		workflow_read(KIT_ROOT "/lessons/06-connect/workflow.dot");
	char *words = workflow_describe(workflow);

	for (size_t i = 0; i < sizeof(stations) / sizeof(*stations); i++)
		cr_expect(strstr(words, stations[i]), "%s", stations[i]);
	free(words);
	workflow_free(workflow);
}

Test(workflow, refuses_words_that_nobody_knows)
{
	static const char *const wrong[] = {
		"digraph w { a [call=recieve] }",
		"digraph w { a [call=recv, on=server] }",
		"digraph w { a -> b [when=EAGIAN] }",
		"digraph w { a -> ",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char path[] = "/tmp/workflow.XXXXXX";
		int fd = mkstemp(path);

		cr_assert_geq(fd, 0);
		cr_assert_eq(dprintf(fd, "%s\n", wrong[i]),
			     (int)strlen(wrong[i]) + 1);
		cr_expect_null(workflow_read(path), "%s", wrong[i]);
		unlink(path);
	}
}

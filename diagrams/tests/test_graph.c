/* SPDX-License-Identifier: MIT */
/* What followed what, without a workflow. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"
#include "style/render.h"

#define CALL(n, call, error, at)                                                \
	"{\"n\":" #n ",\"t\":0,\"who\":\"server\",\"do\":\"" call               \
	"\",\"fd\":5,\"peer\":\"alice\",\"asked\":9,\"ret\":1,\"errno\":" error \
	",\"at\":\"echo.c:" #at "\",\"connection\":1}\n"
#define WAITS(n, call, at)                                        \
	"{\"n\":" #n ",\"t\":0,\"who\":\"server\",\"do\":\"" call \
	"\",\"fd\":5,\"peer\":\"alice\",\"at\":\"echo.c:" #at     \
	"\",\"kind\":\"waits\",\"connection\":1}\n"

static char *svg_of(const char *log)
{
	char error[200], *svg;
	struct record *record =
		record_parse(log, strlen(log), "log", error, sizeof(error));
	struct picture picture = { "a log", "words" };
	size_t len;
	FILE *out = open_memstream(&svg, &len);
	Agraph_t *graph;

	cr_assert(record, "%s", error);
	graph = graph_new(record, "a log");
	cr_expect_eq(render_svg(graph, &picture, out), 0);
	fclose(out);
	agclose(graph);
	record_free(record);
	return svg;
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

Test(graph, a_node_is_a_call_at_a_place)
{
	char *svg = svg_of(
		CALL(0, "recvfrom", "null", 7) CALL(1, "sendto", "null", 8)
			CALL(2, "recvfrom", "\"EAGAIN\"", 7)
				CALL(3, "recvfrom", "null", 9));

	cr_expect_eq(count(svg, "class=\"node\""), 3);
	cr_expect_eq(count(svg, "class=\"edge\""), 3);
	cr_expect(strstr(svg, ">recv<"));
	cr_expect(strstr(svg, "echo.c:7"));
	cr_expect(strstr(svg, "EAGAIN"));
	cr_expect(strstr(svg, "the last call"));
	free(svg);
}

Test(graph, a_wait_and_its_return_are_one)
{
	char *svg = svg_of(WAITS(0, "poll", 7) CALL(1, "poll", "null", 7)
				   WAITS(2, "recvfrom", 9));

	cr_expect_eq(count(svg, "class=\"node\""), 2);
	cr_expect_eq(count(svg, "class=\"edge\""), 1);
	cr_expect(strstr(svg, "waits here at the end, for alice"));
	free(svg);
}

/* More places than anybody can see: some are left out, and it says so. */
Test(graph, stays_readable)
{
	char *svg, *log;
	size_t len;
	FILE *out = open_memstream(&log, &len);

	for (int i = 0; i < 1000; i++)
		fprintf(out,
			"{\"n\":%d,\"t\":0,\"who\":\"server\",\"do\":\"read\","
			"\"fd\":5,\"peer\":null,\"asked\":9,\"ret\":1,"
			"\"errno\":null,\"at\":\"echo.c:%d\"}\n",
			i, i + 1);
	fclose(out);
	svg = svg_of(log);
	cr_expect_eq(count(svg, "class=\"node\""), 60);
	cr_expect(strstr(svg, "940 calls at other places"));
	free(svg);
	free(log);
}

Test(graph, of_nothing_is_empty)
{
	char *svg = svg_of("");

	cr_expect_eq(count(svg, "class=\"node\""), 0);
	free(svg);
}

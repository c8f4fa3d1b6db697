/* SPDX-License-Identifier: MIT */
/* build/draw graph: what followed what, in any log. */
#include <stdio.h>
#include <string.h>

#include "draw.h"
#include "graph/graph.h"
#include "style/render.h"

static int draw(const char *log, const char *out)
{
	char error[400];
	struct record *record = record_read(log, error, sizeof(error));
	const char *slash = strrchr(log, '/');
	struct picture picture = {
		.title = slash ? slash + 1 : log,
		.description = "A graph of the calls of a run: what followed "
			       "what, and how often.",
	};
	Agraph_t *graph;
	int status;

	if (!record) {
		fprintf(stderr, "%s\n", error);
		return DRAW_FAILED;
	}
	graph = graph_new(record, picture.title);
	status = render_file(graph, &picture, out);
	agclose(graph);
	record_free(record);
	return status < 0 ? DRAW_FAILED : DRAW_DONE;
}

int draw_graph(int argc, char **argv)
{
	const char *log = NULL, *out = NULL;

	for (int i = 0; i < argc; i++) {
		const char **to = &log;

		if (!strcmp(argv[i], "-o") || !strcmp(argv[i], "--log")) {
			to = argv[i][1] == 'o' ? &out : &log;
			if (++i == argc)
				return DRAW_USAGE;
		} else if (argv[i][0] == '-') {
			return DRAW_USAGE;
		}
		if (*to)
			return DRAW_USAGE;
		*to = argv[i];
	}
	return log ? draw(log, out) : DRAW_USAGE;
}

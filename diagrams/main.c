/* SPDX-License-Identifier: MIT */
/*
 * build/draw: pictures from a workflow and from an event log.
 *
 * Exit status: 0 drawn; 2 it could not be; 64 usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"

/* One row a command; options are the command's own affair. */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
} commands[] = {
	{ "events", draw_events, "LOG" },
	{ "replay", draw_replay,
	  "[--source FILE.c] [--script FILE] [--result JSON] LOG [-o FILE]" },
	{ "timeline", draw_timeline,
	  "[--text|--svg|--mermaid] [--width N] LOG [-o FILE]" },
	{ "workflow", draw_workflow,
	  "[--log FILE [--result JSON]] LESSON|WORKFLOW.dot [-o FILE]" },
	{ "graph", draw_graph, "LOG [-o FILE]" },
};

static void print_usage(FILE *out)
{
	const char *lead = "usage:";

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		fprintf(out, "%s build/draw %s %s\n", lead, commands[i].name,
			commands[i].usage);
		lead = "      ";
	}
}

int main(int argc, char **argv)
{
	int status = DRAW_USAGE;

	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands);
	     i++)
		if (!strcmp(argv[1], commands[i].name))
			status = commands[i].run(argc - 2, argv + 2);
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		print_usage(stdout);
		return 0;
	}
	if (status == DRAW_USAGE)
		print_usage(stderr);
	return status;
}

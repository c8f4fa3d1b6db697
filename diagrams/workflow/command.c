/* SPDX-License-Identifier: MIT */
/* build/draw workflow: a lesson's workflow, and a run on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "draw.h"
#include "style/look.h"
#include "style/render.h"
#include "workflow/describe.h"
#include "workflow/workflow.h"

struct request {
	const char *workflow, *log, *result, *out;
};

static bool parse(int argc, char **argv, struct request *request)
{
	const struct {
		const char *name;
		const char **to;
	} options[] = {
		{ "--log", &request->log },
		{ "--result", &request->result },
		{ "-o", &request->out },
	};

	for (int i = 0; i < argc; i++) {
		const char **to = &request->workflow;

		if (argv[i][0] == '-') {
			to = NULL;
			for (int k = 0; k < 3; k++)
				if (!strcmp(argv[i], options[k].name))
					to = options[k].to;
			if (!to || ++i == argc)
				return false;
		}
		if (*to)
			return false;
		*to = argv[i];
	}
	return request->workflow && (request->log || !request->result);
}

static int draw(const struct request *request)
{
	struct workflow *workflow = workflow_read(request->workflow);
	struct picture picture = { 0 };
	char *description;
	int status;

	if (!workflow)
		return -1;
	description = workflow_describe(workflow);
	picture.title = workflow_attribute(workflow->graph, "label");
	picture.description = description;
	picture.title = agstrdup(workflow->graph, (char *)picture.title);
	look_apply(workflow->graph);
	status = render_file(workflow->graph, &picture, request->out);
	free(description);
	workflow_free(workflow);
	return status;
}

int draw_workflow(int argc, char **argv)
{
	struct request request = { 0 };

	if (!parse(argc, argv, &request))
		return DRAW_USAGE;
	return draw(&request) < 0 ? DRAW_FAILED : DRAW_DONE;
}

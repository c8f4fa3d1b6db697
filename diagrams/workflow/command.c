/* SPDX-License-Identifier: MIT */
/* build/draw workflow: a lesson's workflow, and a run on it. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "draw.h"
#include "style/look.h"
#include "style/render.h"
#include "workflow/describe.h"
#include "workflow/lay.h"
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

/* "05" is the lesson's own workflow; what has a slash or a dot is a path. */
static char *path_of(const char *workflow)
{
	char pattern[400];
	glob_t found;
	char *path = NULL;

	if (strpbrk(workflow, "./"))
		return strdup(workflow);
	snprintf(pattern, sizeof(pattern), KIT_ROOT "/lessons/%s*/workflow.dot",
		 workflow);
	if (glob(pattern, 0, NULL, &found) == 0)
		path = strdup(found.gl_pathv[0]);
	else
		fprintf(stderr, "%s: no such lesson\n", workflow);
	globfree(&found);
	return path;
}

/* The log of a script is called after it. */
static void name_of_log(const char *log, char *name, size_t room)
{
	const char *slash = strrchr(log, '/');

	snprintf(name, room, "%s", slash ? slash + 1 : log);
	name[strcspn(name, ".")] = '\0';
}

static int draw_plain(struct workflow *workflow, const char *out)
{
	char *words = workflow_describe(workflow);
	struct picture picture = {
		.title = agstrdup(workflow->graph,
				  (char *)workflow_attribute(workflow->graph,
							     "label")),
		.description = words,
	};
	int status;

	look_apply(workflow->graph);
	status = render_file(workflow->graph, &picture, out);
	free(words);
	return status;
}

/* A directory holds the logs of a check: of the script that the result speaks
   of first. */
static char *log_of(const struct request *request,
		    const struct verdict *verdict)
{
	struct stat st;
	char *path = NULL;

	if (stat(request->log, &st) < 0 || !S_ISDIR(st.st_mode))
		return strdup(request->log);
	if (!verdict->script)
		fprintf(stderr, "%s: no script of it has failed\n",
			request->log);
	else if (asprintf(&path, "%s/%s.jsonl", request->log, verdict->script) <
		 0)
		path = NULL;
	return path;
}

static int take_verdict(struct verdict *verdict, const struct request *request)
{
	struct stat st;
	char script[200];
	bool all = stat(request->log, &st) == 0 && S_ISDIR(st.st_mode);

	name_of_log(request->log, script, sizeof(script));
	if (!request->result)
		return 0;
	return verdict_read(verdict, request->result, all ? NULL : script);
}

static int draw_way(struct workflow *workflow, const struct record *record,
		    const struct verdict *verdict, const char *out)
{
	struct way *way = way_find(workflow, record);
	char *words, title[400];
	struct picture picture;
	int status;

	look_apply(workflow->graph);
	lay_way(way, verdict);
	words = lay_describe(way, verdict);
	snprintf(title, sizeof(title), "%s: a run of %s",
		 workflow_attribute(workflow->graph, "called"),
		 verdict->program ? verdict->program : "a program");
	picture = (struct picture){ title, words };
	status = render_file(workflow->graph, &picture, out);
	free(words);
	way_free(way);
	return status;
}

static int draw_run(struct workflow *workflow, const struct request *request)
{
	struct verdict verdict = { 0 };
	struct record *record = NULL;
	char error[400], *log = NULL;
	int status = -1;

	if (take_verdict(&verdict, request) == 0)
		log = log_of(request, &verdict);
	if (log) {
		record = record_read(log, error, sizeof(error));
		if (!record)
			fprintf(stderr, "%s\n", error);
	}
	if (record)
		status = draw_way(workflow, record, &verdict, request->out);
	record_free(record);
	free(log);
	verdict_clear(&verdict);
	return status;
}

static int draw(const struct request *request)
{
	char *path = path_of(request->workflow);
	struct workflow *workflow = path ? workflow_read(path) : NULL;
	int status;

	free(path);
	if (!workflow)
		return -1;
	status = request->log ? draw_run(workflow, request) :
				draw_plain(workflow, request->out);
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

/* SPDX-License-Identifier: MIT */
/*
 * build/draw replay: an event log as a page to step through. With --result,
 * LOG and --script may be directories: the run that leads the verdict is taken.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "draw.h"
#include "memory.h"
#include "path.h"
#include "replay/page.h"
#include "replay/run.h"

struct request {
	const char *source, *script, *result, *out, *log;
};

/* What the page is made of; to be cleared. */
struct material {
	struct run_found run;
	char *source, *script; /* texts */
	struct record *record;
};

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int parse(struct request *request, int argc, char **argv)
{
	const struct {
		const char *name;
		const char **value;
	} options[] = {
		{ "--source", &request->source },
		{ "--script", &request->script },
		{ "--result", &request->result },
		{ "-o", &request->out },
	};

	for (int i = 0; i < argc && argv[i] != NULL; i++) {
		const char **value = &request->log;

		for (size_t k = 0; k < sizeof(options) / sizeof(*options); k++)
			if (!strcmp(argv[i], options[k].name))
				value = options[k].value;
		if (value != &request->log)
			i++;
		else if (argv[i][0] == '-' || request->log != NULL)
			return -1;
		if (i == argc)
			return -1;
		*value = argv[i];
	}
	return request->log != NULL ? 0 : -1;
}

/* The whole text, to be freed; NULL after saying why. */
static char *read_text(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (in != NULL && getdelim(&text, &size, '\0', in) < 0 && !ferror(in)) {
		free(text);
		text = memory_text("");
	}
	if (in == NULL || ferror(in)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		free(text);
		text = NULL;
	}
	if (in != NULL)
		fclose(in);
	return text;
}

/* The script's own file where a directory was given. */
static int read_script(struct material *material, const char *given)
{
	char *found = NULL;

	if (is_directory(given) && material->run.script != NULL)
		found = run_script_file(given, material->run.script);
	material->script = read_text(found != NULL ? found : given);
	free(found);
	return material->script != NULL ? 0 : -1;
}

static int read_log(struct material *material, const char *given)
{
	char error[512], *path = NULL;

	if (is_directory(given) && material->run.script != NULL &&
	    asprintf(&path, "%s/%s.jsonl", given, material->run.script) < 0)
		memory_check(NULL);
	material->record =
		record_read(path != NULL ? path : given, error, sizeof(error));
	if (material->record == NULL)
		fprintf(stderr, "%s\n", error);
	free(path);
	return material->record != NULL ? 0 : -1;
}

static int gather(struct material *material, const struct request *request)
{
	char error[512];

	if (request->result != NULL &&
	    run_find(&material->run, request->result, NULL, error,
		     sizeof(error)) < 0) {
		fprintf(stderr, "%s\n", error);
		return -1;
	}
	if (read_log(material, request->log) < 0)
		return -1;
	if (request->source != NULL) {
		material->source = read_text(request->source);
		if (material->source == NULL)
			return -1;
	}
	return request->script != NULL ?
		       read_script(material, request->script) :
		       0;
}

static int write_page(const struct material *material,
		      const struct request *request)
{
	const struct page_parts parts = {
		.title = material->run.title,
		.message = material->run.message,
		.at = material->run.at,
		.file = request->source != NULL ? path_base(request->source) :
						  NULL,
		.source = material->source,
		.script = material->script,
		.failed = material->run.line,
	};
	FILE *out = request->out != NULL ? fopen(request->out, "we") : stdout;
	bool failed = out == NULL ||
		      page_write(material->record, &parts, out) < 0;

	if (out != NULL && (fflush(out) != 0 || ferror(out)))
		failed = true;
	if (out != NULL && out != stdout && fclose(out) != 0)
		failed = true;
	if (failed)
		fprintf(stderr, "%s: %s\n",
			request->out != NULL ? request->out : "stdout",
			strerror(errno));
	return failed ? -1 : 0;
}

int draw_replay(int argc, char **argv)
{
	struct request request = { 0 };
	struct material material = { 0 };
	int status;

	if (parse(&request, argc, argv) < 0)
		return DRAW_USAGE;
	status = gather(&material, &request);
	if (status == 0)
		status = write_page(&material, &request);
	record_free(material.record);
	run_clear(&material.run);
	free(material.source);
	free(material.script);
	return status < 0 ? DRAW_FAILED : DRAW_DONE;
}

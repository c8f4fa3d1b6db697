/* SPDX-License-Identifier: MIT */
/* build/draw timeline: an event log as a timeline, in one of three forms. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "draw.h"
#include "timeline/mermaid.h"
#include "timeline/svg.h"
#include "timeline/text.h"
#include "timeline/timeline.h"

#define WIDTH_PIPE 80
#define WIDTH_MAX  400

struct request {
	const char *form; /* "--text" */
	const char *log, *out;
	int width; /* 0: not given */
};

/* Wide enough for a reader, whatever is asked for. */
static int width_of(const struct request *request, FILE *out)
{
	struct winsize size;
	int width = request->width;

	if (width == 0 && isatty(fileno(out)) &&
	    ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width == 0)
		width = WIDTH_PIPE;
	return width < TEXT_WIDTH_MIN ? TEXT_WIDTH_MIN :
	       width > WIDTH_MAX      ? WIDTH_MAX :
					width;
}

static void draw_text(const struct record *record,
		      const struct request *request, FILE *out)
{
	const char *no_colour = getenv("NO_COLOR");
	struct text_form form = {
		.width = width_of(request, out),
		.colour = isatty(fileno(out)) &&
			  (no_colour == NULL || *no_colour == '\0'),
	};
	struct timeline_limits limits = { .columns = text_lanes(form.width),
					  .rows = TEXT_ROWS };
	struct timeline *timeline = timeline_new(record, &limits);

	setlocale(LC_CTYPE, "");
	form.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	text_write(timeline, &form, out);
	timeline_free(timeline);
}

static void draw_svg(const struct record *record, const struct request *request,
		     FILE *out)
{
	struct timeline_limits limits = { .columns = SVG_LANES,
					  .rows = SVG_ROWS };
	struct timeline *timeline = timeline_new(record, &limits);

	(void)request;
	svg_write(timeline, out);
	timeline_free(timeline);
}

static void draw_mermaid(const struct record *record,
			 const struct request *request, FILE *out)
{
	struct timeline_limits limits = { .columns = MERMAID_LANES,
					  .rows = MERMAID_ROWS };
	struct timeline *timeline = timeline_new(record, &limits);

	(void)request;
	mermaid_write(timeline, out);
	timeline_free(timeline);
}

static const struct {
	const char *name;
	void (*draw)(const struct record *record, const struct request *request,
		     FILE *out);
} forms[] = {
	{ "--text", draw_text },
	{ "--svg", draw_svg },
	{ "--mermaid", draw_mermaid },
};

static int parse(struct request *request, int argc, char **argv)
{
	*request = (struct request){ .form = forms[0].name };
	for (int i = 0; i < argc && argv[i] != NULL; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		bool form = false;

		for (size_t k = 0; k < sizeof(forms) / sizeof(*forms); k++)
			if (!strcmp(argv[i], forms[k].name)) {
				request->form = forms[k].name;
				form = true;
			}
		if (form)
			continue;
		if (!strcmp(argv[i], "--width") && value != NULL)
			request->width = (int)strtol(argv[++i], NULL, 10);
		else if (!strcmp(argv[i], "-o") && value != NULL)
			request->out = argv[++i];
		else if (argv[i][0] != '-' && request->log == NULL)
			request->log = argv[i];
		else
			return -1;
	}
	return request->log != NULL && request->width >= 0 ? 0 : -1;
}

/* 0, or -1 after saying why. */
static int write_form(const struct record *record,
		      const struct request *request)
{
	FILE *out = request->out != NULL ? fopen(request->out, "we") : stdout;
	const char *name = request->out != NULL ? request->out : "stdout";
	bool failed;

	if (out == NULL) {
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (forms[i].name == request->form)
			forms[i].draw(record, request, out);
	failed = fflush(out) != 0 || ferror(out);
	if (request->out != NULL)
		failed |= fclose(out) != 0;
	if (failed)
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
	return failed ? -1 : 0;
}

int draw_timeline(int argc, char **argv)
{
	struct request request;
	char error[512];
	struct record *record;
	int status;

	if (parse(&request, argc, argv) < 0)
		return DRAW_USAGE;
	record = record_read(request.log, error, sizeof(error));
	if (record == NULL) {
		fprintf(stderr, "%s\n", error);
		return DRAW_FAILED;
	}
	status = write_form(record, &request);
	record_free(record);
	return status < 0 ? DRAW_FAILED : DRAW_DONE;
}

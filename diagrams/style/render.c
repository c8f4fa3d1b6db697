/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <graphviz/gvc.h>
#include <stdlib.h>
#include <string.h>

#include "markup.h"
#include "style/palette.h"
#include "style/render.h"

/* Copies SVG without its comments. */
static void write_plain(const char *svg, FILE *out)
{
	while (*svg) {
		const char *comment = strstr(svg, "<!-- ");
		const char *end = comment ? strstr(comment, "-->") : NULL;

		if (!end) {
			fputs(svg, out);
			return;
		}
		fwrite(svg, 1, comment - svg, out);
		svg = end + 3;
		svg += *svg == '\n';
	}
}

/* What stands before the first element is for a file that is only this. */
static int write_svg(const char *svg, const struct picture *picture, FILE *out)
{
	const char *start = strstr(svg, "<svg");
	const char *end = start ? strchr(start, '>') : NULL;

	if (!end) {
		fputs("build/draw: Graphviz wrote no SVG\n", stderr);
		return -1;
	}
	fputs("<svg role=\"img\" class=\"drawn\" aria-label=\"", out);
	markup_text(out, picture->title);
	fputc('"', out);
	fwrite(start + 4, 1, end + 1 - (start + 4), out);
	fputs("\n<title>", out);
	markup_text(out, picture->title);
	fputs("</title>\n<desc>", out);
	markup_text(out, picture->description);
	fputs("</desc>\n<style>\n", out);
	palette_write_css(out);
	fputs("</style>", out);
	write_plain(end + 1, out);
	return 0;
}

struct drawing {
	char *data; /* NULL: none */
	unsigned len;
};

/* One for the whole process: Graphviz's text layout remembers a font's name
   beyond the end of the context that owned it. */
static GVC_t *context_of_all(void)
{
	static GVC_t *context;

	if (!context)
		context = gvContext();
	return context;
}

/*
 * The layout is not given back: Graphviz 2.42 frees some edges' places twice,
 * those that run beside others without a constraint. A process draws one
 * picture, or few.
 */
static struct drawing draw(Agraph_t *graph, const char *format)
{
	GVC_t *context = context_of_all();
	struct drawing drawing = { 0 };

	if (gvLayout(context, graph, "dot") != 0 ||
	    gvRenderData(context, graph, format, &drawing.data, &drawing.len) !=
		    0)
		drawing.data = NULL;
	return drawing;
}

static int render(Agraph_t *graph, const struct picture *picture,
		  const char *format, FILE *out)
{
	struct drawing drawing = draw(graph, format);
	int status = 0;

	if (!drawing.data) {
		fprintf(stderr, "build/draw: Graphviz makes no %s of it\n",
			format);
		return -1;
	}
	if (!strcmp(format, "svg"))
		status = write_svg(drawing.data, picture, out);
	else
		fwrite(drawing.data, 1, drawing.len, out);
	gvFreeRenderData(drawing.data);
	return status;
}

int render_svg(Agraph_t *graph, const struct picture *picture, FILE *out)
{
	return render(graph, picture, "svg", out);
}

int render_file(Agraph_t *graph, const struct picture *picture,
		const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;
	const char *format = dot && !strchr(dot, '/') ? dot + 1 : "svg";
	FILE *out;
	int status;

	if (!path)
		return render(graph, picture, format, stdout);
	out = fopen(path, "wb");
	if (!out) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	status = render(graph, picture, format, out);
	if (fclose(out) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	return status;
}

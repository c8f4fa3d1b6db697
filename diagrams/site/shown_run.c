/* SPDX-License-Identifier: MIT */
#include "shown_run.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AROUND 4 /* lines of source before and after the one that is shown */

char *run_file(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (in == NULL)
		return NULL;
	if (getdelim(&text, &room, '\0', in) < 0) {
		free(text);
		text = NULL;
	}
	fclose(in);
	return text;
}

static char *file_of(const struct site *site, const char *code,
		     const char *name)
{
	char *path = site_text("%s/%s/%s", site->runs, code, name);
	char *text = run_file(path);

	free(path);
	return text;
}

char *run_section(const struct site *site, const char *code)
{
	char *text = file_of(site, code, "case"), *section = NULL;
	char lesson[64], patch[128];

	if (text && sscanf(text, "%63s %127[^. ].patch", lesson, patch) == 2)
		section = site_text("%s-%s", lesson, patch);
	free(text);
	return section;
}

/* The script that failed; NULL: none did. */
static json_t *failed_script(json_t *result)
{
	const char *lead = json_string_value(json_object_get(result, "lead"));
	json_t *scripts = json_object_get(result, "scripts");

	for (size_t i = 0; lead && i < json_array_size(scripts); i++) {
		json_t *script = json_array_get(scripts, i);
		const char *name =
			json_string_value(json_object_get(script, "name"));

		if (name && strcmp(name, lead) == 0)
			return script;
	}
	return NULL;
}

static const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void put_excerpt(const struct page *page, const char *source, int line)
{
	int n = 1;

	page_put(page, "<pre class=\"source\" tabindex=\"0\">");
	for (; *source && n <= line + AROUND; n++) {
		size_t len = strcspn(source, "\n");

		if (n >= line - AROUND) {
			page_put(page,
				 n == line ? "<mark>&gt; %4d  " : "  %4d  ", n);
			page_text_n(page, source, len);
			page_put(page, n == line ? "</mark>\n" : "\n");
		}
		source += len + (source[len] == '\n');
	}
	page_put(page, "</pre>\n");
}

static void put_content(const struct page *page, json_t *script)
{
	const char *expected = text_of(script, "expected");
	const char *received = text_of(script, "received");

	if (expected == NULL || received == NULL)
		return;
	page_put(page, "<dl>\n<dt>Expected</dt><dd><code>");
	page_text_n(page, expected, 200);
	page_put(page, "</code></dd>\n<dt>Received</dt><dd><code>");
	page_text_n(page, *received ? received : "nothing", 200);
	page_put(page, "</code></dd>\n</dl>\n");
}

/* Which program's run it is, at the beginning of a paragraph. */
static void put_program(const struct page *page, const struct site *site,
			const char *code)
{
	char *section = run_section(site, code);

	page_put(page, "<h2 id=\"run\">How it is found out</h2>\n<p>");
	if (section)
		page_put(page,
			 "Here is <a href=\"#%s\">one of the programs below"
			 "</a>. ",
			 section);
	free(section);
}

/* What the kit says of it: from the JSON of the harness. */
static void put_verdict(const struct page *page, json_t *script,
			const char *source)
{
	json_t *place = json_object_get(script, "source");
	const char *message = text_of(script, "message");
	const char *why = text_of(script, "explanation");
	int line = (int)json_integer_value(json_object_get(place, "line"));

	page_put(page, "The script <q>");
	page_text(page, text_of(script, "title"));
	page_put(page, "</q> fails. ");
	page_text(page, message ? message : "");
	page_put(page, "</p>\n<p>");
	page_text(page, why ? why : "");
	page_put(page, "</p>\n");
	put_content(page, script);
	if (source && line > 0)
		put_excerpt(page, source, line);
}

/* An SVG's own element, without what stands before it in its file. */
static void put_picture(const struct page *page, const char *svg,
			const char *kind, const char *caption)
{
	const char *at = svg ? strstr(svg, "<svg") : NULL;

	if (at == NULL)
		return;
	page_put(page,
		 "<figure class=\"%s\"><figcaption>%s</figcaption>\n"
		 "<div class=\"wide\" tabindex=\"0\">%s</div></figure>\n",
		 kind, caption, at);
}

int run_copy(const char *from, const char *to)
{
	char *text = run_file(from);
	FILE *out = text ? fopen(to, "we") : NULL;
	int status = out && fputs(text, out) >= 0 ? 0 : -1;

	if (out && fclose(out) != 0)
		status = -1;
	if (status < 0)
		fprintf(stderr, "%s: %s\n", to, strerror(errno));
	free(text);
	return status;
}

/* The replay is a page of its own. */
static int put_replay(const struct page *page, const struct site *site,
		      const char *code)
{
	char *from = site_text("%s/%s/replay.html", site->runs, code);
	char *to = site_text("%s/mistakes/%s-replay.html", site->out, code);
	int status = 0;

	if (access(from, R_OK) == 0) {
		status = run_copy(from, to);
		page_put(page,
			 "<p><a class=\"button\" href=\"%s-replay.html\">Step "
			 "through this run</a></p>\n",
			 code);
	}
	free(from);
	free(to);
	return status;
}

/* The run that there is not: what the compiler says instead. */
static void put_compiler(const struct page *page, const struct site *site,
			 const char *code, const char *output)
{
	put_program(page, site, code);
	page_put(page, "The compiler says:</p>\n<pre tabindex=\"0\">");
	page_text(page, output);
	page_put(page, "</pre>\n");
}

int run_put(const struct page *page, struct site *site, const char *code)
{
	char *text = file_of(site, code, "result.json");
	char *timeline = file_of(site, code, "timeline.svg");
	char *workflow = file_of(site, code, "workflow.svg");
	json_t *result = text ? json_loads(text, 0, NULL) : NULL;
	json_t *script = failed_script(result);
	json_t *compile = json_object_get(result, "compile");
	char *source =
		script ? file_of(site, code, text_of(result, "program")) : NULL;
	int status = 0;

	if (script) {
		put_program(page, site, code);
		put_verdict(page, script, source);
		put_picture(page, workflow, "workflow",
			    "Its way through the lesson's workflow");
		put_picture(page, timeline, "timeline", "The end of that run");
		status = put_replay(page, site, code);
	} else if (json_is_false(json_object_get(compile, "ok"))) {
		put_compiler(page, site, code, text_of(compile, "output"));
	}
	json_decref(result);
	free(workflow);
	free(timeline);
	free(source);
	free(text);
	return status;
}

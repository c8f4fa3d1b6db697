/* SPDX-License-Identifier: MIT */
#include "replay/page.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/page.h"

/* Of the source and the script, each. */
#define TEXT_MAX (4UL << 20)

/* Made of the files beside this one; see .make/diagrams.mk. */
extern const char replay_page_html[], replay_page_css[], replay_page_js[];

/* JSON inside a script element: "<" is written in the one way in which HTML
   does not see it. */
static void put_json(FILE *out, const char *json, size_t len)
{
	for (const char *end = json + len; json < end;) {
		const char *less = memchr(json, '<', (size_t)(end - json));
		const char *stop = less != NULL ? less : end;

		fwrite(json, 1, (size_t)(stop - json), out);
		json = stop;
		if (json < end) {
			fputs("\\u003c", out);
			json++;
		}
	}
}

static void set_text(json_t *object, const char *key, const char *text)
{
	char *clean;

	if (text == NULL)
		return;
	clean = text_clean(text, TEXT_MAX);
	json_object_set_new(object, key, json_string(clean));
	free(clean);
}

static char *meta_of(const struct page_parts *parts)
{
	json_t *meta = json_object();
	char *text;

	set_text(meta, "title", parts->title);
	set_text(meta, "message", parts->message);
	set_text(meta, "at", parts->at);
	set_text(meta, "file", parts->file);
	set_text(meta, "source", parts->source);
	set_text(meta, "script", parts->script);
	json_object_set_new(meta, "failed", json_integer(parts->failed));
	text = json_dumps(meta, JSON_COMPACT);
	json_decref(meta);
	return text;
}

int page_write(const struct record *record, const struct page_parts *parts,
	       FILE *out)
{
	char *meta = meta_of(parts);

	if (meta == NULL)
		return -1;
	fputs("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, "
	      "initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; style-src 'unsafe-inline'; "
	      "script-src 'unsafe-inline'\">\n"
	      "<title>Replay</title>\n<style>\n",
	      out);
	fprintf(out, "%s</style>\n<body>\n%s", replay_page_css,
		replay_page_html);
	fputs("<noscript><p>A replay needs JavaScript.</p></noscript>\n"
	      "<script type=\"application/json\" id=\"meta\">",
	      out);
	put_json(out, meta, strlen(meta));
	fputs("</script>\n<script type=\"application/json\" id=\"log\">\n",
	      out);
	for (size_t i = 0; i < record->n; i++) {
		put_json(out, record->entries[i].json,
			 record->entries[i].json_len);
		fputc('\n', out);
	}
	fprintf(out, "</script>\n<script>\n%s</script>\n</body>\n</html>\n",
		replay_page_js);
	free(meta);
	return 0;
}

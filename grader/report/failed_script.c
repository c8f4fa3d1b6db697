/* SPDX-License-Identifier: MIT */
#include "report/failed_script.h"

#include "export/text.h"
#include "judge/mistakes.h"
#include "memory.h"
#include "report/picture.h"

/* So much of a content stands before the place where it goes wrong, and so much
   from there on. */
#define BEFORE 80
#define AFTER  240

static bool is_tail(char c)
{
	return (c & 0xc0) == 0x80;
}

static void put_part(FILE *out, const char *text, size_t len)
{
	char *part = memory_copy(text, len);

	put_markup(out, part);
	free(part);
}

/* Behind so many bytes of warnings nobody looks for it. */
#define FIRST_SCREEN 400

void compiler_put(FILE *out, const char *said)
{
	const char *error = strstr(said, ": error: ");

	if (error && error - said > FIRST_SCREEN) {
		while (error > said && error[-1] != '\n')
			error--;
		fputs("<p>Look at this first: <code>", out);
		put_part(out, error, strcspn(error, "\n"));
		fputs("</code></p>\n", out);
	}
	if (!*said)
		return;
	fputs("<p class=\"dim\">The compiler says</p><pre tabindex=\"0\">",
	      out);
	put_markup(out, said);
	fputs("</pre>\n", out);
}

/* What was expected, or what came: around the place where they part. */
static void put_content(FILE *out, const char *label, const char *text,
			size_t differs)
{
	size_t from = differs > BEFORE ? differs - BEFORE : 0;
	size_t end = strnlen(text, differs + AFTER);

	while (from < differs && is_tail(text[from]))
		from++;
	while (end > differs && is_tail(text[end]))
		end--;
	fprintf(out, "<div><p class=\"dim\">%s</p><pre>%s", label,
		from > 0 ? "..." : "");
	put_part(out, text + from, differs - from);
	if (end > differs) {
		fputs("<mark>", out);
		put_part(out, text + differs, end - differs);
		fputs("</mark>", out);
	}
	fprintf(out, "%s%s</pre></div>\n", text[end] ? "..." : "",
		*text ? "" : "<i>nothing</i>");
}

static void put_contents(FILE *out, const struct book_script *script)
{
	const char *expected = script->expected ? script->expected : "";
	const char *received = script->received ? script->received : "";
	size_t differs = 0;

	if (!*expected && !*received)
		return;
	while (expected[differs] && expected[differs] == received[differs])
		differs++;
	while (differs > 0 &&
	       (is_tail(expected[differs]) || is_tail(received[differs])))
		differs--;
	fputs("<div class=\"two\">\n", out);
	put_content(out, "Expected", expected, differs);
	put_content(out, "Received", received, differs);
	fputs("</div>\n", out);
}

static void put_paragraph(FILE *out, const char *text)
{
	if (!text || !*text)
		return;
	fputs("<p>", out);
	put_markup(out, text);
	fputs("</p>\n", out);
}

static void put_place(FILE *out, const struct book_script *script)
{
	if (!script->file || !script->line)
		return;
	fputs("<p>See <code>", out);
	put_markup(out, script->file);
	fprintf(out, ":%d</code>", script->line);
	if (script->function) {
		fputs(", in <code>", out);
		put_markup(out, script->function);
		fputs("()</code>", out);
	}
	fputs(".</p>\n", out);
}

static void put_mistake(FILE *out, const char *code)
{
	const struct mistake *mistake = mistake_find(code);

	if (!mistake)
		return;
	fputs("<p><code>", out);
	put_markup(out, code);
	fputs("</code>: ", out);
	put_markup(out, mistake->why);
	if (mistake->man) {
		fputs(" <code class=\"dim\">", out);
		put_markup(out, mistake->man);
		fputs("</code>", out);
	}
	fputs("</p>\n", out);
}

void failure_put(FILE *out, const struct book_script *script)
{
	put_paragraph(out, script->message && *script->message ?
				   script->message :
				   "It failed.");
	put_paragraph(out, script->explanation);
	put_place(out, script);
	if (script->mistake)
		put_mistake(out, script->mistake);
	put_contents(out, script);
}

/* NULL: there is none, which the page says if it is for its length. */
static char *picture_of(FILE *out, const struct book_script *script)
{
	if (script->log && !*script->log)
		fprintf(out,
			"<p class=\"dim\">The run has %ld events, too many to"
			" be drawn here.</p>\n",
			script->events);
	return script->log && *script->log ? picture_draw(script->log) : NULL;
}

static void put_picture(FILE *out, const char *svg, size_t *room)
{
	size_t size = strlen(svg);

	fputs("<div class=\"picture\" tabindex=\"0\">\n", out);
	fputs(svg, out);
	fputs("</div>\n", out);
	*room -= size < *room ? size : *room;
}

void failure_put_lead_run(FILE *out, const struct book_script *script,
			  size_t *room)
{
	char *svg = picture_of(out, script);

	if (svg) {
		fputs("<p class=\"dim\">The run, event by event: the program"
		      " and its source lines at the left, its peers at the"
		      " right.</p>\n",
		      out);
		put_picture(out, svg, room);
	}
	free(svg);
}

void failure_put_run(FILE *out, const struct book_script *script,
		     const char *summary, size_t *room)
{
	char *svg = picture_of(out, script);

	if (svg && strlen(svg) <= *room) {
		fputs("<details><summary>", out);
		put_markup(out, summary);
		fputs("</summary>\n", out);
		put_picture(out, svg, room);
		fputs("</details>\n", out);
	}
	free(svg);
}

/* SPDX-License-Identifier: MIT */
#include "report/mistake_list.h"

#include <unistd.h>

#include "export/text.h"
#include "judge/mistakes.h"
#include "judge/wording.h"
#include "memory.h"
#include "report/failed_script.h"
#include "report/report.h"
#include "report/statistics.h"

/* The page of a mistake in the gallery of `make site`, if that was made. */
static char *gallery_page(const char *code)
{
	char *path = wording("%s/build/site/mistakes/%s.html", KIT_ROOT, code);

	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static void put_gallery(FILE *out, const char *code)
{
	char *page = gallery_page(code);

	if (page) {
		fputs(" <a href=\"file://", out);
		put_markup(out, page);
		fputs("\">in the gallery</a>", out);
	}
	free(page);
}

/* A run in which a mistake was made: the shortest shows it best. */
struct example {
	const struct book_script *script;
	const struct book_lesson *lesson;
};

static void look(struct example *example, const struct book_lesson *lesson,
		 const struct book_entry *entry, const char *code)
{
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];

		if (script->mistake && strcmp(script->mistake, code) == 0 &&
		    script->log && *script->log &&
		    (!example->script ||
		     script->events < example->script->events))
			*example = (struct example){ script, lesson };
	}
}

static void put_example(FILE *out, const struct book *book, const char *code,
			size_t *room)
{
	struct example example = { NULL, NULL };
	char *summary;

	for (size_t i = 0; i < book->n_students; i++)
		for (size_t k = 0; k < book->n_lessons; k++)
			look(&example, &book->lessons[k],
			     &book->students[i].entries[k], code);
	if (!example.script)
		return;
	summary = wording("A run of this class: %s, %s", example.lesson->name,
			  example.script->name);
	failure_put_run(out, example.script, summary, room);
	free(summary);
}

void mistake_link_put(FILE *out, const char *code)
{
	fputs("<a href=\"#mistake-", out);
	put_markup(out, code);
	fputs("\"><code>", out);
	put_markup(out, code);
	fputs("</code></a>", out);
}

/* The line that others link to. */
static void put_whole(FILE *out, const struct book *book, const char *code,
		      const char *what, size_t *room)
{
	fputs("<tr id=\"mistake-", out);
	put_markup(out, code);
	fputs("\"><td><code>", out);
	put_markup(out, code);
	fputs("</code> <span class=\"dim\">", out);
	put_markup(out, what);
	fputs("</span>", out);
	put_gallery(out, code);
	put_example(out, book, code, room);
	fputs("</td>", out);
}

static void put_short(FILE *out, const char *code, const char *what)
{
	fputs("<tr><td>", out);
	mistake_link_put(out, code);
	fputs("<br><span class=\"dim\">", out);
	put_markup(out, what);
	fputs("</span></td>", out);
}

void mistake_list_put(FILE *out, const struct book *book, size_t lesson)
{
	bool whole = lesson == SIZE_MAX || book->n_lessons == 1;
	size_t n, room = PICTURES_MAX;
	struct tally *tallies = tally_mistakes(book, lesson, &n);

	fputs("<div><h3>Mistakes, and how many make them</h3>\n", out);
	if (n > 0)
		fputs("<div class=\"scroll\"><table class=\"tally\"><tr><th>Mistake</th>"
		      "<th class=\"num\">Made by</th><th></th></tr>\n",
		      out);
	else
		fputs("<p>None.</p>\n", out);
	for (size_t i = 0; i < n; i++) {
		const struct mistake *mistake = mistake_find(tallies[i].name);
		const char *what = mistake ? mistake->what : "";

		if (whole)
			put_whole(out, book, tallies[i].name, what, &room);
		else
			put_short(out, tallies[i].name, what);
		/* as long as the count is to that of the most frequent one */
		meter_put(out, tallies[i].failed, tallies[0].failed);
		fputs("</tr>\n", out);
	}
	fputs(n > 0 ? "</table></div></div>\n" : "</div>\n", out);
	free(tallies);
}

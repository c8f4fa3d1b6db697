/* SPDX-License-Identifier: MIT */
/* OUT/feedback/STUDENT/index.html: one student's own page, and nothing of
   anybody else on it. */
#include "export/text.h"
#include "judge/mistakes.h"
#include "memory.h"
#include "report/report.h"

static const char *word_of(enum verdict_kind verdict)
{
	switch (verdict) {
	case VERDICT_PASS:
		return "<span class=\"good\">passed</span>";
	case VERDICT_FAIL:
		return "<b class=\"bad\">failed</b>";
	case VERDICT_SKIPPED:
		return "<span class=\"dim\">not reached</span>";
	case VERDICT_INCONCLUSIVE:
		return "<span class=\"dim\">not judged</span>";
	}
	return "";
}

static void put_content(FILE *out, const char *label, const char *text)
{
	if (!text)
		return;
	fprintf(out, "<p class=\"dim\">%s</p><pre>", label);
	put_markup(out, text);
	fputs("</pre>", out);
}

/* What happened, where, why it matters. */
static void put_failure(FILE *out, const struct book_script *script)
{
	const struct mistake *mistake =
		script->mistake ? mistake_find(script->mistake) : NULL;

	fputs("<p>", out);
	put_markup(out, script->message ? script->message : "It failed.");
	fputs("</p>", out);
	if (script->file && script->line) {
		fputs("<p>See <code>", out);
		put_markup(out, script->file);
		fprintf(out, ":%d</code>", script->line);
		if (script->function) {
			fputs(", in <code>", out);
			put_markup(out, script->function);
			fputs("()</code>", out);
		}
		fputs(".</p>", out);
	}
	if (mistake) {
		fputs("<p><code>", out);
		put_markup(out, script->mistake);
		fputs("</code>: ", out);
		put_markup(out, mistake->why);
		fputs("</p>", out);
	}
	put_content(out, "Expected", script->expected);
	put_content(out, "Received", script->received);
}

static void put_script(FILE *out, const struct book_script *script)
{
	bool told = script->visibility == VISIBLE;
	char *story = script_story(script);

	fprintf(out, "<tr><td>%s</td><td class=\"num\">%d/%d</td><td>",
		word_of(script->verdict), script->points, script->max_points);
	put_markup(out, script_title(script));
	if (told)
		fputs(" <code class=\"dim\">", out),
			put_markup(out, script->name), fputs("</code>", out);
	if (told && script->verdict == VERDICT_FAIL) {
		put_failure(out, script);
	} else if (*story) {
		fputs("<p class=\"dim\">", out);
		put_markup(out, story);
		fputs("</p>", out);
	}
	fputs("</td></tr>\n", out);
	free(story);
}

static void put_points(FILE *out, const struct book_entry *entry, int max)
{
	char points[32];

	if (entry->status == ENTRY_NEEDS_REVIEW)
		fputs("not judged yet", out);
	else
		fprintf(out, "%s of %d points",
			points_text(points, entry->final), max);
}

static void put_entry(FILE *out, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	char *story = entry_story(entry), *late = late_story(entry);

	fputs("<section class=\"lesson\"><h2>", out);
	put_markup(out, lesson->name);
	fputs(" <span class=\"dim\">", out);
	put_markup(out, lesson->title);
	fputs("</span></h2>\n<p><b>", out);
	put_points(out, entry, lesson->max_points);
	fputs("</b>. ", out);
	put_markup(out, story);
	putc(' ', out);
	put_markup(out, late);
	fputs("</p>\n", out);
	if (*entry->output)
		put_content(out, "The compiler says", entry->output);
	if (entry->n_scripts > 0) {
		fputs("<div class=\"scroll\"><table><tr><th>Verdict</th>"
		      "<th class=\"num\">Points</th><th>What was tried</th>"
		      "</tr>\n",
		      out);
		for (size_t i = 0; i < entry->n_scripts; i++)
			put_script(out, &entry->scripts[i]);
		fputs("</table></div>\n", out);
	}
	fputs("</section>\n", out);
	free(story);
	free(late);
}

void feedback_put(FILE *out, const struct book *book,
		  const struct book_student *student)
{
	const char *name = *student->name ? student->name : student->id;
	char total[32], max[32];

	html_begin(out, name);
	fputs("<h1>", out);
	put_markup(out, name);
	fputs("</h1>\n<p class=\"dim\">", out);
	put_markup(out, student->id);
	fputs("</p>\n<p>", out);
	if (student_needs_review(book, student))
		fputs("Not everything could be judged yet.", out);
	else
		fprintf(out, "%s of %s points in all.",
			points_text(total, student_points(book, student)),
			points_text(max, student_max_points(book)));
	fputs("</p>\n", out);
	for (size_t i = 0; i < book->n_lessons; i++)
		put_entry(out, &book->lessons[i], &student->entries[i]);
	html_end(out, NULL);
}

/* SPDX-License-Identifier: MIT */
/* OUT/feedback/STUDENT/index.html: one student's own page, and nothing of
   anybody else on it. */
#include "export/text.h"
#include "memory.h"
#include "report/failed_script.h"
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

/* What happened in a script, unless the page has told it already. */
static void put_story(FILE *out, const struct book_script *script, bool leads,
		      size_t *room)
{
	bool told = script->visibility == VISIBLE;
	char *story;

	if (leads) {
		fputs("<span class=\"dim aside\">Told above.</span>", out);
	} else if (told && script->verdict == VERDICT_FAIL) {
		failure_put(out, script);
		failure_put_run(out, script, "The run, event by event", room);
	} else if (*(story = script_story(script))) {
		fputs("<span class=\"dim aside\">", out);
		put_markup(out, story);
		fputs("</span>", out);
		free(story);
	} else {
		free(story);
	}
}

static void put_script(FILE *out, const struct book_script *script, bool leads,
		       size_t *room)
{
	fprintf(out, "<tr><td>%s</td><td class=\"num\">%d/%d</td><td>",
		word_of(script->verdict), script->points, script->max_points);
	put_markup(out, script_title(script));
	if (script->visibility == VISIBLE) {
		fputs(" <code class=\"dim\">", out);
		put_markup(out, script->name);
		fputs("</code>", out);
	}
	put_story(out, script, leads, room);
	fputs("</td></tr>\n", out);
}

static void put_scripts(FILE *out, const struct book_entry *entry,
			const struct book_script *lead, size_t *room)
{
	fputs("<table class=\"scripts\"><tr><th>Verdict</th>"
	      "<th class=\"num\">Points</th><th>What was tried</th></tr>\n",
	      out);
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];

		put_script(out, script,
			   lead && strcmp(lead->name, script->name) == 0, room);
	}
	fputs("</table>\n", out);
}

/* What to mend first, with the run as it was. */
static void put_lead(FILE *out, const struct book_script *lead, size_t *room)
{
	fputs("<div class=\"lead\"><h3>Look at this first: ", out);
	put_markup(out, lead->title);
	fputs(" <code class=\"dim\">", out);
	put_markup(out, lead->name);
	fputs("</code></h3>\n", out);
	failure_put(out, lead);
	failure_put_lead_run(out, lead, room);
	fputs("</div>\n", out);
}

static void put_points(FILE *out, const struct book_entry *entry, int max)
{
	char points[32];

	if (entry->status == ENTRY_NEEDS_REVIEW)
		fputs("not judged yet", out);
	else
		fprintf(out, "%s of %d", points_text(points, entry->final),
			max);
}

static void put_entry(FILE *out, const struct book_lesson *lesson,
		      const struct book_entry *entry, size_t room)
{
	const struct book_script *lead = entry_first_told(entry);
	char *story = entry_story(entry), *late = late_story(entry);

	fputs("<section class=\"lesson\" id=\"", out);
	put_markup(out, lesson->name);
	fputs("\"><h2>", out);
	put_markup(out, lesson->name);
	fputs(" <span class=\"dim\">", out);
	put_markup(out, lesson->title);
	fputs("</span></h2>\n<p><b>", out);
	put_points(out, entry, lesson->max_points);
	fputs(entry->status == ENTRY_NEEDS_REVIEW ? "</b>. " : " points</b>. ",
	      out);
	put_markup(out, story);
	putc(' ', out);
	put_markup(out, late);
	fputs("</p>\n", out);
	compiler_put(out, entry->output);
	if (lead)
		put_lead(out, lead, &room);
	if (entry->n_scripts > 0)
		put_scripts(out, entry, lead, &room);
	fputs("</section>\n", out);
	free(story);
	free(late);
}

/* A lesson's line at the top: where it stands, and what leads its failures. */
static void put_glance_line(FILE *out, const struct book_lesson *lesson,
			    const struct book_entry *entry)
{
	const struct book_script *lead = entry_first_told(entry);
	int max = lesson->max_points;

	fputs("<tr><td><a href=\"#", out);
	put_markup(out, lesson->name);
	fputs("\">", out);
	put_markup(out, lesson->name);
	fputs("</a></td><td class=\"num\">", out);
	put_points(out, entry, max);
	fprintf(out,
		"</td><td><span class=\"meter\" aria-hidden=\"true\">"
		"<i style=\"width:%d%%\"></i></span></td><td>",
		max > 0 ? (int)(entry->final * 100 / max) : 0);
	if (lead && lead->mistake) {
		fputs("<code>", out);
		put_markup(out, lead->mistake);
		fputs("</code>", out);
	} else if (entry->status != ENTRY_SCORED) {
		char *story = entry_story(entry);

		put_markup(out, story);
		free(story);
	}
	fputs("</td></tr>\n", out);
}

static void put_glance(FILE *out, const struct book *book,
		       const struct book_student *student)
{
	fputs("<div class=\"scroll\"><table class=\"glance\"><tr>"
	      "<th>Lesson</th><th class=\"num\">Points</th><th></th>"
	      "<th>Look at first</th></tr>\n",
	      out);
	for (size_t i = 0; i < book->n_lessons; i++)
		put_glance_line(out, &book->lessons[i], &student->entries[i]);
	fputs("</table></div>\n", out);
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
		fprintf(out, "<b>%s of %s points</b> in all.",
			points_text(total, student_points(book, student)),
			points_text(max, student_max_points(book)));
	fputs("</p>\n", out);
	if (book->n_lessons > 1)
		put_glance(out, book, student);
	for (size_t i = 0; i < book->n_lessons; i++)
		put_entry(out, &book->lessons[i], &student->entries[i],
			  PICTURES_MAX / book->n_lessons);
	html_end(out, NULL);
}

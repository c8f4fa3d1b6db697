/* SPDX-License-Identifier: MIT */
/* OUT/index.html: the class at a glance, the lessons, and everybody. */
#include "export/text.h"
#include "memory.h"
#include "name.h"
#include "report/mistake_list.h"
#include "report/report.h"
#include "report/statistics.h"

static void put_card(FILE *out, size_t n, const char *what)
{
	fprintf(out, "<li%s><b>%zu</b>%s</li>\n", n ? "" : " class=\"dim\"", n,
		what);
}

static void put_glance(FILE *out, const struct book *book)
{
	size_t by_status[ENTRY_NEEDS_REVIEW + 1] = { 0 };
	size_t late = 0;

	for (size_t i = 0; i < book->n_students; i++) {
		for (size_t k = 0; k < book->n_lessons; k++) {
			const struct book_entry *entry =
				&book->students[i].entries[k];

			by_status[entry->status]++;
			late += entry->late > 0;
		}
	}
	fputs("<ul class=\"cards\">\n", out);
	put_card(out, book->n_students, "students");
	put_card(out, by_status[ENTRY_SCORED], "submissions scored");
	put_card(out, by_status[ENTRY_DOES_NOT_COMPILE], "do not compile");
	put_card(out, by_status[ENTRY_REJECTED], "rejected");
	put_card(out, by_status[ENTRY_NO_SUBMISSION], "not submitted");
	put_card(out, by_status[ENTRY_NEEDS_REVIEW], "need a review");
	put_card(out, late, "late");
	fputs("</ul>\n", out);
}

static void put_bar(FILE *out, size_t i, size_t n, size_t most)
{
	size_t height = most ? n * 80 / most : 0;
	size_t x = 10 + i * 36;

	if (n > 0 && height == 0)
		height = 1;
	fprintf(out,
		"<rect x=\"%zu\" y=\"%zu\" width=\"30\" height=\"%zu\"/>"
		"<text x=\"%zu\" y=\"%zu\" text-anchor=\"middle\">%zu</text>"
		"<text x=\"%zu\" y=\"116\" text-anchor=\"middle\">%zu%s</text>"
		"\n",
		x, 100 - height, height, x + 15, 95 - height, n, x + 15, i * 10,
		i == STATISTICS_BARS - 1 ? "+" : "");
}

/* How many have which part of the points. */
static void put_distribution(FILE *out, const struct lesson_statistics *of)
{
	size_t most = 0;

	for (size_t i = 0; i < STATISTICS_BARS; i++)
		most = of->bars[i] > most ? of->bars[i] : most;
	fputs("<svg class=\"bars\" viewBox=\"0 0 380 136\" width=\"380\" height=\"136\""
	      " role=\"img\" aria-label=\"Submissions by percent of the points:",
	      out);
	for (size_t i = 0; i < STATISTICS_BARS; i++)
		fprintf(out, " %zu%% and more %zu;", i * 10, of->bars[i]);
	fputs("\">\n", out);
	for (size_t i = 0; i < STATISTICS_BARS; i++)
		put_bar(out, i, of->bars[i], most);
	fputs("<line x1=\"6\" y1=\"100.5\" x2=\"374\" y2=\"100.5\"/>"
	      "<text x=\"190\" y=\"131\" text-anchor=\"middle\">submissions by"
	      " percent of the points</text></svg>\n",
	      out);
}

void meter_put(FILE *out, size_t n, size_t of)
{
	fprintf(out,
		"<td class=\"num\">%zu</td><td><span class=\"meter\""
		" aria-hidden=\"true\"><i style=\"width:%zu%%\"></i></span>"
		"</td>",
		n, of ? n * 100 / of : 0);
}

static void put_scripts(FILE *out, const struct book *book, size_t lesson,
			size_t of)
{
	size_t n;
	struct tally *tallies = tally_scripts(book, lesson, &n);

	fputs("<div><h3>Scripts, and how many they fail</h3>"
	      "<div class=\"scroll\"><table class=\"tally\"><tr><th>Script</th>"
	      "<th class=\"num\">Fails</th><th></th>"
	      "<th class=\"num\">Not reached</th></tr>\n",
	      out);
	for (size_t i = 0; i < n; i++) {
		fputs("<tr><td><code>", out);
		put_markup(out, tallies[i].name);
		fputs("</code><br><span class=\"dim\">", out);
		put_markup(out, tallies[i].title);
		fputs("</span></td>", out);
		meter_put(out, tallies[i].failed, of);
		fprintf(out, "<td class=\"num\">%zu</td></tr>\n",
			tallies[i].skipped);
	}
	fputs("</table></div></div>\n", out);
	free(tallies);
}

static void put_lesson(FILE *out, const struct book *book, size_t lesson)
{
	struct lesson_statistics of = statistics_of(book, lesson);
	char mean[32], median[32];

	fputs("<section class=\"lesson\" id=\"", out);
	put_markup(out, book->lessons[lesson].name);
	fputs("\"><h2>", out);
	put_markup(out, book->lessons[lesson].name);
	fputs(" <span class=\"dim\">", out);
	put_markup(out, book->lessons[lesson].title);
	fprintf(out,
		"</span></h2>\n<p>%zu graded; mean %s, median %s of %d points."
		" %zu not submitted, %zu rejected, %zu to review.</p>\n",
		of.counted, points_text(mean, of.mean),
		points_text(median, of.median),
		book->lessons[lesson].max_points,
		of.by_status[ENTRY_NO_SUBMISSION], of.by_status[ENTRY_REJECTED],
		of.by_status[ENTRY_NEEDS_REVIEW]);
	put_distribution(out, &of);
	fputs("<div class=\"two\">\n", out);
	put_scripts(out, book, lesson, of.counted);
	mistake_list_put(out, book, lesson);
	fputs("</div>\n</section>\n", out);
}

/* What stands in a cell where there are no points. */
static const char *short_status(enum entry_status status)
{
	switch (status) {
	case ENTRY_NO_SUBMISSION:
		return "none";
	case ENTRY_DOES_NOT_COMPILE:
		return "no build";
	case ENTRY_REJECTED:
		return "rejected";
	case ENTRY_NEEDS_REVIEW:
		return "review";
	case ENTRY_SCORED:
		return "";
	}
	return "";
}

/* Where a cell stands when its column is sorted. */
static const char *sort_key(char buffer[32], const struct book_entry *entry)
{
	if (entry->status == ENTRY_NEEDS_REVIEW)
		return "-2";
	if (entry->status == ENTRY_NO_SUBMISSION)
		return "-1";
	return points_text(buffer, entry->final);
}

/* Of a cell: which part of the points it is, for the bar at its foot. Per cent
   in whole numbers: a locale has its own comma. */
static void put_part(FILE *out, double points, int max)
{
	int percent = max > 0 ? (int)(points * 100 / max) : 0;

	fprintf(out, " style=\"--part:%d.%02d\"", percent / 100, percent % 100);
}

/* The points, or the status where there are none. */
static void put_entry(FILE *out, const struct book_entry *entry, int max)
{
	bool scored = entry->status == ENTRY_SCORED;
	char key[32], raw[32];

	fprintf(out, "<td class=\"num part\" data-key=\"%s\"",
		sort_key(key, entry));
	if (scored)
		put_part(out, entry->final, max);
	putc('>', out);
	if (scored)
		fputs(points_text(key, entry->final), out);
	else
		fprintf(out, "<span class=\"dim\">%s</span>",
			short_status(entry->status));
	if (scored && entry->late > 0)
		fprintf(out, "<br><span class=\"dim\">late, of %s</span>",
			points_text(raw, entry->points));
	fputs("</td>", out);
}

static const char *first_mistake(const struct book *book,
				 const struct book_student *student)
{
	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_script *failed =
			entry_first_failure(&student->entries[i]);

		if (failed && failed->mistake)
			return failed->mistake;
	}
	return NULL;
}

/* To the student's page, by its id. */
static void put_page_link(FILE *out, const struct book_student *student)
{
	char *folder = name_folder(student->id);

	fputs("<a href=\"feedback/", out);
	for (const char *s = folder; *s; s++) {
		/* a path, not a link: what has a meaning in links is coded */
		if (strchr("%?#&\"'<> \\:", *s))
			fprintf(out, "%%%02X", (unsigned char)*s);
		else
			putc(*s, out);
	}
	fputs("/index.html\">", out);
	put_markup(out, student->id);
	fputs("</a>", out);
	free(folder);
}

static void put_student(FILE *out, const struct book *book,
			const struct book_student *student)
{
	char total[32];

	fputs("<tr><td>", out);
	put_page_link(out, student);
	fputs("</td><td>", out);
	put_markup(out, student->name);
	fputs("</td><td>", out);
	put_markup(out, student->section);
	fputs("</td>", out);
	fprintf(out, "<td class=\"num\"><b>%s</b></td>",
		points_text(total, student_points(book, student)));
	for (size_t i = 0; i < book->n_lessons; i++)
		put_entry(out, &student->entries[i],
			  book->lessons[i].max_points);
	fputs("<td>", out);
	if (first_mistake(book, student))
		mistake_link_put(out, first_mistake(book, student));
	fprintf(out, "%s</td></tr>\n",
		book->roster && !student->row ? " not on the roster" : "");
}

static void put_class(FILE *out, const struct book *book)
{
	fputs("<h2>Everybody</h2>\n<p class=\"tools\"><label>Search "
	      "<input id=\"search\" type=\"search\" placeholder=\""
	      "a name, a section, a mistake\"></label> "
	      "<span id=\"found\" class=\"dim\" aria-live=\"polite\"></span>"
	      "</p>\n<div class=\"scroll\" tabindex=\"0\">"
	      "<table id=\"class\"><thead><tr><th>Student</th>"
	      "<th>Name</th><th>Section</th><th class=\"num\">Total</th>",
	      out);
	for (size_t i = 0; i < book->n_lessons; i++) {
		fputs("<th class=\"num\">", out);
		put_markup(out, book->lessons[i].name);
		fputs("</th>", out);
	}
	fputs("<th>First mistake</th></tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < book->n_students; i++)
		put_student(out, book, &book->students[i]);
	fputs("</tbody></table></div>\n", out);
}

static void put_lesson_line(FILE *out, const struct book *book, size_t lesson)
{
	struct lesson_statistics of = statistics_of(book, lesson);
	size_t n;
	struct tally *mistakes = tally_mistakes(book, lesson, &n);
	int max = book->lessons[lesson].max_points;
	char mean[32], median[32];

	fputs("<tr><td><a href=\"#", out);
	put_markup(out, book->lessons[lesson].name);
	fputs("\">", out);
	put_markup(out, book->lessons[lesson].name);
	fprintf(out,
		"</a></td><td class=\"num\">%zu</td><td class=\"num\">%s</td>"
		"<td class=\"num part\"",
		of.counted, points_text(median, of.median));
	put_part(out, of.mean, max);
	fprintf(out, ">%s of %d</td><td>", points_text(mean, of.mean), max);
	if (n > 0) {
		mistake_link_put(out, mistakes[0].name);
		fprintf(out, ", %zu", mistakes[0].failed);
	}
	fputs("</td></tr>\n", out);
	free(mistakes);
}

static void put_lessons(FILE *out, const struct book *book)
{
	fputs("<h2>Lessons</h2>\n<div class=\"scroll\" tabindex=\"0\">"
	      "<table class=\"summary\"><tr><th>Lesson</th>"
	      "<th class=\"num\">Graded</th><th class=\"num\">Median</th>"
	      "<th class=\"num\">Mean</th><th>Most frequent mistake</th></tr>\n",
	      out);
	for (size_t i = 0; i < book->n_lessons; i++)
		put_lesson_line(out, book, i);
	fputs("</table></div>\n", out);
}

/* Who has to be looked at by a person, and why. */
static void put_reviews(FILE *out, const struct book *book)
{
	bool any = false;

	for (size_t i = 0; i < book->n_students; i++) {
		const struct book_student *student = &book->students[i];

		for (size_t k = 0; k < book->n_lessons; k++) {
			const struct book_entry *entry = &student->entries[k];

			if (entry->status != ENTRY_NEEDS_REVIEW &&
			    entry->status != ENTRY_REJECTED)
				continue;
			fputs(any ? "<li>" :
				    "<h2>To be looked at</h2>\n<ul><li>",
			      out);
			any = true;
			put_page_link(out, student);
			putc(' ', out);
			put_markup(out, book->lessons[k].name);
			fprintf(out, " <span class=\"dim\">%s: ",
				entry_status_name(entry->status));
			put_markup(out, entry->note);
			fputs("</span></li>\n", out);
		}
	}
	if (any)
		fputs("</ul>\n", out);
}

void overview_put(FILE *out, const struct book *book)
{
	char points[32];

	html_begin(out, "The class");
	fprintf(out,
		"<h1>The class</h1>\n<p class=\"dim\">%zu student%s, %zu"
		" lesson%s, %s points in all. Each name leads to a page that"
		" can be handed out.</p>\n",
		book->n_students, book->n_students == 1 ? "" : "s",
		book->n_lessons, book->n_lessons == 1 ? "" : "s",
		points_text(points, student_max_points(book)));
	put_glance(out, book);
	put_reviews(out, book);
	if (book->n_lessons > 1)
		put_lessons(out, book);
	put_class(out, book);
	if (book->n_lessons > 1) {
		fputs("<h2>All lessons</h2>\n", out);
		mistake_list_put(out, book, SIZE_MAX);
	}
	for (size_t i = 0; i < book->n_lessons; i++)
		put_lesson(out, book, i);
	html_end(out, report_script);
}

/* SPDX-License-Identifier: MIT */
#include "matrix.h"

#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "shown_run.h"

enum column {
	LESSON,
	PROGRAM,
	CAUGHT,
	SCRIPT,
	DIAGNOSIS,
	LINE,
	FUNCTION,
	EXPECTED,
	VERDICT,
	OTHERS,
	COLUMNS
};

/* Where a program's own section is; NULL: it has none. */
static char *section_of(const struct patches *patches, char *const *row)
{
	for (size_t i = 0; i < patches->n; i++) {
		const struct patch *patch = &patches->patches[i];
		size_t len = strlen(patch->name);

		if (patch->code && strcmp(patch->lesson, row[LESSON]) == 0 &&
		    strncmp(patch->name, row[PROGRAM], len) == 0 &&
		    strcmp(row[PROGRAM] + len, ".patch") == 0)
			return site_text("mistakes/%s.html#%s-%s", patch->code,
					 patch->lesson, patch->name);
	}
	return NULL;
}

static void put_cell(const struct page *page, const char *text)
{
	page_put(page, "<td>");
	page_text(page, text);
	page_put(page, "</td>");
}

static void put_row(const struct page *page, const struct patches *patches,
		    char *const *row)
{
	char *section = section_of(patches, row);

	page_put(page, "<tr><th scope=\"row\">");
	if (section)
		page_anchor(page, section, row[PROGRAM]);
	else
		page_text(page, row[PROGRAM]);
	page_put(page, "</th>");
	/* None fails it: so it should be with the right ones. */
	put_cell(page, *row[SCRIPT] ? row[SCRIPT] : "none");
	put_cell(page, row[DIAGNOSIS]);
	put_cell(page, row[FUNCTION]);
	put_cell(page, row[LINE]);
	put_cell(page, row[VERDICT]);
	page_put(page, "</tr>\n");
	free(section);
}

static void end_table(const struct page *page, const char *lesson)
{
	if (*lesson)
		page_put(page, "</tbody></table></div>\n");
}

static void begin_table(const struct page *page, const char *lesson)
{
	page_put(page, "<h2 id=\"%s\">%s</h2>\n", lesson,
		 *lesson == '-' ? "Idle" : lesson);
	page_put(page,
		 "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>"
		 "<th scope=\"col\">Program</th><th scope=\"col\">Script</th>"
		 "<th scope=\"col\">Diagnosis</th>"
		 "<th scope=\"col\">Function</th><th scope=\"col\">Line</th>"
		 "<th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n");
}

static void put_tables(const struct page *page, const struct patches *patches,
		       char *tsv)
{
	static char none[] = "";
	char *line, *rest = tsv;
	const char *lesson = none;

	while ((line = strsep(&rest, "\n"))) {
		char *row[COLUMNS], *fields = line;

		for (int i = 0; i < COLUMNS; i++) {
			row[i] = strsep(&fields, "\t");
			row[i] = row[i] ? row[i] : none;
		}
		if (*row[LESSON] == '\0')
			continue;
		if (strcmp(lesson, row[LESSON]) != 0) {
			end_table(page, lesson);
			lesson = row[LESSON];
			begin_table(page, lesson);
		}
		put_row(page, patches, row);
	}
	end_table(page, lesson);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

int matrix_put(struct site *site, const struct patches *patches,
	       const char *tsv)
{
	char *text = run_file(tsv);
	struct page page;

	if (page_open(&page, site, "matrix.html", "The matrix of mistakes") < 0)
		return -1;
	page_put(&page,
		 "<h1>The matrix of mistakes</h1>\n<p>Every wrong program of "
		 "the kit, the script that caught it, and the name and the "
		 "place that it was given; and the right programs, which no "
		 "script may fail.</p>\n");
	if (text) {
		page_put(&page,
			 "<p>%zu wrong programs; %zu rows are BAD.</p>\n",
			 count(text, ".patch\t"), count(text, "\tBAD\t"));
		put_tables(&page, patches, text);
	} else {
		page_put(&page, "<p>It was not run for this site: <code>make "
				"matrix site</code> does.</p>\n");
	}
	free(text);
	return page_close(&page);
}

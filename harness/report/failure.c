/* SPDX-License-Identifier: MIT */
#include "report/failure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"
#include "judge/wording.h"
#include "report/contrast.h"
#include "report/excerpt.h"
#include "report/steps.h"

static void print_where(const struct page *page,
			const struct script_result *script)
{
	fputc('\n', page->out);
	page_put(page, STYLE_STRONG, script->name);
	if (script->failed != NO_STEP)
		fprintf(page->out, ", step %zu of %zu", script->failed + 1,
			script->total_steps);
	if (script->order)
		fprintf(page->out, ", in order %zu of %zu", script->order,
			script->orders);
	if (script->seeded)
		fprintf(page->out, ", with seed %" PRIu64, script->seed);
	fputs("\n\n", page->out);
}

static void print_explanation(const struct page *page,
			      const struct script_result *script)
{
	const char *text = script->explanation;
	char *clean;

	if (!text && script->failed == NO_STEP)
		text = script->message;
	if (!text)
		return;
	clean = text_clean(text, 2000);
	page_paragraph(page, 2, clean);
	fputc('\n', page->out);
	free(clean);
}

static void print_why(const struct page *page,
		      const struct script_result *script)
{
	const struct mistake *mistake =
		script->mistake ? mistake_find(script->mistake) : NULL;
	/* Of a wrong answer only the script knows what it costs. */
	bool plain = mistake && !strcmp(mistake->code, "wrong-answer");
	const char *why = mistake && !(plain && script->why) ? mistake->why :
							       script->why;
	char *text, *clean;

	/* What is not written yet matters for a plainer reason. */
	if (!why || (script->rule && !strcmp(script->rule, "unfinished")))
		return;
	text = wording("Why it matters: %s", why);
	clean = text_clean(text, 1000);
	page_paragraph(page, 2, clean);
	fputc('\n', page->out);
	free(text);
	free(clean);
}

/* What the student, or the starter, has marked as not written yet. */
static void print_todos(const struct page *page, const char *path)
{
	const char *slash = strrchr(path, '/'),
		   *name = slash ? slash + 1 : path;
	int first, n = excerpt_todos(path, &first);
	char *text, *clean;

	if (n == 0)
		return;
	text = n == 1 ?
		       wording("%s has a TODO left, in line %d.", name, first) :
		       wording("%s has %d TODOs left, the first in line %d.",
			       name, n, first);
	clean = text_clean(text, 1000);
	page_paragraph(page, 2, clean);
	fputc('\n', page->out);
	free(text);
	free(clean);
}

void failure_print_foot(const struct page *page, const char *code, bool single)
{
	const struct mistake *mistake = mistake_find(code);
	const char *man = mistake ? mistake->man : NULL;
	char *links = wording("%s%s%s", single ? "" : "make hint",
			      man && !single ? "  |  " : "", man ? man : "");
	int room = PAGE_WIDTH - 2 - text_columns(links) - 2;

	fputs("  ", page->out);
	if (*links) {
		page_cell(page, STYLE_BAD, code, room < 30 ? room : 30);
		page_put(page, STYLE_DIM, "  ");
		page_put(page, STYLE_PLAIN, links);
	} else {
		page_put(page, STYLE_BAD, code);
	}
	fputc('\n', page->out);
	free(links);
}

void failure_print(const struct page *page, const struct script_result *script,
		   const char *source_path, bool single)
{
	print_where(page, script);
	steps_print(page, script);
	contrast_print(page, script);
	print_explanation(page, script);
	if (source_path && script->file &&
	    excerpt_print(page, source_path, script->file, script->line) == 0)
		fputc('\n', page->out);
	print_why(page, script);
	if (source_path)
		print_todos(page, source_path);
	failure_print_foot(page, script->mistake ? script->mistake : "?",
			   single);
}

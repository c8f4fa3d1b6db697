/* SPDX-License-Identifier: MIT */
#include "report/feedback.h"

#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"
#include "judge/wording.h"
#include "report/compiler.h"
#include "report/failure.h"
#include "report/page.h"

#define PASSES_SHOWN  9
#define SKIPPED_SHOWN 2
#define PLACE_NAME    20 /* columns of a file's name */

static void print_head(const struct page *page,
		       const struct lesson_result *lesson)
{
	char *left = wording("%s%s%s", lesson->lesson ? lesson->lesson : "",
			     lesson->single ? "" : "   ",
			     lesson->program ? lesson->program : "");
	char *right =
		wording("%d of %d points", lesson->points, lesson->max_points);
	char *clean = text_clean(left, (size_t)4 * PAGE_WIDTH);
	int columns = text_columns(clean);
	int room = PAGE_RIGHT - text_columns(right) - 1;

	if (lesson->single) {
		page_cell(page, STYLE_STRONG, clean,
			  columns < PAGE_WIDTH ? columns : PAGE_WIDTH);
	} else {
		page_cell(page, STYLE_STRONG, clean, room);
		fputc(' ', page->out);
		page_put(page, STYLE_STRONG, right);
	}
	fputc('\n', page->out);
	free(left);
	free(right);
	free(clean);
}

static void print_does_not_compile(const struct page *page,
				   const struct lesson_result *lesson)
{
	char *program = text_clean(lesson->program, 256);

	fprintf(page->out, "\n  The compiler refuses %s:\n\n", program);
	compiler_print_refusal(page, lesson->compile_output);
	fputc('\n', page->out);
	if (compiler_misses_file(lesson->compile_output)) {
		page_paragraph(page, 2,
			       "This one file is what is built: a file that "
			       "lies beside it is not seen.");
		fputc('\n', page->out);
	}
	failure_print_foot(page, "does-not-compile", lesson->single);
	free(program);
}

static const struct {
	const char *text;
	enum page_style style;
} marks[] = {
	[VERDICT_PASS] = { "ok", STYLE_GOOD },
	[VERDICT_FAIL] = { "FAIL", STYLE_BAD },
	[VERDICT_SKIPPED] = { "-", STYLE_DIM },
	[VERDICT_INCONCLUSIVE] = { "?", STYLE_STRONG },
};

/* "echo.c:41", of a long name its beginning. To be freed. */
static char *place_of(const struct script_result *script)
{
	char *name, *place;
	int columns;

	if (!script->file || !script->line || script->verdict != VERDICT_FAIL)
		return wording("%s", "");
	name = text_clean(script->file, 1000);
	columns = text_columns(name);
	text_cut(name, PLACE_NAME);
	place = wording("%s%s:%d", name, columns > PLACE_NAME ? "..." : "",
			script->line);
	free(name);
	return place;
}

/* "needs echo", or the title with the place at the right. */
static void print_row(const struct page *page,
		      const struct script_result *script, int name_width)
{
	char *place = place_of(script);
	char *needs = wording("needs %s", script->needs ? script->needs : "");
	char *title = text_clean(
		script->verdict == VERDICT_SKIPPED ? needs : script->title,
		400);
	int taken = 8 + name_width + (*place ? text_columns(place) + 1 : 0);
	int columns = text_columns(title);
	int room = (taken + columns > PAGE_RIGHT ? PAGE_WIDTH : PAGE_RIGHT) -
		   taken;

	fputs("  ", page->out);
	page_cell(page, marks[script->verdict].style,
		  marks[script->verdict].text, 6);
	page_cell(page,
		  script->verdict == VERDICT_FAIL ? STYLE_STRONG : STYLE_PLAIN,
		  script->name, name_width);
	page_cell(page,
		  script->verdict == VERDICT_SKIPPED ? STYLE_DIM : STYLE_PLAIN,
		  title, *place || columns > room ? room : columns);
	if (*place)
		fprintf(page->out, " %s", place);
	fputc('\n', page->out);
	free(place);
	free(needs);
	free(title);
}

static int name_width(const struct lesson_result *lesson)
{
	int width = 13;
	size_t i;

	for (i = 0; i < lesson->n_scripts; i++) {
		int columns = text_columns(lesson->scripts[i].name);

		width = columns > width ? columns : width;
	}
	return width > 28 ? 30 : width + 2;
}

/* Counts of what is left out of the list. */
struct left_out {
	size_t passed, skipped;
	const char *needs; /* the same for all skipped; else NULL */
};

static void print_left_out(const struct page *page, const struct left_out *left)
{
	if (left->passed)
		fprintf(page->out, "  ... %zu more passed\n", left->passed);
	if (left->skipped && left->needs)
		fprintf(page->out, "  ... %zu more need%s %s\n", left->skipped,
			left->skipped == 1 ? "s" : "", left->needs);
	else if (left->skipped)
		fprintf(page->out, "  ... %zu more need one of these first\n",
			left->skipped);
}

static void print_list(const struct page *page,
		       const struct lesson_result *lesson)
{
	struct left_out left = { 0, 0, NULL };
	size_t i, passed = 0, skipped = 0;
	int width = name_width(lesson);

	fputc('\n', page->out);
	for (i = 0; i < lesson->n_scripts; i++) {
		const struct script_result *script = &lesson->scripts[i];

		if (script->verdict == VERDICT_PASS &&
		    ++passed > PASSES_SHOWN) {
			left.passed++;
		} else if (script->verdict == VERDICT_SKIPPED &&
			   ++skipped > SKIPPED_SHOWN) {
			const char *needs = script->needs;

			if (left.skipped++ == 0)
				left.needs = needs;
			else if (left.needs && needs &&
				 strcmp(left.needs, needs) != 0)
				left.needs = NULL;
		} else {
			print_row(page, script, width);
		}
	}
	print_left_out(page, &left);
}

static const struct script_result *
first_inconclusive(const struct lesson_result *lesson)
{
	size_t i;

	for (i = 0; i < lesson->n_scripts; i++)
		if (lesson->scripts[i].verdict == VERDICT_INCONCLUSIVE)
			return &lesson->scripts[i];
	return NULL;
}

static void print_inconclusive(const struct page *page,
			       const struct script_result *script)
{
	char *message = text_clean(
		script->message ? script->message : "no reason is known", 1000);
	char *text = wording("%s could not be judged: %s.\nThis says nothing "
			     "about your program. `make doctor` tells what "
			     "this machine can do.",
			     script->name, message);

	fputc('\n', page->out);
	page_paragraph(page, 2, text);
	free(message);
	free(text);
}

static void print_totals(const struct page *page,
			 const struct lesson_result *lesson)
{
	size_t i, most = 0;
	char n[32];

	for (i = 0; i < lesson->n_scripts; i++)
		if (lesson->scripts[i].connections > most)
			most = lesson->scripts[i].connections;
	fprintf(page->out, "  %zu of %zu scripts", lesson->n_scripts,
		lesson->n_scripts);
	if (most > 1)
		fprintf(page->out, ", up to %s clients",
			wording_number(n, most));
	if (lesson->seconds > 0)
		fprintf(page->out, ", %.1f s", lesson->seconds);
	fputc('\n', page->out);
}

/* What it cost: the numbers that the lessons are about. */
static void print_cost(const struct page *page,
		       const struct lesson_result *lesson)
{
	uint64_t calls = 0, empty = 0, useful = 0;
	char n[32];
	char *text;
	size_t i;

	for (i = 0; i < lesson->n_scripts; i++) {
		calls += lesson->scripts[i].calls;
		empty += lesson->scripts[i].empty_calls;
		useful += lesson->scripts[i].useful_calls;
	}
	if (useful == 0)
		return;
	text = empty * 20 < useful ?
		       wording("%s calls, %.1f for each one that moved "
			       "something.",
			       wording_number(n, calls),
			       (double)calls / (double)useful) :
		       wording("%s calls, %.1f for each one that moved "
			       "something; for each of those %.1f came back "
			       "empty-handed (EAGAIN).",
			       wording_number(n, calls),
			       (double)calls / (double)useful,
			       (double)empty / (double)useful);
	page_paragraph(page, 2, text);
	free(text);
}

static void print_pass(const struct page *page,
		       const struct lesson_result *lesson)
{
	char *next;

	if (lesson->single) {
		page_put(page, STYLE_GOOD, "  passed\n");
		return;
	}
	print_totals(page, lesson);
	print_cost(page, lesson);
	if (!lesson->next)
		return;
	next = wording("Next: %s  %s", lesson->next,
		       lesson->next_title ? lesson->next_title : "");
	fputs("  ", page->out);
	page_cell(page, STYLE_PLAIN, next, PAGE_RIGHT - 2 - 11);
	fputc(' ', page->out);
	page_put(page, STYLE_STRONG, "make check");
	fputc('\n', page->out);
	free(next);
}

void feedback_print(const struct lesson_result *lesson, const char *source_path,
		    bool colour, FILE *out)
{
	struct page page = { out, colour };
	const struct script_result *failed, *unknown;

	print_head(&page, lesson);
	if (!lesson->compile_ok) {
		print_does_not_compile(&page, lesson);
		return;
	}
	if (lesson->compile_output && *lesson->compile_output) {
		fputs("\n  The compiler warns:\n", out);
		compiler_print_warnings(&page, lesson->compile_output);
	}
	if (lesson_result_passed(lesson)) {
		print_pass(&page, lesson);
		return;
	}
	failed = lesson_result_lead(lesson);
	unknown = first_inconclusive(lesson);
	print_list(&page, lesson);
	if (failed)
		failure_print(&page, failed, source_path, lesson->single);
	if (unknown)
		print_inconclusive(&page, unknown);
}

/* SPDX-License-Identifier: MIT */
#include "report/steps.h"

#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"

#define PERIOD_MAX  16 /* steps in a repeated block that is recognised */
#define REPEATS_MIN 3  /* so many of them are shown as one */
#define ROWS_MAX    14 /* rows before the failed step */
#define ROWS_HEAD   3  /* of these, from the beginning */
#define CLAUSE_AT   41 /* column of what came instead */

/* One row of the list: a step, or a remark on the rows before it. */
struct row {
	const char *step; /* NULL: a remark */
	size_t count;	  /* of a remark: so many times more */
};

static bool same_step(const struct result_step *a, const struct result_step *b)
{
	return a->line == b->line && strcmp(a->text, b->text) == 0;
}

/* How many whole blocks of so many steps from i on are the same. */
static size_t repeats(const struct script_result *script, size_t i,
		      size_t period)
{
	size_t at = i + period;

	while (at < script->failed &&
	       same_step(&script->steps[at], &script->steps[at - period]))
		at++;
	return (at - i) / period;
}

/* The shortest block that repeats from i on; 0: none. */
static size_t period_at(const struct script_result *script, size_t i,
			size_t *times)
{
	size_t period;

	for (period = 1; period <= PERIOD_MAX; period++) {
		*times = repeats(script, i, period);
		if (*times >= REPEATS_MIN)
			return period;
	}
	return 0;
}

/* The rows before the failed step; n_rows is set. To be freed. */
static struct row *rows_of(const struct script_result *script, size_t *n_rows)
{
	struct row *rows = calloc(script->failed + 1, sizeof *rows);
	size_t i = 0, k, n = 0, times = 0;

	if (!rows)
		abort();
	while (i < script->failed) {
		size_t period = period_at(script, i, &times);

		for (k = 0; k < (period ? period : 1); k++)
			rows[n++].step = script->steps[i + k].text;
		if (period)
			rows[n++].count = times - 1;
		i += period ? period * times : 1;
	}
	*n_rows = n;
	return rows;
}

static void print_row(const struct page *page, const struct row *row)
{
	char *clean, *text;

	if (row->step) {
		clean = text_clean(row->step, 1000);
		fputs("       ", page->out);
		page_cell(page, STYLE_PLAIN, clean,
			  text_columns(clean) < PAGE_WIDTH - 7 ?
				  text_columns(clean) :
				  PAGE_WIDTH - 7);
		free(clean);
	} else {
		text = wording("       ... and so %zu times more", row->count);
		page_put(page, STYLE_DIM, text);
		free(text);
	}
	fputc('\n', page->out);
}

static void print_failed(const struct page *page,
			 const struct script_result *script)
{
	char *step = text_clean(script->steps[script->failed].text, 1000);
	char *clause =
		text_clean(script->happened ? script->happened : "", 1000);
	int width = text_columns(step), room = PAGE_WIDTH - 7;
	int cell = CLAUSE_AT - 9;
	bool beside = width <= cell &&
		      7 + cell + 2 + text_columns(clause) <= PAGE_WIDTH;

	fputs("    ", page->out);
	page_put(page, STYLE_BAD, ">  ");
	if (!beside)
		cell = width;
	page_cell(page, STYLE_STRONG, step, cell < room ? cell : room);
	if (beside) {
		fputs("  ", page->out);
		page_put(page, STYLE_BAD, clause);
		fputc('\n', page->out);
	} else {
		fputc('\n', page->out);
		page_paragraph(page, 11, clause);
	}
	free(step);
	free(clause);
}

void steps_print(const struct page *page, const struct script_result *script)
{
	struct row *rows;
	size_t i, n, tail;

	if (script->failed == NO_STEP)
		return;
	rows = rows_of(script, &n);
	tail = n > ROWS_MAX ? n - (ROWS_MAX - ROWS_HEAD - 1) : 0;
	for (i = 0; i < n; i++) {
		if (tail && i >= ROWS_HEAD && i < tail) {
			if (i == ROWS_HEAD)
				fprintf(page->out,
					"       ... %zu more that "
					"went well\n",
					tail - ROWS_HEAD);
			continue;
		}
		print_row(page, &rows[i]);
	}
	print_failed(page, script);
	fputc('\n', page->out);
	free(rows);
}

/* SPDX-License-Identifier: MIT */
#include "timeline/fold.h"

#include <string.h>

#include "memory.h"

#define PASSES 3

/* Of what waits bring, so many descriptors are compared. */
#define READY_COMPARED 4

static int sign(int64_t ret)
{
	return ret == ENTRY_NONE ? -2 : ret < 0 ? -1 : ret > 0;
}

/* Who is ready: by column only where many are. */
static bool same_ready(const struct entry *a, const struct entry *b)
{
	if (a->n_ready != b->n_ready)
		return a->n_ready > READY_COMPARED &&
		       b->n_ready > READY_COMPARED;
	if (a->n_ready > READY_COMPARED)
		return true;
	for (size_t i = 0; i < a->n_ready; i++)
		if (a->ready[i].events != b->ready[i].events ||
		    (a->ready[i].connection > 0) !=
			    (b->ready[i].connection > 0))
			return false;
	return true;
}

/* Texts that differ in numbers only are the same line: of a crowd, say. */
static bool same_text(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	if (a == b || a == NULL || b == NULL)
		return a == b;
	while (*a != '\0' && *b != '\0') {
		size_t n = strspn(a, digits), m = strspn(b, digits);

		if ((n > 0) != (m > 0) || (n == 0 && *a != *b))
			return false;
		a += n > 0 ? n : 1;
		b += m > 0 ? m : 1;
	}
	return *a == *b;
}

/* Strings of a record are one when they are equal. */
static bool same_entry(const struct entry *a, const struct entry *b)
{
	return a->kind == b->kind && a->act == b->act && a->at == b->at &&
	       a->error == b->error && sign(a->ret) == sign(b->ret) &&
	       a->injected == b->injected && a->op == b->op &&
	       a->interest == b->interest && same_text(a->text, b->text) &&
	       (a->timeout == 0) == (b->timeout == 0) && same_ready(a, b);
}

static bool same_row(const struct row *a, const struct row *b)
{
	if (a->kind != b->kind || a->column != b->column ||
	    a->calls != b->calls || a->loop != b->loop ||
	    (a->untaken > 0) != (b->untaken > 0) ||
	    a->unaccepted != b->unaccepted || a->sees_end != b->sees_end)
		return false;
	for (size_t i = 0; a->entry != NULL && i < a->calls; i++)
		if (!same_entry(a->entry + i, b->entry + i))
			return false;
	return true;
}

static bool same_unit(const struct fold *fold, size_t i, size_t j)
{
	const struct unit *a = &fold->units[i], *b = &fold->units[j];

	if (a->n != b->n)
		return false;
	for (size_t k = 0; k < a->n; k++)
		if (!same_row(&fold->rows[a->first + k],
			      &fold->rows[b->first + k]))
			return false;
	return true;
}

/* They do the same, but not to the same. */
static bool differ(const struct entry *a, const struct entry *b)
{
	if (a->fd != b->fd || a->who != b->who || a->peer != b->peer ||
	    a->text != b->text || a->n_ready != b->n_ready)
		return true;
	return a->n_ready > 0 && (a->ready[0].fd != b->ready[0].fd ||
				  a->ready[0].peer != b->ready[0].peer);
}

/* What a repetition adds to the row that stands for all of them. */
static void row_add(struct row *row, const struct row *more, bool in_a_row)
{
	row->entries += more->entries;
	if (more->bytes != ENTRY_NONE) {
		row->sizes |= more->sizes || more->each != row->each;
		row->bytes += more->bytes;
	}
	row->untaken += more->untaken;
	if (row->entry != NULL && more->entry != NULL)
		row->mixed |= more->mixed || differ(row->entry, more->entry);
	if (more->gap < row->gap)
		row->gap = more->gap;
	if (more->gap_max > row->gap_max)
		row->gap_max = more->gap_max;
	row->last = more->last;
	if (in_a_row) {
		row->times_min += more->times_min;
		row->times_max += more->times_max;
	} else {
		if (more->times_min < row->times_min)
			row->times_min = more->times_min;
		if (more->times_max > row->times_max)
			row->times_max = more->times_max;
	}
}

/* runs[p * n + i]: so many units from i on are as those p further on. */
static size_t *find_runs(const struct fold *fold)
{
	size_t n = fold->n_units;
	size_t *runs = memory_get((FOLD_PERIOD + 1) * n * sizeof(*runs));

	for (size_t p = 1; p <= FOLD_PERIOD; p++)
		for (size_t i = n; i-- > 0;)
			/* The last unit stays as it is. */
			if (i + p + 1 < n && same_unit(fold, i, i + p))
				runs[p * n + i] = runs[p * n + i + 1] + 1;
	return runs;
}

static size_t rows_of(const struct fold *fold, size_t i, size_t units)
{
	const struct unit *last = &fold->units[i + units - 1];

	return last->first + last->n - fold->units[i].first;
}

/* The period at i that saves most; 0: none. */
static size_t best_period(const struct fold *fold, const size_t *runs, size_t i,
			  size_t *times)
{
	size_t best = 0, saved = 0;

	for (size_t p = 1; p <= FOLD_PERIOD; p++) {
		size_t n = runs[p * fold->n_units + i] / p + 1;

		/* A loop that fills a screen is no summary. */
		if (n < FOLD_TIMES || rows_of(fold, i, p) > FOLD_ROWS)
			continue;
		if ((n - 1) * p > saved) {
			best = p;
			saved = (n - 1) * p;
			*times = n;
		}
	}
	return best;
}

/* A loop is read best from where the program has waited. */
static bool begins_well(const struct fold *fold, size_t i)
{
	const struct row *row = &fold->rows[fold->units[i].first];

	return row->kind == ROW_PEER || row->kind == ROW_GAP ||
	       (row->kind == ROW_CALL && row->column == 0);
}

/* So many units later the loop begins better, at no cost of one's own. */
static size_t better_start(const struct fold *fold, const size_t *runs,
			   size_t i, size_t period, size_t times)
{
	for (size_t s = 0; s < period; s++)
		if (begins_well(fold, i + s) &&
		    runs[period * fold->n_units + i + s] / period + 1 >=
			    (times > FOLD_TIMES ? times - 1 : times))
			return s;
	return 0;
}

static void put_row(struct fold *out, const struct row *row)
{
	out->rows[out->n_rows++] = *row;
}

static void put_unit(struct fold *out, const struct fold *fold, size_t i)
{
	const struct unit *unit = &fold->units[i];

	out->units[out->n_units++] =
		(struct unit){ .first = out->n_rows, .n = unit->n };
	for (size_t k = 0; k < unit->n; k++)
		put_row(out, &fold->rows[unit->first + k]);
}

/* The first round stands for all; the others are added to it. */
static void put_repetition(struct fold *out, const struct fold *fold, size_t i,
			   size_t period, size_t times)
{
	const struct unit *first = &fold->units[i];
	size_t n = rows_of(fold, i, period);
	bool loop = n > 1;
	struct unit *unit = &out->units[out->n_units++];
	struct row *rows;

	unit->first = out->n_rows;
	unit->n = n + (loop ? 1 : 0);
	if (loop)
		put_row(out,
			&(struct row){ .kind = ROW_LOOP,
				       .depth = fold->rows[first->first].depth,
				       .loop = n,
				       .times_min = times,
				       .times_max = times });
	rows = &out->rows[out->n_rows];
	for (size_t k = 0; k < n; k++)
		put_row(out, &fold->rows[first->first + k]);
	for (size_t t = 1; t < times; t++) {
		const struct unit *more = &fold->units[i + t * period];

		for (size_t k = 0; k < n; k++)
			row_add(&rows[k], &fold->rows[more->first + k], !loop);
	}
	for (size_t k = 0; loop && k < n; k++)
		rows[k].depth++;
}

static bool fold_once(struct fold *fold)
{
	size_t *runs = find_runs(fold);
	size_t rows = fold->n_rows;
	struct fold out = *fold;

	/* A loop of n rows repeated 3 times takes n + 1 rows, not 3 n. */
	out.rows = memory_get(rows * sizeof(*out.rows));
	out.units = memory_get(fold->n_units * sizeof(*out.units));
	out.n_rows = out.n_units = 0;
	for (size_t i = 0; i < fold->n_units;) {
		size_t times = 0;
		size_t period = best_period(fold, runs, i, &times);

		if (period == 0) {
			put_unit(&out, fold, i++);
			continue;
		}
		for (size_t s = better_start(fold, runs, i, period, times);
		     s > 0; s--)
			put_unit(&out, fold, i++);
		times = runs[period * fold->n_units + i] / period + 1;
		put_repetition(&out, fold, i, period, times);
		i += period * times;
	}
	free(runs);
	free(fold->rows);
	free(fold->units);
	*fold = out;
	return out.n_rows < rows;
}

void fold_rows(struct fold *fold)
{
	fold->n_units = fold->n_rows;
	fold->units = memory_get(fold->n_units * sizeof(*fold->units));
	for (size_t i = 0; i < fold->n_units; i++)
		fold->units[i] = (struct unit){ .first = i, .n = 1 };
	for (int pass = 0; pass < PASSES && fold_once(fold); pass++)
		continue;
}

/* What explains the end, wherever it is. */
static bool explains(const struct fold *fold, const struct unit *unit)
{
	for (size_t k = 0; k < unit->n; k++) {
		const struct row *row = &fold->rows[unit->first + k];

		if (row->untaken > 0 || row->unaccepted || row->kind == ROW_END)
			return true;
	}
	return false;
}

/* The first unit of the tail that has about so many rows. */
static size_t tail_begins(const struct fold *fold, size_t rows)
{
	size_t i = fold->n_units, n = 0;

	while (i > 0 && n + fold->units[i - 1].n <= rows)
		n += fold->units[--i].n;
	return i;
}

/* Adds what is left out to a cut that stands already, or begins one. */
static void put_cut(struct fold *out, const struct fold *fold, size_t i)
{
	const struct unit *unit = &fold->units[i];
	struct row *cut = out->n_rows > 0 ? &out->rows[out->n_rows - 1] : NULL;

	if (cut == NULL || cut->kind != ROW_CUT) {
		cut = &out->rows[out->n_rows];
		put_row(out, &(struct row){ .kind = ROW_CUT });
		out->units[out->n_units++] =
			(struct unit){ .first = out->n_rows - 1, .n = 1 };
	}
	for (size_t k = 0; k < unit->n; k++)
		cut->entries += fold->rows[unit->first + k].entries;
}

/* Which units stay: a third of the rows at the beginning, the rest at the end,
   and of those between, what explains it. To be freed. */
static bool *choose(const struct fold *fold, size_t rows)
{
	bool *keep = memory_get(fold->n_units * sizeof(*keep));
	size_t tail = tail_begins(fold, rows - rows / 3);
	size_t head = 0, n = 0, explained = 0;

	while (head < tail && n + fold->units[head].n <= rows / 3)
		n += fold->units[head++].n;
	for (size_t i = 0; i < fold->n_units; i++) {
		keep[i] = i < head || i >= tail;
		if (!keep[i] && explained < rows / 3 &&
		    explains(fold, &fold->units[i])) {
			explained += fold->units[i].n;
			keep[i] = true;
		}
	}
	/* A cut takes a row itself. */
	for (size_t i = 1; i + 1 < fold->n_units; i++)
		if (fold->units[i].n == 1 && keep[i - 1] && keep[i + 1])
			keep[i] = true;
	return keep;
}

void fold_cut(struct fold *fold, size_t rows)
{
	struct fold out = *fold;
	bool *keep;

	if (rows == 0 || fold->n_rows <= rows)
		return;
	keep = choose(fold, rows);
	out.rows = memory_get(fold->n_rows * sizeof(*out.rows));
	out.units = memory_get(fold->n_units * sizeof(*out.units));
	out.n_rows = out.n_units = 0;
	for (size_t i = 0; i < fold->n_units; i++)
		if (keep[i])
			put_unit(&out, fold, i);
		else
			put_cut(&out, fold, i);
	free(keep);
	free(fold->rows);
	free(fold->units);
	*fold = out;
}

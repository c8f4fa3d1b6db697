/* SPDX-License-Identifier: MIT */
#include "timeline/timeline.h"

#include <string.h>

#include "judge/evidence.h"
#include "memory.h"
#include "timeline/columns.h"
#include "timeline/flow.h"
#include "timeline/fold.h"

/* Below this, time has not jumped: a call that does not wait takes 1 us. */
#define GAP_MIN 1000000

/* What making rows from entries goes along with. */
struct maker {
	const struct record *record;
	const struct columns *columns;
	const struct flow *flow;
	struct row *rows;
	size_t n;
	int64_t t;		   /* of the last row */
	const struct entry *waits; /* the program waits here; or NULL */
};

static size_t entry_at(const struct maker *maker, const struct entry *entry)
{
	return (size_t)(entry - maker->record->entries);
}

static struct row *put(struct maker *maker, enum row_kind kind,
		       const struct entry *entry)
{
	struct row *row = &maker->rows[maker->n++];

	*row = (struct row){
		.kind = kind,
		.entry = entry,
		.last = entry,
		.column = columns_find(maker->columns, entry_peer(entry)),
		.blocked = maker->waits != NULL,
		.calls = 1,
		.entries = 1,
		.times_min = 1,
		.times_max = 1,
		.bytes = ENTRY_NONE,
		.from = maker->flow->from[entry_at(maker, entry)],
	};
	return row;
}

static void moves(struct row *row, int64_t bytes)
{
	row->bytes = row->each = bytes;
}

/* Time that passed since the last row; gaps in a row are one. */
static void put_gap(struct maker *maker, const struct entry *entry)
{
	struct row *before = maker->n > 0 ? &maker->rows[maker->n - 1] : NULL;
	int64_t gap = entry->t - maker->t;

	if (gap < GAP_MIN)
		return;
	maker->t = entry->t;
	if (before == NULL || before->kind != ROW_GAP) {
		before = put(maker, ROW_GAP, entry);
		before->entry = before->last = NULL;
		before->column = 0;
		before->entries = 0;
	}
	before->gap += gap;
	before->gap_max = before->gap;
}

static bool does(const struct entry *entry, const char *act)
{
	return entry->act != NULL && !strcmp(entry->act, act);
}

static void put_peer(struct maker *maker, const struct entry *entry)
{
	struct row *row = put(maker, ROW_PEER, entry);
	int64_t untaken = maker->flow->untaken[entry_at(maker, entry)];
	bool moved = entry->ret != ENTRY_NONE && entry->ret > 0;

	if (does(entry, "connects")) {
		row->arrow = ARROW_TO_PROGRAM;
		row->opens = true;
		row->unaccepted = untaken > 0;
	} else if (does(entry, "closes") || does(entry, "half-closes") ||
		   does(entry, "resets") || does(entry, "refuses")) {
		row->arrow = ARROW_TO_PROGRAM;
		row->ends = true;
	} else if (moved) {
		moves(row, entry->ret);
		row->arrow = does(entry, "sends") ? ARROW_TO_PROGRAM :
						    ARROW_TO_PEER;
		row->untaken = does(entry, "sends") ? untaken : 0;
	} else if (does(entry, "receives") &&
		   row->from != entry_at(maker, entry)) {
		row->sees_end = true;
	}
}

/* Which arrow a call draws to the peer's column. */
static void point(struct row *row, const struct entry *entry)
{
	if (row->column == 0 || entry->error != NULL || entry->ret < 0)
		return;
	if (entry_reads(entry)) {
		row->arrow = ARROW_TO_PROGRAM;
		row->ends = entry->ret == 0;
		moves(row, entry->ret);
	} else if (entry_writes(entry)) {
		row->arrow = ARROW_TO_PEER;
		moves(row, entry->ret);
	} else if (call_family_of(entry->act) == CALL_ACCEPT) {
		row->arrow = ARROW_TO_PROGRAM;
		row->opens = true;
	} else if (does(entry, "close") || does(entry, "shutdown")) {
		row->arrow = ARROW_TO_PEER;
		row->ends = true;
	}
}

/* Calls that prepare: nothing moves, nothing waits, nothing failed. */
static bool is_quiet(const struct entry *entry)
{
	static const char *const names[] = {
		"socket",      "bind",		"listen",     "fcntl",
		"setsockopt",  "epoll_create1", "epoll_ctl",  "epoll_create",
		"getsockname", "ioctl",		"getsockopt", "getpeername",
	};

	if (entry->kind != ENTRY_CALL || entry->error != NULL ||
	    entry->injected || entry->text != NULL || entry->act == NULL)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(entry->act, names[i]))
			return true;
	return false;
}

static void put_call(struct maker *maker, const struct entry *entry)
{
	struct row *before = maker->n > 0 ? &maker->rows[maker->n - 1] : NULL;
	struct row *row;

	if (is_quiet(entry) && before != NULL && before->kind == ROW_CALL &&
	    is_quiet(before->last) && before->last + 1 == entry &&
	    before->column == columns_find(maker->columns, entry_peer(entry))) {
		before->calls++;
		before->entries++;
		before->last = entry;
		return;
	}
	/* Nothing happened while it waited. */
	if (before != NULL && before->kind == ROW_WAITS)
		maker->n--;
	row = put(maker, ROW_CALL, entry);
	if (entry->act == NULL)
		return;
	if (call_family_of(entry->act) == CALL_CONNECT &&
	    (entry->error == NULL || !strcmp(entry->error, "EINPROGRESS"))) {
		row->arrow = row->column > 0 ? ARROW_TO_PEER : ARROW_NONE;
		row->opens = true;
	} else {
		point(row, entry);
	}
}

/* A wait that goes on after its peers acted is one wait. */
static void put_waits(struct maker *maker, const struct entry *entry)
{
	bool end = entry + 1 == maker->record->entries + maker->record->n;
	const struct entry *waits = maker->waits;

	if (waits == NULL || end || waits->act != entry->act ||
	    waits->at != entry->at)
		put(maker, ROW_WAITS, entry);
	maker->waits = entry;
}

static void put_entry(struct maker *maker, const struct entry *entry)
{
	if (entry->kind == ENTRY_CALL || entry->kind == ENTRY_EXITS ||
	    entry->kind == ENTRY_KILLED)
		maker->waits = NULL;
	switch (entry->kind) {
	case ENTRY_CALL:
		put_call(maker, entry);
		break;
	case ENTRY_WAITS:
		put_waits(maker, entry);
		break;
	case ENTRY_SPINS:
	case ENTRY_EXITS:
	case ENTRY_KILLED:
		put(maker, ROW_END, entry);
		break;
	case ENTRY_PEER:
		put_peer(maker, entry);
		break;
	case ENTRY_STEP:
		put(maker, ROW_SCRIPT, entry);
		break;
	case ENTRY_SIGNAL:
	case ENTRY_PRINTS:
		put(maker, ROW_NOTE, entry);
		break;
	case ENTRY_FAULT:
	case ENTRY_CLOCK:
		break;
	}
}

/* Each entry makes one row, and may bring a gap before it. */
static void make_rows(struct maker *maker)
{
	const struct record *record = maker->record;

	maker->rows = memory_get((2 * record->n + 1) * sizeof(*maker->rows));
	for (size_t i = 0; i < record->n; i++) {
		const struct entry *entry = &record->entries[i];

		put_gap(maker, entry);
		put_entry(maker, entry);
	}
}

/* The file that most places are in: it need not be named in each row. */
static const char *main_file(const struct record *record)
{
	const char *file = NULL;
	size_t lead = 0;

	for (size_t i = 0; i < record->n; i++) {
		const char *one = record->entries[i].file;

		if (one == NULL)
			continue;
		if (lead == 0)
			file = one;
		lead += file == one ? 1 : (size_t)-1;
	}
	return file;
}

/* What nobody took, over the whole log. */
static void sum_up(struct timeline *timeline, const struct flow *flow)
{
	for (size_t i = 0; i < timeline->record->n; i++) {
		const struct entry *entry = &timeline->record->entries[i];

		if (entry->kind != ENTRY_PEER || flow->untaken[i] == 0)
			continue;
		if (does(entry, "connects")) {
			timeline->unaccepted_from =
				timeline->unaccepted++ == 0 ? entry->who : NULL;
		} else {
			timeline->untaken_from =
				timeline->untaken == 0 ||
						timeline->untaken_from ==
							entry->who ?
					entry->who :
					NULL;
			timeline->untaken += flow->untaken[i];
		}
	}
}

struct timeline *timeline_new(const struct record *record,
			      const struct timeline_limits *limits)
{
	struct timeline *timeline = memory_get(sizeof(*timeline));
	struct columns *columns = columns_new(record, limits->columns);
	struct flow flow;
	struct maker maker = { .record = record,
			       .columns = columns,
			       .flow = &flow };
	struct fold fold = { .record = record };

	flow_find(&flow, record);
	make_rows(&maker);
	fold.rows = maker.rows;
	fold.n_rows = maker.n;
	fold_rows(&fold);
	fold_cut(&fold, limits->rows);
	timeline->record = record;
	timeline->rows = fold.rows;
	timeline->n_rows = fold.n_rows;
	timeline->columns = columns_list(columns, &timeline->n_columns);
	timeline->file = main_file(record);
	sum_up(timeline, &flow);
	free(fold.units);
	flow_clear(&flow);
	columns_free(columns);
	return timeline;
}

void timeline_free(struct timeline *timeline)
{
	if (timeline == NULL)
		return;
	free(timeline->rows);
	free(timeline->columns);
	free(timeline);
}

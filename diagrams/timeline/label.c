/* SPDX-License-Identifier: MIT */
#include "timeline/label.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "judge/evidence.h"
#include "timeline/mark.h"
#include "timeline/words.h"

/* Of many descriptors, so many are named. */
#define NAMED 3

void label_times(const struct row *row, char label[LABEL_MAX])
{
	char min[LABEL_MAX], max[LABEL_MAX];

	label[0] = '\0';
	if (row->times_max <= 1)
		return;
	label_count(row->times_min, min);
	label_count(row->times_max, max);
	if (row->times_min == row->times_max)
		snprintf(label, LABEL_MAX, "%.32s times", max);
	else
		snprintf(label, LABEL_MAX, "%.32s to %.32s times", min, max);
}

void label_place(const struct timeline *timeline, const struct row *row,
		 char label[LABEL_MAX])
{
	const struct entry *entry = row->entry;
	struct words words = words_begin(label);

	if (entry == NULL || entry->at == NULL)
		return;
	if (entry->file != NULL && entry->file == timeline->file)
		words_say(&words, ":%d", entry->line);
	else
		words_say(&words, "%s", entry->at);
}

/* The name without the number of one of a crowd. */
static void label_crowd(const char *name, struct words *words)
{
	size_t len = strlen(name);

	while (len > 0 && strchr("0123456789 ", name[len - 1]) != NULL)
		len--;
	words_say(words, "%.*s", len > 0 ? (int)len : -1, name);
}

void label_column(const struct timeline *timeline, size_t column,
		  char label[LABEL_MAX])
{
	const struct column *one = &timeline->columns[column];
	struct words words = words_begin(label);

	if (column == 0)
		words_say(&words, "%s",
			  timeline->file != NULL ? timeline->file : "program");
	else if (one->rest)
		words_say(&words, "others");
	else if (one->members > 1)
		label_crowd(one->name, &words);
	else
		words_say(&words, "%s", one->name);
}

void label_members(const struct column *column, char label[LABEL_MAX])
{
	char count[LABEL_MAX];
	struct words words = words_begin(label);

	if (column->members <= 1)
		return;
	label_count(column->members, count);
	words_say(&words, "%s of them", count);
}

/* Who did it: a name, or of a crowd "each client". */
static void say_who(struct words *words, const struct timeline *timeline,
		    const struct row *row, const char *name)
{
	if (!row->mixed || name == NULL) {
		words_say(words, "%s", name != NULL ? name : "a peer");
	} else if (timeline->columns[row->column].rest) {
		words_say(words, "each of the others");
	} else {
		words_say(words, "each ");
		label_crowd(name, words);
	}
}

static void say_ready(struct words *words, const struct entry_ready *ready,
		      bool comes)
{
	static const struct {
		unsigned bit;
		const char *comes, *waits;
	} names[] = {
		{ EPOLLIN, "readable", NULL },
		{ EPOLLOUT, "writable", "write" },
		{ EPOLLPRI, "urgent", "urgent" },
		{ EPOLLERR, "error", NULL },
		{ EPOLLHUP, "hang-up", NULL },
		{ EPOLLRDHUP, "half-closed", NULL },
		{ 0x20, "not open", NULL },
	};
	const char *lead = comes ? " " : " (";

	if (ready->peer != NULL)
		words_say(words, "%s", ready->peer);
	else
		words_say(words, "fd %d", ready->fd);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = comes ? names[i].comes : names[i].waits;

		if (!(ready->events & names[i].bit) || name == NULL)
			continue;
		/* Reading is what one waits for; only more is said. */
		words_say(words, "%s%s", lead, name);
		lead = ", ";
	}
	if (!comes && !strcmp(lead, ", "))
		words_say(words, ")");
}

static void say_readies(struct words *words, const struct entry *entry,
			bool comes)
{
	uint64_t more = (uint64_t)entry->more_ready;
	char count[LABEL_MAX];

	for (size_t i = 0; i < entry->n_ready && i < NAMED; i++) {
		words_say(words, "%s", i > 0 ? comes ? "; " : ", " : "");
		say_ready(words, &entry->ready[i], comes);
	}
	if (entry->n_ready > NAMED)
		more += entry->n_ready - NAMED;
	if (more > 0) {
		label_count(more, count);
		words_say(words, " and %s more", count);
	}
}

/* Of epoll_ctl: "MOD, IN|OUT". */
static void say_interest(struct words *words, const struct entry *entry)
{
	const char *lead = ", ";

	words_say(words, "%s", entry->op);
	for (unsigned bit = 1; bit != 0; bit <<= 1) {
		if (!(entry->interest & bit) || record_event_name(bit) == NULL)
			continue;
		words_say(words, "%s%s", lead, record_event_name(bit));
		lead = "|";
	}
}

/* "recv(6)"; descriptors of several are not named. */
static void say_call(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;

	words_say(words, "%s",
		  entry->act != NULL ? call_for_people(entry->act) : "a call");
	words_say(words, "(");
	if (entry->fd >= 0 && !row->mixed &&
	    (entry->act == NULL || call_family_of(entry->act) != CALL_ACCEPT ||
	     entry->connection == 0) &&
	    !(entry->peer != NULL && !strcmp(entry->peer, "epoll")))
		words_say(words, entry->op != NULL ? "%d, " : "%d", entry->fd);
	if (entry->op != NULL)
		say_interest(words, entry);
	words_say(words, ")");
}

static void say_moved(struct words *words, const struct row *row)
{
	char bytes[LABEL_MAX];

	label_bytes(row->sizes ? row->bytes : row->each, bytes);
	words_say(words, "%s%s", bytes, row->sizes ? " in all" : "");
}

/* What a call gave that worked. */
static void say_result(struct words *words, const struct timeline *timeline,
		       const struct row *row)
{
	const struct entry *entry = row->entry;
	enum call_family family = call_family_of(entry->act);

	if (row->bytes != ENTRY_NONE && entry->ret > 0) {
		words_say(words, " = ");
		say_moved(words, row);
		if (entry->asked > entry->ret && family == CALL_WRITE &&
		    !row->sizes)
			words_say(words, " of %" PRId64, entry->asked);
	} else if (row->bytes != ENTRY_NONE && row->ends) {
		words_say(words, " = 0: end of stream");
	} else if (family == CALL_ACCEPT && row->column > 0) {
		if (!row->mixed)
			words_say(words, " = %d", entry->fd);
		words_say(words, ": ");
		say_who(words, timeline, row, entry->peer);
	} else if (family == CALL_WAIT && entry->n_ready > 0 && row->mixed) {
		words_say(words, " returns");
	} else if (family == CALL_WAIT && entry->n_ready > 0) {
		words_say(words, " = %" PRId64 ": ", entry->ret);
		say_readies(words, entry, true);
	} else if (family == CALL_WAIT && entry->ret == 0) {
		words_say(words, " = 0%s",
			  entry->timeout == 0 ? ": nothing (timeout 0)" :
			  entry->timeout > 0  ? ": time is up" :
						"");
	} else if (entry->ret != ENTRY_NONE && entry->ret != 0) {
		words_say(words, " = %" PRId64, entry->ret);
	}
}

static void say_quiet(struct words *words, const struct row *row)
{
	const char *before = NULL;

	for (size_t i = 0; i < row->calls; i++) {
		const char *act = row->entry[i].act;

		/* One name for what is done several times in a row. */
		if (act != before)
			words_say(words, "%s%s", before != NULL ? ", " : "",
				  call_for_people(act));
		if (row->entry[i].op != NULL && row->column > 0) {
			words_say(words, "(");
			say_interest(words, &row->entry[i]);
			words_say(words, ")");
		}
		before = act;
	}
}

static void say_row_call(struct words *words, const struct timeline *timeline,
			 const struct row *row)
{
	const struct entry *entry = row->entry;

	if (row->calls > 1) {
		say_quiet(words, row);
		return;
	}
	say_call(words, row);
	if (entry->error != NULL)
		words_say(words, " = -1 %s", entry->error);
	else if (entry->act != NULL)
		say_result(words, timeline, row);
	if (entry->text != NULL)
		words_say(words, ": %s%s", entry->text,
			  row->mixed ? ", ..." : "");
	if (entry->injected)
		words_say(words, " (fault)");
}

static void say_row_waits(struct words *words, const struct timeline *timeline,
			  const struct row *row)
{
	const struct entry *entry = row->entry;
	char span[LABEL_MAX];

	say_call(words, row);
	words_say(words,
		  row_is_last(timeline, row) ? " still waits" : " waits");
	if (entry->timeout > 0 && entry->timeout != ENTRY_NONE) {
		label_span(entry->timeout, span);
		words_say(words, " up to %s", span);
	}
	if (entry->connection > 0 && entry->peer != NULL) {
		words_say(words, " for ");
		say_who(words, timeline, row, entry->peer);
	} else if (entry->n_ready > 0 && !row->mixed) {
		words_say(words, " for ");
		say_readies(words, entry, false);
	} else if (entry->n_ready == 0 && entry->act != NULL &&
		   call_is_readiness(entry->act)) {
		words_say(words, " for nothing");
	}
}

static void say_row_peer(struct words *words, const struct timeline *timeline,
			 const struct row *row)
{
	const struct entry *entry = row->entry;

	say_who(words, timeline, row, entry->who);
	if (row->sees_end) {
		words_say(words, " sees the end");
		return;
	}
	words_say(words, " %s", entry->act != NULL ? entry->act : "acts");
	if (row->bytes != ENTRY_NONE) {
		words_say(words, " ");
		say_moved(words, row);
	} else if (entry->ret == 0 && entry->act != NULL &&
		   !strcmp(entry->act, "receives")) {
		words_say(words, " nothing");
	}
}

static void say_row_note(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;

	if (entry->kind == ENTRY_PRINTS)
		words_say(words, "prints \"%s\"%s",
			  entry->text != NULL ? entry->text : "",
			  row->mixed ? ", ..." : "");
	else
		words_say(words, "SIG%s arrives",
			  entry->act != NULL ? entry->act : "NAL");
}

static void say_row_end(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;
	const char *name;

	switch (entry->kind) {
	case ENTRY_EXITS:
		words_say(words, "exits with status %" PRId64,
			  entry->ret != ENTRY_NONE ? entry->ret : 0);
		break;
	case ENTRY_KILLED:
		name = sigabbrev_np((int)entry->ret);
		if (name != NULL)
			words_say(words, "killed by SIG%s", name);
		else
			words_say(words, "killed by signal %" PRId64,
				  entry->ret);
		break;
	default:
		if (entry->act != NULL)
			words_say(words, "%s() goes on without end",
				  call_for_people(entry->act));
		else
			words_say(words, "computes without end");
	}
}

void label_row(const struct timeline *timeline, const struct row *row,
	       char label[LABEL_MAX])
{
	struct words words = words_begin(label);
	char part[LABEL_MAX];

	switch (row->kind) {
	case ROW_CALL:
		say_row_call(&words, timeline, row);
		break;
	case ROW_WAITS:
		say_row_waits(&words, timeline, row);
		break;
	case ROW_PEER:
		say_row_peer(&words, timeline, row);
		break;
	case ROW_SCRIPT:
		words_say(&words, "the script %s the program",
			  row->entry->act != NULL ? row->entry->act :
						    "changes");
		break;
	case ROW_NOTE:
		say_row_note(&words, row);
		break;
	case ROW_END:
		say_row_end(&words, row);
		break;
	case ROW_GAP:
		label_span(row->gap, part);
		words_say(&words, "%s", part);
		label_span(row->gap_max, part);
		if (row->gap_max > row->gap)
			words_say(&words, " to %s", part);
		words_say(&words, " pass");
		break;
	case ROW_LOOP:
		label_times(row, part);
		words_say(&words, "%s:", part);
		break;
	case ROW_CUT:
		label_count(row->entries, part);
		words_say(&words, "%s events not shown", part);
		break;
	}
}

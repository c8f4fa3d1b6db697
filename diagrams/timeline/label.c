/* SPDX-License-Identifier: MIT */
#include "timeline/label.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "judge/evidence.h"
#include "memory.h"
#include "report/page.h"

/* Of many descriptors, so many are named. */
#define NAMED 3

/* A label as it grows. */
struct words {
	char *text;
	size_t n;
};

static void __attribute__((format(printf, 2, 3)))
say(struct words *words, const char *format, ...)
{
	va_list args;
	char *text, *clean;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		memory_check(NULL);
	clean = text_clean(text, LABEL_MAX - words->n);
	free(text);
	for (const char *c = clean; *c && words->n + 1 < LABEL_MAX; c++)
		words->text[words->n++] = *c == '\n' || *c == '\t' ? ' ' : *c;
	words->text[words->n] = '\0';
	free(clean);
}

static struct words begin(char label[LABEL_MAX])
{
	label[0] = '\0';
	return (struct words){ .text = label };
}

void label_count(uint64_t n, char label[LABEL_MAX])
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *out = label;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
}

void label_bytes(int64_t bytes, char label[LABEL_MAX])
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = { { 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1024, "KiB" } };
	char count[LABEL_MAX];

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (bytes >= units[i].size && bytes % units[i].size == 0) {
			label_count((uint64_t)(bytes / units[i].size), count);
			snprintf(label, LABEL_MAX, "%.32s %s", count,
				 units[i].name);
			return;
		}
	label_count((uint64_t)bytes, count);
	snprintf(label, LABEL_MAX, "%.32s byte%s", count,
		 bytes == 1 ? "" : "s");
}

void label_span(int64_t ns, char label[LABEL_MAX])
{
	static const struct {
		int64_t ns;
		const char *name;
	} units[] = {
		{ 86400000000000, "d" },
		{ 3600000000000, "h" },
		{ 60000000000, "min" },
	};
	struct words words = begin(label);

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (ns >= units[i].ns) {
			say(&words, "%s%" PRId64 " %s", words.n ? " " : "",
			    ns / units[i].ns, units[i].name);
			ns %= units[i].ns;
		}
	if (ns >= 1000000000)
		say(&words, "%s%.6g s", words.n ? " " : "", (double)ns / 1e9);
	else if (ns > 0 && ns < 1000000 && words.n == 0)
		say(&words, "%.6g us", (double)ns / 1e3);
	else if (ns > 0 || words.n == 0)
		say(&words, "%s%.6g ms", words.n ? " " : "", (double)ns / 1e6);
}

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
	struct words words = begin(label);

	if (entry == NULL || entry->at == NULL)
		return;
	if (entry->file != NULL && entry->file == timeline->file)
		say(&words, ":%d", entry->line);
	else
		say(&words, "%s", entry->at);
}

/* The name without the number of one of a crowd. */
static void label_crowd(const char *name, struct words *words)
{
	size_t len = strlen(name);

	while (len > 0 && strchr("0123456789 ", name[len - 1]) != NULL)
		len--;
	say(words, "%.*s", len > 0 ? (int)len : -1, name);
}

void label_column(const struct timeline *timeline, size_t column,
		  char label[LABEL_MAX])
{
	const struct column *one = &timeline->columns[column];
	struct words words = begin(label);

	if (column == 0)
		say(&words, "%s",
		    timeline->file != NULL ? timeline->file : "program");
	else if (one->rest)
		say(&words, "others");
	else if (one->members > 1)
		label_crowd(one->name, &words);
	else
		say(&words, "%s", one->name);
}

void label_members(const struct column *column, char label[LABEL_MAX])
{
	char count[LABEL_MAX];
	struct words words = begin(label);

	if (column->members <= 1)
		return;
	label_count(column->members, count);
	say(&words, "%s of them", count);
}

/* Who did it: a name, or of a crowd "each client". */
static void say_who(struct words *words, const struct timeline *timeline,
		    const struct row *row, const char *name)
{
	if (!row->mixed || name == NULL) {
		say(words, "%s", name != NULL ? name : "a peer");
	} else if (timeline->columns[row->column].rest) {
		say(words, "each of the others");
	} else {
		say(words, "each ");
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
		say(words, "%s", ready->peer);
	else
		say(words, "fd %d", ready->fd);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = comes ? names[i].comes : names[i].waits;

		if (!(ready->events & names[i].bit) || name == NULL)
			continue;
		/* Reading is what one waits for; only more is said. */
		say(words, "%s%s", lead, name);
		lead = ", ";
	}
	if (!comes && !strcmp(lead, ", "))
		say(words, ")");
}

static void say_readies(struct words *words, const struct entry *entry,
			bool comes)
{
	uint64_t more = (uint64_t)entry->more_ready;
	char count[LABEL_MAX];

	for (size_t i = 0; i < entry->n_ready && i < NAMED; i++) {
		say(words, "%s", i > 0 ? comes ? "; " : ", " : "");
		say_ready(words, &entry->ready[i], comes);
	}
	if (entry->n_ready > NAMED)
		more += entry->n_ready - NAMED;
	if (more > 0) {
		label_count(more, count);
		say(words, " and %s more", count);
	}
}

/* "recv(6)"; descriptors of several are not named. */
static void say_call(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;

	say(words, "%s",
	    entry->act != NULL ? call_for_people(entry->act) : "a call");
	if (entry->fd >= 0 && !row->mixed &&
	    (entry->act == NULL || call_family_of(entry->act) != CALL_ACCEPT ||
	     entry->connection == 0) &&
	    !(entry->peer != NULL && !strcmp(entry->peer, "epoll")))
		say(words, "(%d)", entry->fd);
	else
		say(words, "()");
}

static void say_moved(struct words *words, const struct row *row)
{
	char bytes[LABEL_MAX];

	label_bytes(row->sizes ? row->bytes : row->each, bytes);
	say(words, "%s%s", bytes, row->sizes ? " in all" : "");
}

/* What a call gave that worked. */
static void say_result(struct words *words, const struct timeline *timeline,
		       const struct row *row)
{
	const struct entry *entry = row->entry;
	enum call_family family = call_family_of(entry->act);

	if (row->bytes != ENTRY_NONE && entry->ret > 0) {
		say(words, " = ");
		say_moved(words, row);
		if (entry->asked > entry->ret && family == CALL_WRITE &&
		    !row->sizes)
			say(words, " of %" PRId64, entry->asked);
	} else if (row->bytes != ENTRY_NONE && row->ends) {
		say(words, " = 0: end of stream");
	} else if (family == CALL_ACCEPT && row->column > 0) {
		if (!row->mixed)
			say(words, " = %d", entry->fd);
		say(words, ": ");
		say_who(words, timeline, row, entry->peer);
	} else if (family == CALL_WAIT && entry->n_ready > 0 && row->mixed) {
		say(words, " returns");
	} else if (family == CALL_WAIT && entry->n_ready > 0) {
		say(words, " = %" PRId64 ": ", entry->ret);
		say_readies(words, entry, true);
	} else if (family == CALL_WAIT && entry->ret == 0) {
		say(words, " = 0%s",
		    entry->timeout == 0 ? ": nothing (timeout 0)" :
		    entry->timeout > 0	? ": time is up" :
					  "");
	} else if (entry->ret != ENTRY_NONE && entry->ret != 0) {
		say(words, " = %" PRId64, entry->ret);
	}
}

static void say_quiet(struct words *words, const struct row *row)
{
	const char *before = NULL;

	for (size_t i = 0; i < row->calls; i++) {
		const char *act = row->entry[i].act;

		/* One name for what is done several times in a row. */
		if (act != before)
			say(words, "%s%s", before != NULL ? ", " : "",
			    call_for_people(act));
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
		say(words, " = -1 %s", entry->error);
	else if (entry->act != NULL)
		say_result(words, timeline, row);
	if (entry->text != NULL)
		say(words, ": %s%s", entry->text, row->mixed ? ", ..." : "");
	if (entry->injected)
		say(words, " (fault)");
}

static void say_row_waits(struct words *words, const struct timeline *timeline,
			  const struct row *row)
{
	const struct entry *entry = row->entry;
	char span[LABEL_MAX];

	say_call(words, row);
	say(words, row_is_last(timeline, row) ? " still waits" : " waits");
	if (entry->timeout > 0 && entry->timeout != ENTRY_NONE) {
		label_span(entry->timeout, span);
		say(words, " up to %s", span);
	}
	if (entry->connection > 0 && entry->peer != NULL) {
		say(words, " for ");
		say_who(words, timeline, row, entry->peer);
	} else if (entry->n_ready > 0 && !row->mixed) {
		say(words, " for ");
		say_readies(words, entry, false);
	}
}

static void say_row_peer(struct words *words, const struct timeline *timeline,
			 const struct row *row)
{
	const struct entry *entry = row->entry;

	say_who(words, timeline, row, entry->who);
	if (row->sees_end) {
		say(words, " sees the end");
		return;
	}
	say(words, " %s", entry->act != NULL ? entry->act : "acts");
	if (row->bytes != ENTRY_NONE) {
		say(words, " ");
		say_moved(words, row);
	} else if (entry->ret == 0 && entry->act != NULL &&
		   !strcmp(entry->act, "receives")) {
		say(words, " nothing");
	}
}

static void say_row_note(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;

	if (entry->kind == ENTRY_PRINTS)
		say(words, "prints \"%s\"%s",
		    entry->text != NULL ? entry->text : "",
		    row->mixed ? ", ..." : "");
	else
		say(words, "SIG%s arrives",
		    entry->act != NULL ? entry->act : "NAL");
}

static void say_row_end(struct words *words, const struct row *row)
{
	const struct entry *entry = row->entry;
	const char *name;

	switch (entry->kind) {
	case ENTRY_EXITS:
		say(words, "exits with status %" PRId64,
		    entry->ret != ENTRY_NONE ? entry->ret : 0);
		break;
	case ENTRY_KILLED:
		name = sigabbrev_np((int)entry->ret);
		if (name != NULL)
			say(words, "killed by SIG%s", name);
		else
			say(words, "killed by signal %" PRId64, entry->ret);
		break;
	default:
		if (entry->act != NULL)
			say(words, "%s() goes on without end",
			    call_for_people(entry->act));
		else
			say(words, "computes without end");
	}
}

void label_row(const struct timeline *timeline, const struct row *row,
	       char label[LABEL_MAX])
{
	struct words words = begin(label);
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
		say(&words, "the script %s the program",
		    row->entry->act != NULL ? row->entry->act : "changes");
		break;
	case ROW_NOTE:
		say_row_note(&words, row);
		break;
	case ROW_END:
		say_row_end(&words, row);
		break;
	case ROW_GAP:
		label_span(row->gap, part);
		say(&words, "%s pass%s", part, row->gaps ? ", or so" : "");
		break;
	case ROW_LOOP:
		label_times(row, part);
		say(&words, "%s:", part);
		break;
	case ROW_CUT:
		label_count(row->entries, part);
		say(&words, "%s events not shown", part);
		break;
	}
}

void label_untaken(const struct timeline *timeline, char label[LABEL_MAX])
{
	struct words words = begin(label);
	char bytes[LABEL_MAX];

	if (timeline->untaken == 0)
		return;
	label_bytes(timeline->untaken, bytes);
	say(&words, "%s from %s %s never read", bytes,
	    timeline->untaken_from != NULL ? timeline->untaken_from :
					     "several peers",
	    timeline->untaken == 1 ? "was" : "were");
}

void label_unaccepted(const struct timeline *timeline, char label[LABEL_MAX])
{
	struct words words = begin(label);
	char count[LABEL_MAX];

	if (timeline->unaccepted == 0)
		return;
	label_count(timeline->unaccepted, count);
	if (timeline->unaccepted_from != NULL)
		say(&words, "%s was never accepted", timeline->unaccepted_from);
	else
		say(&words, "%s connections were never accepted", count);
}

bool row_is_last(const struct timeline *timeline, const struct row *row)
{
	return row->kind != ROW_GAP && row->kind != ROW_CUT &&
	       row == &timeline->rows[timeline->n_rows - 1];
}

bool row_is_error(const struct row *row)
{
	static const char *const usual[] = { "EAGAIN", "EINPROGRESS", "EINTR" };
	const struct entry *entry = row->entry;

	if (row->kind == ROW_END)
		return entry->kind != ENTRY_EXITS || entry->ret != 0;
	if (row->kind != ROW_CALL || entry->error == NULL)
		return row->untaken > 0 || row->unaccepted;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (!strcmp(entry->error, usual[i]))
			return false;
	return true;
}

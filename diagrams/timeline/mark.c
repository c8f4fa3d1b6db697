/* SPDX-License-Identifier: MIT */
#include "timeline/mark.h"

#include <string.h>

#include "timeline/words.h"

bool row_is_last(const struct timeline *timeline, const struct row *row)
{
	return row->kind != ROW_GAP && row->kind != ROW_CUT &&
	       row == &timeline->rows[timeline->n_rows - 1];
}

bool row_is_lost(const struct row *row)
{
	return row->unaccepted ||
	       (row->untaken > 0 && row->untaken == row->bytes);
}

bool row_is_error(const struct timeline *timeline, const struct row *row)
{
	/* What a wait, a signal or a peer brings about. */
	static const char *const usual[] = {
		"EAGAIN",     "EINPROGRESS", "EINTR",
		"ECONNRESET", "EPIPE",	     "ECONNREFUSED",
	};
	const struct entry *entry = row->entry;

	if (row->kind == ROW_END)
		return entry->kind != ENTRY_EXITS;
	if (row->kind == ROW_WAITS)
		return row_is_last(timeline, row) &&
		       (timeline->untaken > 0 || timeline->unaccepted > 0);
	if (row->kind != ROW_CALL || entry->error == NULL)
		return row->untaken > 0 || row->unaccepted;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (!strcmp(entry->error, usual[i]))
			return false;
	return true;
}

void label_untaken(const struct timeline *timeline, char label[LABEL_MAX])
{
	struct words words = words_begin(label);
	char bytes[LABEL_MAX];

	if (timeline->untaken == 0)
		return;
	label_bytes(timeline->untaken, bytes);
	words_say(&words, "%s from %s %s never read", bytes,
		  timeline->untaken_from != NULL ? timeline->untaken_from :
						   "several peers",
		  timeline->untaken == 1 ? "was" : "were");
}

void label_unaccepted(const struct timeline *timeline, char label[LABEL_MAX])
{
	struct words words = words_begin(label);
	char count[LABEL_MAX];

	if (timeline->unaccepted == 0)
		return;
	label_count(timeline->unaccepted, count);
	if (timeline->unaccepted_from != NULL)
		words_say(&words, "%s was never accepted",
			  timeline->unaccepted_from);
	else
		words_say(&words, "%s connections were never accepted", count);
}

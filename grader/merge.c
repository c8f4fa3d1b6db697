/* SPDX-License-Identifier: MIT */
/* Several journals to one, and a journal to reports. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "grade.h"
#include "journal.h"
#include "judge/wording.h"
#include "memory.h"
#include "out.h"
#include "path.h"
#include "reports.h"

/* Of a run that has begun, at least. NULL: it was said why not. */
static struct journal *open_in(const char *directory)
{
	char *path = path_join(directory, "grades.sqlite"), *error = NULL;
	struct journal *journal = NULL;

	if (access(path, R_OK) < 0)
		error = wording("%s: no journal is there", path);
	else
		journal = journal_open(path, &error);
	if (journal && !journal_has_student(journal, NULL)) {
		error = wording("%s: nothing was graded there yet", path);
		journal_close(journal);
		journal = NULL;
	}
	if (error)
		fprintf(stderr, "grader: %s\n", error);
	free(error);
	free(path);
	return journal;
}

/* All of one merge. */
struct merge {
	const char *out;
	char *const *shards;
	size_t n;
	int lock;    /* on OUT */
	char *fresh; /* the journal that is put together, */
	char *place; /* and where it goes when it is whole */
	struct journal *journal;
	char *error;
};

static int fail(struct merge *merge, char *error)
{
	free(merge->error);
	merge->error = error;
	return -1;
}

/* What an earlier merge into OUT has left is not in the new one. */
static int begin(struct merge *merge)
{
	merge->lock = out_take(merge->out, &merge->error);
	if (merge->lock < 0)
		return -1;
	merge->fresh = path_join(merge->out, ".merge.sqlite");
	merge->place = path_join(merge->out, "grades.sqlite");
	unlink(merge->fresh);
	merge->journal = journal_open(merge->fresh, &merge->error);
	return merge->journal ? 0 : -1;
}

static int take(struct merge *merge, size_t i)
{
	const char *first = merge->shards[0], *shard = merge->shards[i];
	struct journal *other = open_in(shard);
	char *path = path_join(shard, "grades.sqlite"), *difference = NULL;
	int status = other ? 0 : -1;

	journal_close(other);
	if (other && i > 0)
		difference =
			journal_difference(merge->journal, path, first, shard);
	if (difference)
		status = fail(merge, wording("%s and %s cannot be merged: %s",
					     first, shard, difference));
	else if (other && journal_take(merge->journal, path) < 0)
		status =
			fail(merge, memory_text(journal_error(merge->journal)));
	free(difference);
	free(path);
	return status;
}

/* An earlier journal in OUT says whose pages are there, and is of this class. */
static int take_earlier(struct merge *merge)
{
	struct journal *earlier;
	bool empty;

	if (access(merge->place, F_OK) < 0)
		return 0;
	earlier = journal_open(merge->place, &merge->error);
	if (!earlier)
		return -1;
	empty = !journal_has_student(earlier, NULL);
	journal_close(earlier);
	if (!empty && !journal_shares(merge->journal, merge->place))
		return fail(merge, wording("%s holds the grades of another "
					   "class: choose another OUT",
					   merge->out));
	if (journal_take_pages(merge->journal, merge->place) < 0)
		return fail(merge, memory_text(journal_error(merge->journal)));
	return 0;
}

/* A log that SQLite left beside the earlier journal is not the new one's. */
static int put_in_place(struct merge *merge)
{
	char *log = wording("%s-journal", merge->place);
	int status;

	journal_close(merge->journal);
	merge->journal = NULL;
	unlink(log);
	free(log);
	status = rename(merge->fresh, merge->place);
	if (status < 0)
		return fail(merge,
			    wording("%s: %s", merge->out, strerror(errno)));
	merge->journal = journal_open(merge->place, &merge->error);
	return merge->journal ? 0 : -1;
}

static int put_together(struct merge *merge)
{
	if (begin(merge) < 0)
		return -1;
	for (size_t i = 0; i < merge->n; i++)
		if (take(merge, i) < 0)
			return -1;
	if (take_earlier(merge) < 0)
		return -1;
	return put_in_place(merge);
}

static void end(struct merge *merge)
{
	if (merge->error)
		fprintf(stderr, "grader: %s\n", merge->error);
	journal_close(merge->journal);
	if (merge->fresh)
		unlink(merge->fresh);
	if (merge->lock >= 0)
		close(merge->lock);
	free(merge->fresh);
	free(merge->place);
	free(merge->error);
}

int command_merge(int argc, char **argv)
{
	struct arguments arguments;
	struct merge merge = { .lock = -1 };
	int status = GRADER_FAILED;

	if (arguments_parse(&arguments, argc, argv) < 0)
		return GRADER_USAGE;
	if (!arguments.out || !arguments.n_words) {
		fprintf(stderr, "grader: --out DIR and the shards' folders are "
				"needed\n");
		return GRADER_USAGE;
	}
	merge.out = arguments.out;
	merge.shards = arguments.words;
	merge.n = arguments.n_words;
	if (put_together(&merge) == 0)
		status = reports_write(merge.journal, &arguments);
	end(&merge);
	return status;
}

int command_export(int argc, char **argv)
{
	struct arguments arguments;
	struct journal *journal;
	int status = GRADER_FAILED;

	if (arguments_parse(&arguments, argc, argv) < 0)
		return GRADER_USAGE;
	if (!arguments.out || !arguments.n_formats || arguments.n_words) {
		fprintf(stderr,
			"grader: --out DIR and --format NAME are needed\n");
		return GRADER_USAGE;
	}
	journal = open_in(arguments.out);
	if (journal)
		status = reports_write(journal, &arguments);
	journal_close(journal);
	return status;
}

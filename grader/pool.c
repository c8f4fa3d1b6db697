/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "intake/source.h"
#include "memory.h"
#include "outcome.h"
#include "overrun.h"
#include "progress.h"

#define RESULT_MAX (16UL << 20)

/* A place at which one unit after another is judged. */
struct bench {
	struct slot slot;
	struct sandbox_job job;
	struct class_unit *unit; /* NULL: free */
	int tries;
	char *text; /* what has come through the pipe */
	size_t len;
	double began;
};

static void note_attempt(struct pool *pool, const struct bench *bench,
			 const char *outcome)
{
	journal_attempt(pool->journal, bench->unit->unit.student,
			bench->unit->unit.lesson, seconds_now() - bench->began,
			outcome);
}

/* The unit is done with: its result and its last attempt are one write. */
static int finish(struct pool *pool, struct bench *bench,
		  struct outcome *outcome, struct progress_line *line)
{
	const struct unit *unit = &bench->unit->unit;
	int status;

	journal_begin(pool->journal);
	note_attempt(pool, bench, entry_status_name(outcome->result.status));
	status = journal_finish(pool->journal, unit->student, unit->lesson,
				&outcome->result);
	if (journal_commit(pool->journal) < 0)
		status = -1;
	progress_step(line, outcome->result.status == ENTRY_NEEDS_REVIEW);
	bench->unit = NULL;
	return status;
}

static int cannot_start(struct pool *pool, struct bench *bench,
			const char *problem, struct progress_line *line)
{
	struct outcome outcome = { .result = { .status = ENTRY_NEEDS_REVIEW,
					       .note = problem } };

	return finish(pool, bench, &outcome, line);
}

/* The file is read for each try: what the intake saw is long ago. */
static int start(struct pool *pool, struct bench *bench,
		 struct progress_line *line)
{
	const struct unit *unit = &bench->unit->unit;
	size_t len;
	char *source = source_read(bench->unit->path, &len);
	int status = 0;

	bench->tries++;
	bench->began = seconds_now();
	bench->len = 0;
	if (!source)
		status = cannot_start(pool, bench,
				      "the file was there and is gone", line);
	else if (sandbox_start(pool->sandbox, &bench->slot, unit->lesson,
			       unit->program, source, len, &bench->job) < 0)
		status = cannot_start(pool, bench, strerror(errno), line);
	free(source);
	return status;
}

static int conclude(struct pool *pool, struct bench *bench, int late,
		    struct progress_line *line)
{
	struct outcome outcome;
	int status = 0;

	sandbox_end(&bench->job, late != 0);
	bench->text[bench->len] = '\0';
	if (bench->job.overrun)
		bench->text = overrun_tell(bench->text);
	if (pool->complete)
		bench->text = pool->complete(
			pool->argument, bench->unit->unit.lesson, bench->text);
	outcome = outcome_of(bench->text, late, bench->job.overrun);
	if (!outcome.judged && !late && bench->tries < POOL_TRIES) {
		note_attempt(pool, bench, outcome.note);
		status = start(pool, bench, line);
	} else {
		status = finish(pool, bench, &outcome, line);
	}
	outcome_clear(&outcome);
	return status;
}

/* What the judge has sent; at its end the unit is concluded. */
static int listen_to(struct pool *pool, struct bench *bench,
		     struct progress_line *line)
{
	ssize_t n;

	bench->text = memory_check(realloc(bench->text, bench->len + 65537));
	n = read(bench->job.result, bench->text + bench->len, 65536);
	if (n < 0 && errno == EINTR)
		return 0;
	if (n > 0) {
		bench->len += (size_t)n;
		if (bench->len < RESULT_MAX)
			return 0;
		bench->len = 0;
	}
	return conclude(pool, bench, 0, line);
}

static int check_time(struct pool *pool, struct bench *bench,
		      struct progress_line *line)
{
	if (!bench->unit || seconds_now() - bench->began < pool->seconds)
		return 0;
	bench->text = memory_check(realloc(bench->text, bench->len + 1));
	return conclude(pool, bench, pool->seconds, line);
}

/* Free places get the next units; the number of places at work. */
static int occupy(struct pool *pool, struct bench *benches, size_t *next,
		  struct pollfd *polls, struct progress_line *line)
{
	int busy = 0;

	for (int i = 0; i < pool->jobs; i++) {
		while (!benches[i].unit && *next < pool->n) {
			benches[i].unit = pool->units[(*next)++];
			benches[i].tries = 0;
			if (start(pool, &benches[i], line) < 0)
				return -1;
		}
		polls[i].fd = benches[i].unit ? benches[i].job.result : -1;
		polls[i].events = POLLIN;
		polls[i].revents = 0;
		busy += benches[i].unit != NULL;
	}
	return busy;
}

static int serve(struct pool *pool, struct bench *benches, struct pollfd *polls,
		 struct progress_line *line)
{
	int status = 0;

	if (poll(polls, (nfds_t)pool->jobs, 1000) < 0 && errno != EINTR)
		return -1;
	for (int i = 0; i < pool->jobs && !status; i++) {
		if (polls[i].fd >= 0 && polls[i].revents)
			status = listen_to(pool, &benches[i], line);
		if (!status)
			status = check_time(pool, &benches[i], line);
	}
	return status;
}

int pool_run(struct pool *pool)
{
	struct bench *benches =
		memory_get((size_t)pool->jobs * sizeof(*benches));
	struct pollfd *polls = memory_get((size_t)pool->jobs * sizeof(*polls));
	struct progress_line line;
	size_t next = 0;
	int status = 0;

	progress_begin(&line, pool->n);
	for (int i = 0; i < pool->jobs; i++)
		slot_open(&benches[i].slot, i, &pool->sandbox->hierarchy);
	while (!status &&
	       (status = occupy(pool, benches, &next, polls, &line)) > 0)
		status = serve(pool, benches, polls, &line);
	for (int i = 0; i < pool->jobs; i++) {
		if (benches[i].unit && status)
			sandbox_end(&benches[i].job, true);
		slot_close(&benches[i].slot);
		free(benches[i].text);
	}
	progress_end(&line);
	free(benches);
	free(polls);
	return status;
}

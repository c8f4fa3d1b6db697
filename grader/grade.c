/* SPDX-License-Identifier: MIT */
#include "grade.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arguments.h"
#include "belongs.h"
#include "export/files.h"
#include "intake/class.h"
#include "intake/source.h"
#include "intake/times.h"
#include "journal.h"
#include "judge/wording.h"
#include "kit.h"
#include "memory.h"
#include "offer.h"
#include "out.h"
#include "path.h"
#include "pool.h"
#include "regrade.h"
#include "reports.h"
#include "sandbox/sandbox.h"

/* All of one run. */
struct grading {
	struct arguments arguments;
	struct class class;
	struct kit kit;
	struct sandbox sandbox;
	struct journal *journal;
	int lock; /* on OUT */
	char *error;
};

static int fail(struct grading *g, char *error)
{
	free(g->error);
	g->error = error;
	return -1;
}

static int take_out(struct grading *g)
{
	char *error = NULL;

	g->lock = out_take(g->arguments.out, &error);
	if (g->lock < 0)
		return fail(g, error);
	g->class.work = path_join(g->arguments.out, ".work");
	folder_remove(g->class.work);
	if (mkdir(g->class.work, 0700) < 0)
		return fail(g,
			    wording("%s: %s", g->class.work, strerror(errno)));
	return 0;
}

/* A drive that is not mounted looks like this. */
static int nobody(struct grading *g)
{
	const struct class *class = &g->class;

	return fail(g, wording("%s: no student is in it: no folder and no "
			       "archive%s%s%s%s",
			       g->arguments.submissions,
			       class->n_asides ? "; left aside: " : "",
			       class->n_asides ? class->asides[0].path : "",
			       class->n_asides > 1 ? " (the first of several)" :
						     "",
			       class->n_asides ? "" : "; is it mounted?"));
}

static int read_class(struct grading *g)
{
	char *error = NULL;

	if (kit_copy(&g->kit, &g->arguments, g->class.work, &g->class, &error) <
	    0)
		return fail(g, error);
	if (g->arguments.roster &&
	    class_roster(&g->class, g->arguments.roster, &error) < 0)
		return fail(g, error);
	if (class_read(&g->class, g->arguments.submissions, &error) < 0)
		return fail(g, error);
	if (g->arguments.late)
		times_warn(&g->class);
	if (!g->class.n_students)
		return nobody(g);
	if (regrade_check(&g->arguments, &g->class, &g->kit, &error) < 0)
		return fail(g, error);
	return 0;
}

static void write_class(struct journal *journal, const struct class *class)
{
	for (size_t i = 0; i < class->n_lessons; i++)
		journal_add_lesson(journal, class->lessons[i].name,
				   class->lessons[i].title,
				   class->lessons[i].kit,
				   class->lessons[i].max_points);
	for (size_t i = 0; i < class->n_students; i++)
		journal_add_student(journal, &class->students[i]);
	for (size_t i = 0; i < class->n_asides; i++)
		journal_add_aside(journal, class->asides[i].path,
				  class->asides[i].reason);
	journal_set(journal, "roster", class->roster_text);
}

/* Where the class is, or a policy, also for a later run or export. */
static void write_place(struct journal *journal, const char *key,
			const char *given)
{
	char *path = given ? realpath(given, NULL) : NULL,
	     *before = journal_get(journal, key);

	if (before && !given)
		fprintf(stderr,
			"grader: without --%s nothing is said of it any more:"
			" the run before had %s\n",
			key, before);
	free(before);
	journal_set(journal, key, path);
	free(path);
}

/* What is known of the class goes into the journal in one piece. */
static int write_journal(struct grading *g)
{
	char *asked = regrade_words(&g->arguments);
	bool goes_on;

	journal_begin(g->journal);
	journal_renew(g->journal);
	write_class(g->journal, &g->class);
	goes_on = journal_compare(g->journal, asked);
	for (size_t i = 0; i < g->class.n_units; i++)
		journal_add_unit(g->journal, &g->class.units[i].unit);
	journal_retry(g->journal);
	if (!goes_on)
		regrade_mark(g->journal, &g->arguments, &g->class, &g->kit);
	free(asked);
	write_place(g->journal, "submissions", g->arguments.submissions);
	journal_set(g->journal, "visibility",
		    g->arguments.visibility ? g->arguments.visibility :
					      visibility_name(HIDDEN));
	write_place(g->journal, "late", g->arguments.late);
	write_place(g->journal, "weights", g->arguments.weights);
	if (journal_commit(g->journal) < 0)
		return fail(g, memory_text(journal_error(g->journal)));
	return 0;
}

static int open_journal(struct grading *g)
{
	char *path = path_join(g->arguments.out, "grades.sqlite"),
	     *submissions = realpath(g->arguments.submissions, NULL),
	     *error = NULL;

	g->journal = journal_open(path, &error);
	if (g->journal && submissions)
		error = belongs_not(g->journal, &g->class, submissions,
				    g->arguments.out);
	free(submissions);
	free(path);
	return error ? fail(g, error) : write_journal(g);
}

static int open_sandbox(struct grading *g)
{
	struct offer offer = offer_here();
	char problem[256], *error = NULL;

	if (offer_take(&offer, g->arguments.sandbox, &g->sandbox.kind, &error) <
	    0)
		return fail(g, error);
	g->sandbox.compile_only = g->arguments.compile_only;
	if (sandbox_open(&g->sandbox, g->kit.directory, problem) < 0)
		return fail(g, memory_text(problem));
	return 0;
}

static bool is_ours(const struct arguments *arguments, const struct unit *unit)
{
	unsigned long long hash = source_hash(SOURCE_HASH, unit->student,
					      strlen(unit->student) + 1);

	hash = source_hash(hash, unit->lesson, strlen(unit->lesson));
	return (hash >> 8) % (unsigned)arguments->shards ==
	       (unsigned)arguments->shard - 1;
}

static int processors(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) < 0 ? 1 :
							       CPU_COUNT(&cpus);
}

static int judge_all(struct grading *g)
{
	struct class *class = &g->class;
	struct pool pool = { .journal = g->journal,
			     .sandbox = &g->sandbox,
			     .jobs = g->arguments.jobs,
			     .seconds = g->arguments.seconds,
			     .complete = kit_mark,
			     .argument = &g->kit };
	int status;

	pool.units = memory_get(class->n_units * sizeof(*pool.units));
	for (size_t i = 0; i < class->n_units; i++) {
		const struct unit *unit = &class->units[i].unit;

		if (unit->status == ENTRY_SCORED &&
		    is_ours(&g->arguments, unit) &&
		    unit_is_pending(g->journal, unit->student, unit->lesson))
			pool.units[pool.n++] = &class->units[i];
	}
	if (!pool.jobs)
		pool.jobs = processors();
	if ((size_t)pool.jobs > pool.n && pool.n)
		pool.jobs = (int)pool.n;
	status = pool.n ? pool_run(&pool) : 0;
	free(pool.units);
	return status < 0 ? fail(g, memory_text(journal_error(g->journal))) : 0;
}

static void close_all(struct grading *g)
{
	if (g->class.work)
		folder_remove(g->class.work);
	sandbox_close(&g->sandbox);
	journal_close(g->journal);
	class_free(&g->class);
	kit_clear(&g->kit);
	if (g->lock >= 0)
		close(g->lock);
	free(g->error);
}

static int grade(struct grading *g)
{
	int status;

	if (policies_check(&g->arguments, &g->error) < 0)
		return GRADER_FAILED;
	if (take_out(g) < 0 || read_class(g) < 0 || open_journal(g) < 0 ||
	    open_sandbox(g) < 0 || judge_all(g) < 0)
		return GRADER_FAILED;
	status = reports_write(g->journal, &g->arguments);
	if (status != GRADER_FAILED && journal_compared(g->journal) < 0) {
		fail(g, memory_text(journal_error(g->journal)));
		status = GRADER_FAILED;
	}
	return status;
}

int command_grade(int argc, char **argv)
{
	struct grading g = { .sandbox = { .kit = -1, .program = -1 },
			     .lock = -1 };
	int status;

	if (arguments_parse(&g.arguments, argc, argv) < 0)
		return GRADER_USAGE;
	if (!g.arguments.submissions || !g.arguments.out ||
	    g.arguments.n_words) {
		fprintf(stderr, "grader: --submissions DIR and --out DIR are "
				"needed\n");
		return GRADER_USAGE;
	}
	status = grade(&g);
	if (g.error)
		fprintf(stderr, "grader: %s\n", g.error);
	close_all(&g);
	return status;
}

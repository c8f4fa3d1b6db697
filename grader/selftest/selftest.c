/* SPDX-License-Identifier: MIT */
/*
 * build/grader selftest: a small honest class is graded alone, then together
 * with every attack that is known, in each sandbox that works here. Afterwards
 * the honest students' grades and pages are the same byte for byte, nothing is
 * left running, nothing was written outside, no control group is left, no
 * secret came out, and each attacker's own report says what happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export/files.h"
#include "grade.h"
#include "intake/source.h"
#include "journal.h"
#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "path.h"
#include "sandbox/confine.h"
#include "sandbox/sandbox.h"
#include "selftest/fixture.h"
#include "selftest/logs.h"
#include "selftest/shapes.h"
#include "selftest/tree.h"

#define LESSON	"01-blocking"
#define SECRET	"secret-9f3ad1c07b"
#define DYING_S 10 /* of real time, for what has been killed to be gone */

static const char *const honest[] = { "honest-solution", "honest-starter",
				      "honest-slip", "honest-nothing" };
#define HONEST (sizeof(honest) / sizeof(*honest))

struct selftest {
	struct target target;
	struct fixtures fixtures;
	char *solution; /* its text */
	struct hierarchy hierarchy;
	pid_t grader; /* the last one that ran */
	int checks, failures;
};

static void check(struct selftest *test, int right, const char *what,
		  const char *detail)
{
	test->checks++;
	if (right)
		return;
	test->failures++;
	printf("  FAIL  %s: %.300s\n", what, detail ? detail : "");
}

static char *kit_file(const struct selftest *test, const char *name)
{
	char *path = path_join(test->target.kit, name);
	size_t len;
	char *text = source_read(path, &len);

	free(path);
	return text ? text : memory_text("");
}

static int make_honest(struct selftest *test)
{
	char *starter = kit_file(test, "lessons/" LESSON "/.starter/echo.c");
	const char *texts[HONEST] = { test->solution, starter,
				      "int main(void) { return 0 }",
				      "int main(void) { return 0; }" };
	int status = 0;

	for (size_t i = 0; i < HONEST; i++)
		if (fixture_source(&test->target, honest[i], texts[i],
				   strlen(texts[i])) < 0)
			status = -1;
	free(starter);
	return status;
}

static int write_secret(const struct target *target)
{
	FILE *file = fopen(target->secret, "we");

	if (!file)
		return -1;
	fputs("#error " SECRET "\n", file);
	fclose(file);
	return chmod(target->secret, 0666);
}

/* Everything in it could be written by anybody: only the sandbox prevents it. */
static int begin(struct selftest *test)
{
	struct target *target = &test->target;

	strcpy(target->root, "/tmp/wouldblock-selftest-XXXXXX");
	if (!mkdtemp(target->root) || chmod(target->root, 0777) < 0)
		return -1;
	target->class = path_join(target->root, "class");
	target->out = path_join(target->root, "all");
	target->secret = path_join(target->root, "secret");
	target->kit = kit_root();
	if (!target->kit || mkdir(target->class, 0777) < 0 ||
	    chmod(target->class, 0777) < 0 || write_secret(target) < 0)
		return -1;
	hierarchy_open(&test->hierarchy);
	target->cgroup = cgroup_works(&test->hierarchy);
	target->landlock = landlock_version() > 0;
	test->solution = kit_file(test, "solutions/" LESSON "/echo.c");
	return make_honest(test);
}

static int add_hostile(struct selftest *test)
{
	return fixtures_programs(&test->fixtures, &test->target) < 0 ||
			       shapes_make(&test->fixtures, &test->target,
					   test->solution) ||
			       shapes_archives(&test->fixtures, &test->target,
					       test->solution) ?
		       -1 :
		       0;
}

/* As an instructor would; the exit status. What it says is data. */
static int grade(struct selftest *test, enum sandbox_kind kind, const char *out)
{
	char *said = path_join(test->target.root, "said");
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		int fd = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		dup2(fd, 1);
		dup2(fd, 2);
		setenv("GRADER_TOKEN", SECRET, 1);
		execl("/proc/self/exe", "grader", "grade", "--submissions",
		      test->target.class, "--out", out, "--lesson", LESSON,
		      "--sandbox", sandbox_name(kind), (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	test->grader = pid;
	free(said);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void too_long(int signal)
{
	(void)signal;
}

/* Whoever lost its parent is ours now: all of them have to be dead. */
static int anybody_left(void)
{
	struct sigaction action = { .sa_handler = too_long };
	int left;

	sigaction(SIGALRM, &action, NULL);
	alarm(DYING_S);
	while (waitpid(-1, NULL, 0) > 0)
		;
	left = errno != ECHILD;
	alarm(0);
	return left;
}

static void check_outside(struct selftest *test, unsigned long long before)
{
	static const char *const places[] = {
		"/tmp/wouldblock-was-here",	"/var/tmp/wouldblock-was-here",
		"/dev/shm/wouldblock-was-here", "/usr/lib/wouldblock-was-here",
		"/tmp/wouldblock-flood-0",	"/tmp/wouldblock-inode-0",
	};
	char *inside = path_join(test->target.out, "was-here");
	char *beside = path_join(test->target.root, "was-here");

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		check(test, access(places[i], F_OK) < 0, "was written",
		      places[i]);
	check(test, access(inside, F_OK) < 0, "was written", inside);
	check(test, access(beside, F_OK) < 0, "was written", beside);
	check(test, tree_hash(test->target.class) == before, "was changed",
	      test->target.class);
	check(test, !anybody_left(), "processes", "are left running");
	check(test, !cgroup_exists(&test->hierarchy, test->grader),
	      "control groups", "are left");
	free(beside);
	free(inside);
}

static void check_secret(struct selftest *test, const char *out)
{
	char *found = tree_holding(out, SECRET);
	int logs;

	check(test, !found, "a secret came out", found);
	free(found);
	found = logs_holding(out, SECRET, &logs);
	check(test, !found, "a secret is in a log", found);
	check(test, logs > 0, "no log", "was kept");
	free(found);
}

/* The lines of grades.csv that begin so. */
static char *row_of(const char *out, const char *student)
{
	char *path = path_join(out, "grades.csv"), line[4096];
	char *start = wording("%s,", student), *row = memory_text("");
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, start, strlen(start)) != 0)
			continue;
		free(row);
		row = memory_text(line);
	}
	if (file)
		fclose(file);
	free(start);
	free(path);
	return row;
}

static void check_honest(struct selftest *test, const char *alone)
{
	for (size_t i = 0; i < HONEST; i++) {
		char *a = row_of(alone, honest[i]);
		char *b = row_of(test->target.out, honest[i]);
		char *page = wording("%s/feedback/%s", alone, honest[i]);
		char *other =
			wording("%s/feedback/%s", test->target.out, honest[i]);

		check(test, *a && strcmp(a, b) == 0, honest[i],
		      "has another grade");
		check(test,
		      tree_hash(page) && tree_hash(page) == tree_hash(other),
		      honest[i], "has another page");
		free(other);
		free(page);
		free(b);
		free(a);
	}
}

static void check_row(void *argument, const char *const *columns)
{
	struct selftest *test = argument;
	char *report = wording("%s\n%s", columns[2] ? columns[2] : "",
			       columns[3] ? columns[3] : "");
	const char *status = columns[1] ? columns[1] : "";

	for (size_t i = 0; i < test->fixtures.n; i++) {
		const struct fixture *fixture = &test->fixtures.items[i];

		if (strcmp(fixture->name, columns[0]) != 0)
			continue;
		check(test, fixture_is(fixture->status, status), fixture->name,
		      status);
		check(test, fixture_holds(fixture->says, report), fixture->name,
		      report);
		/* The attacks end with it when they got what they wanted. */
		check(test, !strstr(report, "status 42"), fixture->name,
		      "succeeded");
		test->fixtures.items[i].seen = 1;
	}
	free(report);
}

static void check_attackers(struct selftest *test)
{
	char *path = path_join(test->target.out, "grades.sqlite"),
	     *error = NULL;
	struct journal *journal = journal_open(path, &error);

	for (size_t i = 0; i < test->fixtures.n; i++)
		test->fixtures.items[i].seen = 0;
	if (journal)
		journal_each(journal,
			     "SELECT student, status,"
			     " coalesce(reason, note), result FROM unit",
			     check_row, test);
	check(test, journal != NULL, "the journal", error);
	for (size_t i = 0; i < test->fixtures.n; i++)
		check(test, test->fixtures.items[i].seen,
		      test->fixtures.items[i].name, "has no row");
	journal_close(journal);
	free(error);
	free(path);
}

static void said_after(const struct selftest *test)
{
	char *path = path_join(test->target.root, "said"), line[512];
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file))
		printf("        %s", line);
	if (file)
		fclose(file);
	free(path);
}

/* One sandbox: alone is the folder of the honest class's grades. */
static void run(struct selftest *test, enum sandbox_kind kind,
		const char *alone)
{
	unsigned long long before = tree_hash(test->target.class);
	int failures = test->failures;
	int status = grade(test, kind, test->target.out);

	check(test, status == GRADER_ALL, "grading the whole class",
	      status == GRADER_REVIEW ? "somebody could not be judged" :
					"failed");
	check_outside(test, before);
	check_secret(test, test->target.out);
	check_honest(test, alone);
	check_attackers(test);
	if (test->failures > failures)
		said_after(test);
	printf("  %-4s  %s: %zu attacks beside %zu honest students\n",
	       test->failures > failures ? "FAIL" : "ok", sandbox_name(kind),
	       test->fixtures.n, HONEST);
	folder_remove(test->target.out);
}

static int run_all(struct selftest *test)
{
	enum sandbox_kind kinds[] = { SANDBOX_NAMESPACES, SANDBOX_USERS };
	char *alone[2] = { path_join(test->target.root, "honest-0"),
			   path_join(test->target.root, "honest-1") };
	char reason[256];
	int ran = 0;

	for (int i = 0; i < 2; i++)
		if (sandbox_works(kinds[i], reason)) {
			check(test, grade(test, kinds[i], alone[i]) == 0,
			      "grading the honest students", "failed");
			ran++;
		} else {
			printf("  -     %s: not tried: %s\n",
			       sandbox_name(kinds[i]), reason);
		}
	if (add_hostile(test) < 0)
		check(test, 0, "the attacks could not be made",
		      strerror(errno));
	for (int i = 0; i < 2; i++) {
		if (access(alone[i], F_OK) == 0)
			run(test, kinds[i], alone[i]);
		free(alone[i]);
	}
	return ran;
}

int command_selftest(int argc, char **argv)
{
	struct selftest test = { .checks = 0 };
	int ran = 0;

	(void)argv;
	if (argc)
		return GRADER_USAGE;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (begin(&test) < 0)
		check(&test, 0, "the self-test could not begin",
		      strerror(errno));
	else
		ran = run_all(&test);
	printf("selftest: %d checks, %d failed\n", test.checks, test.failures);
	folder_remove(test.target.root);
	hierarchy_close(&test.hierarchy);
	fixtures_clear(&test.fixtures);
	free(test.solution);
	free(test.target.class);
	free(test.target.out);
	free(test.target.secret);
	free(test.target.kit);
	return test.failures || !ran ? GRADER_FAILED : GRADER_ALL;
}

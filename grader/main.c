/* SPDX-License-Identifier: MIT */
/*
 * build/grader: grade, merge, export, selftest, doctor.
 *
 * Exit status: 0 everybody was graded; 1 somebody could not be judged; 2 the
 * run itself failed; 64 usage.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"
#include "judge.h"

static const char usage[] =
	"usage: build/grader grade --submissions DIR --out DIR [--roster FILE.csv]\n"
	"                    [--lesson LESSON]... [--jobs N] [--shard I/N]\n"
	"                    [--format NAME]... [--late FILE]\n"
	"                    [--weights FILE]\n"
	"                    [--scripts DIR [--visibility hidden]]\n"
	"                    [--regrade all|STUDENT|STUDENT/LESSON]...\n"
	"                    [--sandbox namespaces|users] [--seconds N]\n"
	"       build/grader merge  --out DIR SHARD_DIR...\n"
	"       build/grader export --out DIR --format NAME...\n"
	"                    [--late FILE] [--weights FILE] [--visibility hidden]\n"
	"       build/grader selftest\n"
	"       build/grader doctor\n"
	"Formats: gradescope, prairielearn, github-classroom, autolab, junit, tap,\n"
	"canvas, moodle, vpl, coderunner, csv, json.\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "grade", command_grade },	{ "merge", command_merge },
	{ "export", command_export },	{ "selftest", command_selftest },
	{ "doctor", command_doctor },	{ "judge", command_judge },
	{ "sources", command_sources },
};

int main(int argc, char **argv)
{
	int status = GRADER_USAGE;

	signal(SIGPIPE, SIG_IGN);
	unsetenv("DEBUGINFOD_URLS");
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands);
	     i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			status = commands[i].run(argc - 2, argv + 2);
	if (status == GRADER_USAGE)
		fputs(usage, stderr);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* Several journals to one, and a journal to reports. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "export/files.h"
#include "grade.h"
#include "journal.h"
#include "path.h"
#include "reports.h"

static struct journal *open_in(const char *directory, bool must_exist)
{
	char *path = path_join(directory, "grades.sqlite"), *error = NULL;
	struct journal *journal = NULL;

	if (must_exist && access(path, R_OK) < 0)
		fprintf(stderr, "grader: %s: no journal is there\n", path);
	else
		journal = journal_open(path, &error);
	if (error)
		fprintf(stderr, "grader: %s\n", error);
	free(error);
	free(path);
	return journal;
}

static int take(struct journal *journal, const char *directory)
{
	char *path = path_join(directory, "grades.sqlite");
	int status = access(path, R_OK) < 0 ? -1 : journal_take(journal, path);

	if (status < 0)
		fprintf(stderr, "grader: %s cannot be taken over: %s\n", path,
			access(path, R_OK) < 0 ? "no journal is there" :
						 journal_error(journal));
	free(path);
	return status;
}

int command_merge(int argc, char **argv)
{
	struct arguments arguments;
	struct journal *journal;
	int status = GRADER_ALL;

	if (arguments_parse(&arguments, argc, argv) < 0)
		return GRADER_USAGE;
	if (!arguments.out || !arguments.n_words) {
		fprintf(stderr, "grader: --out DIR and the shards' folders are "
				"needed\n");
		return GRADER_USAGE;
	}
	if (folder_make(arguments.out) < 0) {
		perror(arguments.out);
		return GRADER_FAILED;
	}
	journal = open_in(arguments.out, false);
	for (size_t i = 0; journal && i < arguments.n_words; i++)
		if (take(journal, arguments.words[i]) < 0)
			status = GRADER_FAILED;
	if (!journal)
		status = GRADER_FAILED;
	if (status == GRADER_ALL)
		status = reports_write(journal, &arguments);
	journal_close(journal);
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
	journal = open_in(arguments.out, true);
	if (journal)
		status = reports_write(journal, &arguments);
	journal_close(journal);
	return status;
}

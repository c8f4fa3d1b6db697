/* SPDX-License-Identifier: MIT */
/*
 * build/harness: check, run, lint, list, map, doctor.
 *
 * Exit status: 0 every script passed; 1 at least one failed; 2 no verdict;
 * 3 the program does not compile; 64 usage.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "commands.h"

static const char usage[] =
	"usage: build/harness check LESSON [PROGRAM.c] [--json FILE]\n"
	"                           [--script NAME]... [--log DIR] [--timeline]\n"
	"       build/harness run   [--json FILE] [--log FILE] [--timeline]\n"
	"                           [--source FILE.c] SCRIPT -- PROGRAM [ARG...]\n"
	"       build/harness lint  SCRIPT...\n"
	"       build/harness list  [LESSON] [--current] [--passed]\n"
	"       build/harness list  --checks\n"
	"       build/harness map\n"
	"       build/harness doctor\n"
	"LESSON is 05 or 05-epoll; for check also `next` and `all`.\n"
	"check and run take --memory MIB, the program's limit, and --seed N, which\n"
	"sizes and orders are drawn from.\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "check", command_check }, { "run", command_run },
	{ "lint", command_lint },   { "list", command_list },
	{ "map", command_map },	    { "doctor", command_doctor },
};

/* Thousands of clients need descriptors, here as in the program. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	int status = EXIT_USAGE;

	signal(SIGPIPE, SIG_IGN);
	unsetenv("DEBUGINFOD_URLS");
	raise_limit();
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands);
	     i++)
		if (!strcmp(argv[1], commands[i].name))
			status = commands[i].run(argc - 2, argv + 2);
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (status == EXIT_USAGE)
		fputs(usage, stderr);
	return status;
}

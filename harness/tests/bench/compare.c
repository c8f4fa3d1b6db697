/* SPDX-License-Identifier: MIT */
/*
 * compare RUNS: what commands cost. On stdin there is one command a line,
 * "NAME WORD WORD ...". All are run in turn, RUNS times over, so that what the
 * machine does besides hits all of them; on stdout there are the medians of
 * each, "NAME REAL PROCESSOR": nanoseconds by the clock, and of processor time
 * (its own, and that of all processes that it has waited for).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 64
#define MAX_RUNS     1000
#define MAX_WORDS    64

struct command {
	char *name;
	char *words[MAX_WORDS + 1];
	int64_t real[MAX_RUNS], processor[MAX_RUNS];
};

static struct command commands[MAX_COMMANDS];

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void parse(struct command *command, char *line)
{
	char *save;
	int n = 0;

	command->name = strtok_r(line, " \n", &save);
	while (n < MAX_WORDS &&
	       (command->words[n] = strtok_r(NULL, " \n", &save)))
		n++;
}

static int64_t processor_time(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) *
		       INT64_C(1000000000) +
	       (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) *
		       INT64_C(1000);
}

static void measure(struct command *command, int run)
{
	char **words = command->words;
	int64_t start = now();
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		execvp(words[0], words);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) != pid || status) {
		fprintf(stderr, "compare: %s failed\n", words[0]);
		exit(1);
	}
	command->real[run] = now() - start;
	command->processor[run] = processor_time(&usage);
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static long long median(int64_t *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), by_size);
	return values[n / 2];
}

int main(int argc, char **argv)
{
	int runs = argc > 1 ? atoi(argv[1]) : 0, n = 0;
	char *line = NULL;
	size_t size = 0;

	if (runs < 1 || runs > MAX_RUNS)
		return 64;
	for (; n < MAX_COMMANDS && getline(&line, &size, stdin) > 1; n++) {
		parse(&commands[n], line);
		line = NULL;
	}
	for (int run = 0; run < runs; run++)
		for (int i = 0; i < n; i++)
			measure(&commands[i], run);
	for (int i = 0; i < n; i++)
		printf("%s %lld %lld\n", commands[i].name,
		       median(commands[i].real, runs),
		       median(commands[i].processor, runs));
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "supervise/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "supervise/arch.h"

#define STEPS 20000 /* at most; in a virtual machine one takes 20 us */
#define QUIET 3000  /* steps without anything new: that is all of it */
#define SLOTS 32768 /* a power of two, more than STEPS */

/* An instruction of the student's, and how often it came up. */
struct seen {
	uint64_t pc, sp; /* the highest of its stack pointers */
	struct source source;
	int times; /* 0: an empty slot of the hash table */
};

/* One instruction further. False: the program did something else. */
static bool step(pid_t pid)
{
	int status;

	do {
		/* A timer's signal, which may have brought us here, is not
		   delivered again: it is not what the program does. */
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0)
			return false;
		while (waitpid(pid, &status, __WALL) < 0)
			if (errno != EINTR)
				return false;
	} while (WIFSTOPPED(status) &&
		 (WSTOPSIG(status) == SIGXCPU || WSTOPSIG(status) == SIGPROF ||
		  WSTOPSIG(status) == SIGVTALRM ||
		  WSTOPSIG(status) == SIGALRM));
	return WIFSTOPPED(status) && status >> 8 == SIGTRAP;
}

/* Returns how often it came up, this time included. */
static int note(struct seen *table, uint64_t pc, uint64_t sp,
		struct source source)
{
	size_t i = (size_t)(pc * 0x9e3779b97f4a7c15u >> 32) & (SLOTS - 1);

	while (table[i].times > 0 && table[i].pc != pc)
		i = (i + 1) & (SLOTS - 1);
	table[i].pc = pc;
	table[i].source = source;
	if (sp > table[i].sp)
		table[i].sp = sp;
	return ++table[i].times;
}

static void watch(struct lines *lines, pid_t pid, struct seen *table)
{
	bool repeats = false;

	for (int i = 0, quiet = 0; i < STEPS; i++, quiet++) {
		struct registers registers;
		struct source source;
		int times;

		if (registers_read(pid, &registers) != 0)
			return;
		source = lines_at(lines, registers_pc(&registers));
		if (source.line > 0) {
			times = note(table, registers_pc(&registers),
				     registers_sp(&registers), source);
			repeats |= times > 1;
			/* New is what was not seen twice: where the watching
			   began may come up once more, a loop later. */
			if (times <= 2)
				quiet = 0;
		}
		if ((repeats && quiet >= QUIET) || !step(pid))
			return;
	}
}

static bool same_function(const struct source *a, const struct source *b)
{
	if (a->function == NULL || b->function == NULL)
		return a->function == b->function;
	return strcmp(a->function, b->function) == 0;
}

struct source loop_find(struct lines *lines, pid_t pid)
{
	struct source found = { 0 };
	struct seen *table = calloc(SLOTS, sizeof(*table));
	const struct seen *outermost = NULL;

	if (table == NULL)
		return found;
	watch(lines, pid, table);
	for (size_t i = 0; i < SLOTS; i++)
		if (table[i].times > 1 &&
		    (outermost == NULL || table[i].sp > outermost->sp))
			outermost = &table[i];
	for (size_t i = 0; outermost != NULL && i < SLOTS; i++) {
		const struct source *source = &table[i].source;

		if (table[i].times > 1 &&
		    same_function(source, &outermost->source) &&
		    (found.line == 0 || source->line < found.line))
			found = *source;
	}
	free(table);
	return found;
}

/* SPDX-License-Identifier: MIT */
/*
 * Small programs are compiled and held in the call whose first argument is
 * MARK: the line to be found has a comment that says HERE.
 */
#ifndef TESTS_TRACED_H
#define TESTS_TRACED_H

#include <stdbool.h>
#include <sys/types.h>

#include "supervise/arch.h"
#include "supervise/lines.h"

#define MARK 10
#define HEAD                                                             \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n" \
	"#include <unistd.h>\n#include <fcntl.h>\n#include <poll.h>\n"   \
	"#include <signal.h>\n#include <alloca.h>\n"

/* Its argument says in which way it makes the marked call. */

struct program {
	char directory[64];
	char path[96];
	int line; /* of HERE */
	struct lines *lines;
	pid_t pid;
	bool in_call; /* it is stopped at the entry of a call */
};

/* The line of source on which word first stands. */
int line_of(const char *source, const char *word);

void program_compile_with(struct program *program, const char *compiler,
			  const char *source, const char *flags);

void program_compile(struct program *program, const char *source,
		     const char *flags);

/* The next stop, as a wait status. */
int program_wait(const struct program *program);

void program_start_with(struct program *program, const char *argument,
			bool randomized);

void program_stop(struct program *program);

void program_start(struct program *program, bool randomized);

void program_remove(struct program *program);

void program_discard(struct program *program);

/* To the entry of the next call that is marked. */
struct registers program_next_call(struct program *program);

struct source program_where(struct program *program);

void expect_place(struct source source, int line, const char *function,
		  const char *flags);

#endif

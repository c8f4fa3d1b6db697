/* SPDX-License-Identifier: MIT */
/*
 * Source lines: where in the student's own file the held program is.
 *
 * The first frame, counted from the innermost, that lies in the program's own
 * executable and has a line in the student's file is the one to show. A full
 * unwind (libdw) is slow, so what it knows is learnt for each call site: at
 * one and the same system call instruction the return address stands at a
 * fixed distance from the stack pointer (see unwind.h). From libc's wrapper of
 * a call into the program it is one step; from stdio it is some more.
 * Addresses are the same in every run (ADDR_NO_RANDOMIZE); where that is
 * refused nothing is reused from one process to the next.
 *
 * Without debug information there is a function's name and no line. libc is
 * never shown, also where it was linked into the executable.
 */
#ifndef SUPERVISE_LINES_H
#define SUPERVISE_LINES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A place in the source. All strings live as long as the struct lines. */
struct source {
	const char *file;     /* base name: "echo.c"; NULL: unknown */
	int line;	      /* 0: unknown */
	const char *function; /* NULL: unknown */
};

struct lines;

/* NULL when out of memory. One for all runs of one executable. */
struct lines *lines_new(const char *executable);
void lines_free(struct lines *lines);

/* A new process runs the executable; it is stopped at its exec. randomized:
   addresses differ from those of the last process. */
void lines_attach(struct lines *lines, pid_t pid, bool randomized);

/*
 * Where the stopped program is: pc and sp are its registers. in_call: it is
 * stopped at a system call instruction (what was learnt may be used).
 * Never fails: what is unknown is NULL and 0.
 */
struct source lines_where(struct lines *lines, uint64_t pc, uint64_t sp,
			  bool in_call);

/* True if the innermost frame of the last lines_where() that was in the
   executable called libc directly, that is: the student's own code made this
   system call, and no library on its own behalf. */
bool lines_direct(const struct lines *lines);

/* The line of the instruction at pc, whoever called it; nothing outside the
   program's own code. */
struct source lines_at(struct lines *lines, uint64_t pc);

/*
 * For a program that spins without calls: steps it (PTRACE_SINGLESTEP) for a
 * bounded number of instructions and returns the first line of the loop in
 * the function that the student wrote, the same on every run. It takes a tenth
 * of a second or so, and the program can only be killed afterwards.
 */
struct source lines_of_loop(struct lines *lines);

#endif

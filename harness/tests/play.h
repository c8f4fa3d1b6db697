/* SPDX-License-Identifier: MIT */
/*
 * Real runs, for tests: a script that is written in the test, on one of the
 * small programs of programs/, which make has compiled as a student's file is.
 *
 * A program says with its first argument (its mode) what it shall do, finds
 * out itself whether that went as it should, and says so by its exit status;
 * what it prints is shown when a test fails.
 */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include <criterion/criterion.h>

#include "judge/verdict.h"
#include "lesson.h"
#include "run/run.h"

#define PROGRAMS KIT_ROOT "/build/tests/programs/"

struct play {
	struct script *script;
	struct script *variant; /* of it, which was run */
	struct trial *trial;
	struct verdict verdict;
	struct lines *lines; /* owns the places in the verdict */
};

/* steps may begin with header lines; arguments: as in the script language. */
struct play play_run(const char *program, const char *arguments,
		     const char *steps);
void play_clear(struct play *play);

/* Every step goes as the script says, and nothing is left running. */
void play_passes(const char *program, const char *arguments, const char *steps);

/* It fails, and this mistake is named. */
void play_fails(const char *program, const char *arguments, const char *steps,
		const char *mistake);

/* It gets a verdict, whichever; the kit itself stays sound. */
void play_is_judged(const char *program, const char *arguments,
		    const char *steps);

/* No process of ours is left. */
void nothing_runs(const char *what);

/* Lessons, by name: those that are complete. */
struct lesson *lesson_of(const char *name);
extern const char *const lesson_names[];

/* What a student starts with; to be freed. */
char *starter_of(const struct lesson *lesson);
char *solution_of(const struct lesson *lesson);

/* make test-full: take the time that it takes. */
bool play_is_full(void);

/* The whole file, to be freed; NULL: it cannot be read. */
char *file_text(const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Results: what a script said about a program, and a lesson's worth of them.
 *
 * A result owns copies of all that the reports need, so that the trial, its
 * log and the script can go. Points are earned by passing, and by nothing
 * else; a script with sweeps has one result for all of its rounds.
 */
#ifndef REPORT_RESULT_H
#define REPORT_RESULT_H

#include "judge/verdict.h"

#define NO_STEP SIZE_MAX

/* A step as people see it. */
struct result_step {
	char *text;
	int line;
};

/* Where two contents part; windows around the first differing byte. */
struct difference {
	size_t expected_len, received_len; /* of the whole contents */
	size_t differs_at;
	size_t from;			/* where both windows begin */
	struct blob expected, received; /* the windows */
};

struct script_result {
	char *name, *title, *why; /* why: or NULL */
	enum verdict_kind verdict;
	bool killed; /* from outside: of VERDICT_INCONCLUSIVE */
	int points, max_points;
	char *needs;		      /* of VERDICT_SKIPPED; else NULL */
	char *mistake;		      /* code, or NULL */
	const char *rule, *check;     /* as in struct verdict */
	char *message;		      /* or NULL: it passed */
	char *happened, *explanation; /* as in struct verdict */
	int script_line;	      /* 0: none */
	char *file, *function;	      /* of the source line; or NULL */
	int line;		      /* 0: unknown */
	char *expected, *received;    /* printable, or NULL */
	struct difference difference;
	bool differs;		   /* difference is worth showing */
	struct result_step *steps; /* up to and with the failed one */
	size_t n_steps;
	size_t failed;	      /* index of that, or NO_STEP */
	size_t total_steps;   /* that the script has */
	size_t order, orders; /* the order of it, from 1; 0: only one */
	bool seeded;	      /* something was drawn from */
	uint64_t seed;	      /* this seed */
	size_t connections;   /* accepted in the run */
	size_t events;
	int64_t virtual_ns;
	uint64_t calls, empty_calls, useful_calls;
};

struct lesson_result {
	char *lesson;  /* "05-epoll" */
	char *program; /* "echo.c", base name */
	bool compile_ok;
	char *compile_output;	/* never NULL once made */
	int points, max_points; /* see lesson_result_sum() */
	struct script_result *scripts;
	size_t n_scripts;
	double seconds;		 /* real; for people only; 0: unknown */
	char *next, *next_title; /* the lesson after it; or NULL */
	bool single;		 /* one script by `run`: no points */
};

/* What a trial came to. The verdict may be cleared afterwards. */
struct script_result result_of(const struct trial *trial,
			       const struct verdict *verdict);

/* A script that was not run, because this one must pass first. */
struct script_result result_skipped(const struct script *script,
				    const char *needs);

/* A script without a trial: the kit failed, and message says how. */
struct script_result result_inconclusive(const struct script *script,
					 const char *message);

/* Another round of a sweep that passed before: takes its cost over. */
void result_add_round(struct script_result *result,
		      const struct script_result *round);

void result_clear(struct script_result *result);

/* A lesson without scripts so far; program may be a path. lesson_result_add() takes the result
   over. */
struct lesson_result *lesson_result_new(const char *lesson,
					const char *program);
void lesson_result_add(struct lesson_result *lesson,
		       struct script_result result);
void lesson_result_compiled(struct lesson_result *lesson, bool ok,
			    const char *output);

/* Points and max_points from the scripts. Without a script (the program did
   not compile) the caller sets max_points himself. */
void lesson_result_sum(struct lesson_result *lesson);
void lesson_result_free(struct lesson_result *lesson);

/* The failure to speak of: of those that failed, the one whose mistake comes
   first in the order of attribution (mistakes.h), and the first of these. NULL
   when none failed. */
const struct script_result *
lesson_result_lead(const struct lesson_result *lesson);

/* True if every script passed, and there is one. */
bool lesson_result_passed(const struct lesson_result *lesson);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The commands of build/draw. Each gets the arguments after its name, and
 * returns the exit status; DRAW_USAGE when its arguments are wrong. What goes
 * wrong is said on stderr.
 */
#ifndef DRAW_H
#define DRAW_H

enum draw_status {
	DRAW_DONE = 0,
	DRAW_FAILED = 2,
	DRAW_USAGE = 64,
};

/* Counts what a log holds, a line a kind of event. */
int draw_events(int argc, char **argv);

/* Who did what, from the first event to the last. */
int draw_timeline(int argc, char **argv);

/* A workflow, and the run of a log laid on it. */
int draw_workflow(int argc, char **argv);

/* A run as a page to step through. */
int draw_replay(int argc, char **argv);

/* What followed what in a log, with no workflow. */
int draw_graph(int argc, char **argv);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The commands of build/grader. Each gets the arguments after its name and
 * returns the exit status.
 */
#ifndef GRADE_H
#define GRADE_H

enum grader_status {
	GRADER_ALL = 0,	   /* everybody was graded */
	GRADER_REVIEW = 1, /* somebody could not be judged */
	GRADER_FAILED = 2, /* the run itself failed */
	GRADER_USAGE = 64,
};

int command_grade(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_export(int argc, char **argv);
int command_selftest(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_sources(int argc, char **argv); /* of `make similarity` */

#endif

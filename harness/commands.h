/* SPDX-License-Identifier: MIT */
/*
 * The commands of build/harness. Each gets the arguments after its name, and
 * returns the exit status; EXIT_USAGE after it has said what is wrong.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

enum exit_status {
	EXIT_PASSED = 0,
	EXIT_FAILED = 1,
	EXIT_NO_VERDICT = 2,
	EXIT_NOT_COMPILED = 3,
	EXIT_USAGE = 64,
};

int command_check(int argc, char **argv);
int command_run(int argc, char **argv);
int command_lint(int argc, char **argv);
int command_list(int argc, char **argv);
int command_map(int argc, char **argv);
int command_doctor(int argc, char **argv);

#endif

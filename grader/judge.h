/* SPDX-License-Identifier: MIT */
/*
 * The judge: `build/grader judge LESSON SOURCE`, started in a sandbox and by
 * nobody else. It loads the scripts, gives up the way to them, and lets the
 * harness check the file; the result goes to SANDBOX_RESULT as the JSON of
 * `harness check`, or {"problem": "..."}.
 */
#ifndef JUDGE_H
#define JUDGE_H

int command_judge(int argc, char **argv);

#endif

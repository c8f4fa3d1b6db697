/* SPDX-License-Identifier: MIT */
/*
 * The judge: `build/grader judge LESSON SOURCE`, started in a sandbox and by
 * nobody else. It loads the scripts, gives up the way to them, and lets the
 * harness check the file; the result goes to SANDBOX_RESULT as the JSON of
 * `harness check`, or {"problem": "..."}. Scripts that failed have the log of
 * that run in it, packed (kept_log.h), as "log"; "" is one too long to keep.
 */
#ifndef JUDGE_H
#define JUDGE_H

int command_judge(int argc, char **argv);

#endif

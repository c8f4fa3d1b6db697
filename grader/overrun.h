/* SPDX-License-Identifier: MIT */
/*
 * The limit on a sandbox's memory struck, and somebody was killed for it. The
 * harness inside cannot know why: for it a program was killed by somebody, or
 * a compiler was. What it says is put right here.
 */
#ifndef OVERRUN_H
#define OVERRUN_H

/* Says in a judge's answer who used up the memory, as far as it names somebody
   who was killed. Takes json, returns another. */
char *overrun_tell(char *json);

/* Why there is no answer: the judge itself was killed. To be freed. */
char *overrun_of_judge(void);

#endif

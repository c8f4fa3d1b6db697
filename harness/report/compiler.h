/* SPDX-License-Identifier: MIT */
/*
 * What the compiler said, as much of it as fits on a first screen. Its messages
 * are wrapped, the source that it quotes is cut; all of it is in the JSON.
 */
#ifndef REPORT_COMPILER_H
#define REPORT_COMPILER_H

#include "report/page.h"

/* Of a program that it refuses: from the first error on, since warnings before
   that are not what is in the way. */
void compiler_print_refusal(const struct page *page, const char *output);

/* Of a program that it takes. */
void compiler_print_warnings(const struct page *page, const char *output);

/* Something is missing that a file beside this one may have. */
bool compiler_misses_file(const char *output);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One failed script, told: the steps that went well, the one that did not,
 * expected and received, what the program did, its line, and why it matters.
 */
#ifndef REPORT_FAILURE_H
#define REPORT_FAILURE_H

#include "report/page.h"
#include "report/result.h"

/* single: run outside of a lesson, where there are no hints. */
void failure_print(const struct page *page, const struct script_result *script,
		   const char *source_path, bool single);

/* The last line: the mistake's code, and where to go from here. */
void failure_print_foot(const struct page *page, const char *code, bool single);

#endif

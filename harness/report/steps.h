/* SPDX-License-Identifier: MIT */
/*
 * The steps of a script as they went: those that went well, shortened where
 * they repeat or are many, then the one that failed, and what came instead.
 */
#ifndef REPORT_STEPS_H
#define REPORT_STEPS_H

#include "report/page.h"
#include "report/result.h"

void steps_print(const struct page *page, const struct script_result *script);

#endif

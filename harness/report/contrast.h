/* SPDX-License-Identifier: MIT */
/*
 * Expected and received, one under the other, with a caret under the first
 * differing byte.
 */
#ifndef REPORT_CONTRAST_H
#define REPORT_CONTRAST_H

#include "report/page.h"
#include "report/result.h"

/* Prints nothing when the result has no difference to show. */
void contrast_print(const struct page *page,
		    const struct script_result *script);

#endif

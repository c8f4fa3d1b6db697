/* SPDX-License-Identifier: MIT */
/* What is made of a journal: grades.csv, the report, a folder each format. */
#ifndef REPORTS_H
#define REPORTS_H

#include "arguments.h"
#include "journal.h"

/* Are the late policy and the weights files that can be obeyed? To be asked
   before anything is judged. -1: *error, to be freed, says what is wrong. */
int policies_check(const struct arguments *arguments, char **error);

/* Into arguments->out, each file whole or not at all. The exit status; says on
   stdout who needs a review, and on stderr what could not be written. */
int reports_write(struct journal *journal, const struct arguments *arguments);

#endif

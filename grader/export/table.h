/* SPDX-License-Identifier: MIT */
/* The table of grades that stands at the top of OUT. */
#ifndef EXPORT_TABLE_H
#define EXPORT_TABLE_H

#include <stdio.h>

#include "book.h"

/*
 * One row a student and lesson, everybody on the roster and everybody found.
 * Points are those that count, after the late policy.
 */
void grades_csv_put(FILE *out, const struct book *book);

#endif

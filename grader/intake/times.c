/* SPDX-License-Identifier: MIT */
#include "intake/times.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static long long seconds_of(const char *text)
{
	struct tm tm = { 0 };

	strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return (long long)timegm(&tm);
}

bool times_are_alike(const struct class *class)
{
	const struct unit *first = NULL;
	long long earliest = 0, latest = 0;
	bool many = false;

	for (size_t i = 0; i < class->n_units; i++) {
		const struct unit *unit = &class->units[i].unit;
		long long at;

		if (!*unit->submitted_at)
			continue;
		at = seconds_of(unit->submitted_at);
		if (!first || at < earliest)
			earliest = at;
		if (!first || at > latest)
			latest = at;
		if (!first)
			first = unit;
		many |= strcmp(unit->student, first->student) != 0;
	}
	return many && latest - earliest <= TIMES_ALIKE;
}

void times_warn(const struct class *class)
{
	if (times_are_alike(class))
		fputs("grader: all times of submission lie within a minute of "
		      "each other: a copy or a clone may have lost those that "
		      "the late policy goes by\n",
		      stderr);
}

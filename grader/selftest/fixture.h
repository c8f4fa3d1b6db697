/* SPDX-License-Identifier: MIT */
/*
 * What a hostile student hands in, and what must be true afterwards. The
 * programs lie in attacks/, one file each, with that in their first comment:
 *
 *   status: one of these|or this
 *   says: a part of the report|or this
 *   needs: cgroup landlock (without these it is left out; or no such line)
 *
 * One that gets what it wants ends with status 42.
 *
 * Submissions whose form is the attack are made here (shapes.h).
 */
#ifndef SELFTEST_FIXTURE_H
#define SELFTEST_FIXTURE_H

#include <stddef.h>

struct fixture {
	char *name;   /* of the attack; the student is called so */
	char *status; /* alternatives, with | between them */
	char *says;
	int seen; /* in the journal */
};

struct fixtures {
	struct fixture *items;
	size_t n;
};

/* Where a class for the self-test lies, and what the attacks aim at. */
struct target {
	char root[64];
	char *class, *out, *secret, *kit;
	int cgroup, landlock; /* they are here */
};

/* Puts all programs of attacks/ into the class. -1: errno. */
int fixtures_programs(struct fixtures *fixtures, const struct target *target);
void fixtures_add(struct fixtures *fixtures, const char *name,
		  const char *status, const char *says);
void fixtures_clear(struct fixtures *fixtures);

/* Is one of the alternatives, or does it hold one of them? */
int fixture_is(const char *alternatives, const char *text);
int fixture_holds(const char *alternatives, const char *text);

/* class/student/01-blocking/echo.c with this text; 0, or -1. */
int fixture_source(const struct target *target, const char *student,
		   const void *text, size_t len);

#endif

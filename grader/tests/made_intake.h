/* SPDX-License-Identifier: MIT */
/* A class that is taken in and not graded: who is in it, and what is said of
   each submission. */
#ifndef MADE_INTAKE_H
#define MADE_INTAKE_H

#include "intake/class.h"
#include "tests/made_class.h"

/* root/class, or root/path, read for a lesson ("01-blocking"; NULL: 01 and 02),
   with root/roster.csv if there is one. */
struct class made_intake(const struct made_class *made, const char *path,
			 const char *lesson);

/* "u1 Ann: scored; ben: no-submission (no echo.c); ", as they were taken in; with
   two lessons, each says which. */
void expect_intake(const struct class *class, const char *expected);

/* "left aside" as one text, "path (reason); ". */
void expect_asides(const struct class *class, const char *expected);

/* What class_roster() says of a roster, the file's name taken off; "": nothing
   is wrong with it. */
void expect_roster(const char *text, size_t len, const char *expected);

/* root/path, a zip with these files, all of one content; NULL at the end. */
void made_zip(const struct made_class *made, const char *path,
	      const char *const *members, const char *content, size_t len);

#define SOURCE	   "int main(void) {}\n"
#define FILES(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Files of the class with that source, whatever their names; NULL at the
   end. */
void made_files(const struct made_class *made, const char *const *files);

/* A class of such files, lesson 01, with this roster or NULL: what becomes of
   it, and what is left aside. */
void expect_class(const char *const *files, const char *roster,
		  const char *expected, const char *asides);

#endif

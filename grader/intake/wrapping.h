/* SPDX-License-Identifier: MIT */
/*
 * What people and platforms put around what was meant: a folder around the
 * class, a folder or an archive around the lessons. One is looked through; what
 * is in it decides whether it is one, not what it is called.
 */
#ifndef INTAKE_WRAPPING_H
#define INTAKE_WRAPPING_H

#include "intake/walk.h"

/* A folder of the class that is its only one, and holds students; to be freed.
   NULL: there is no such folder. */
char *wrapping_of_class(const struct walk *walk, const char *path);

/* A folder of a student that is the only thing there, and no lesson. */
char *wrapping_of_lessons(const struct walk *walk, const char *path);

/* How many archives lie in a student's folder that has nothing to judge;
   *archive is one of them, to be freed. */
size_t wrapping_archives(const struct walk *walk, const char *path,
			 char **archive);

#endif

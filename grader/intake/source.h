/* SPDX-License-Identifier: MIT */
/* One lesson's file in a student's folder: found by its name, and looked at
   before a compiler is. */
#ifndef INTAKE_SOURCE_H
#define INTAKE_SOURCE_H

#include "intake/class.h"

#define SOURCE_MAX (1U << 20) /* bytes */

/* Fills digest, status, note, submitted_at and path. alone: only this lesson
   is graded, and the file may lie in the folder itself. */
void source_find(struct class_unit *unit, const char *folder,
		 const struct class_lesson *lesson, bool alone);

/* The whole file, to be freed; NULL: errno. */
char *source_read(const char *path, size_t *len);

/* FNV-1a, to tell contents apart, not to withstand anybody. */
unsigned long long source_hash(unsigned long long hash, const void *bytes,
			       size_t len);
#define SOURCE_HASH 0xcbf29ce484222325ULL

#endif

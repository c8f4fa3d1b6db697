/* SPDX-License-Identifier: MIT */
/*
 * Unpacking zip, tar and tar.gz with libarchive. Only regular files are taken,
 * under names that stay inside; everything else is passed over. An archive
 * beyond the limits is refused as a whole.
 */
#ifndef INTAKE_ARCHIVE_H
#define INTAKE_ARCHIVE_H

#include <stdbool.h>

#define ARCHIVE_MAX_BYTES   (64LL << 20) /* of a student's, unpacked */
#define ARCHIVE_MAX_ENTRIES 2000
#define ARCHIVE_MAX_RATIO   200 /* unpacked to packed, from a MiB on */
#define ARCHIVE_MAX_DEPTH   12	/* folders in each other */
#define ARCHIVE_MAX_PATH    512 /* bytes */

/* A whole class in one archive may be that much larger. */
#define ARCHIVE_CLASS_FACTOR 100

/* By the end of its name. */
bool archive_is_name(const char *name);

/* The length of the name without it. */
int archive_stem(const char *name);

/*
 * Into directory, which is made. factor raises the limits. 0, or -1 with what
 * is wrong in problem (256 bytes). passed_over, if not NULL, hears of each
 * entry that was not taken, and why.
 */
int archive_unpack(const char *path, const char *directory, int factor,
		   void (*passed_over)(void *, const char *, const char *),
		   void *argument, char problem[256]);

#endif

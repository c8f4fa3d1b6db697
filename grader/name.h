/* SPDX-License-Identifier: MIT */
/*
 * Names that came from outside, made fit to be shown and to be a file's name.
 */
#ifndef NAME_H
#define NAME_H

#include <stddef.h>

#define NAME_FOLDER_MAX 100 /* bytes */

/* The bytes, those that are no printable UTF-8 as %XX; to be freed. */
char *name_printable(const void *bytes, size_t len);

/* How many of them are UTF-8 from the first on: len, if all are. */
size_t name_utf8(const void *bytes, size_t len);

/*
 * The printable form for a directory: / is %2F, a leading dot %2E, and what is longer
 * than NAME_FOLDER_MAX is cut, with a short hash that keeps such names apart.
 * To be freed.
 */
char *name_folder(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Compiling a student's file, as the README says: with warnings, which are
 * shown and never fatal, and from a directory in which nothing else lies.
 */
#ifndef COMPILE_H
#define COMPILE_H

#include <stdbool.h>

struct compilation {
	char *directory; /* temporary, ours alone */
	char *program;	 /* the executable in it */
	bool ok;
	char *output; /* of the compiler; printable, never NULL */
};

/* libraries: NULL-terminated, linked as far as they are used; NULL: none.
   0: ok says whether it compiled. -1: the machine failed, errno (ENOENT: no
   such file; EFBIG: more than 1 MiB; EINVAL: no regular file). */
int compile_program(const char *source, char *const *libraries,
		    struct compilation *out);

/*
 * The same file once more, its main renamed, linked with a driver. The new
 * executable in the same directory, to be freed. NULL: it does not link, and
 * *output says why (to be freed).
 */
char *compile_driver(const struct compilation *compilation, const char *driver,
		     char **output);

/* Removes the directory and all in it. */
void compilation_clear(struct compilation *compilation);

#endif

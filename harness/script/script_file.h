/* SPDX-License-Identifier: MIT */
/*
 * A file of script text: read whole, checked to be text, cut into lines, and
 * with the blocks in it matched to their ends.
 */
#ifndef SCRIPT_SCRIPT_FILE_H
#define SCRIPT_SCRIPT_FILE_H

#include "script/script.h"

enum {
	SCRIPT_FILE_BYTES = 1 << 20, /* a file has at most so many */
	SCRIPT_FILE_LINE = 4096,     /* a line, too */
	SCRIPT_FILE_NESTING = 16,    /* blocks and includes in each other */
};

struct script_file {
	char *path;
	char **lines; /* NULL-terminated; the first owns the text */
	int n_lines;  /* at least 1 */
	int *ends;    /* of a line that opens a block: its `end` */
	bool active;  /* being parsed now: an include of it is a
				   cycle */
};

/* Both return NULL and fill *error. An included file must be a regular one,
   so that no script waits for a FIFO or reads a device without end. */
struct script_file *script_file_read(const char *path, bool included,
				     struct script_error *error);
struct script_file *script_file_from(const char *path, const char *text,
				     size_t len, struct script_error *error);

void script_file_free(struct script_file *file);

/* A name that stands in the file at path, made a path: its neighbour. To be
   freed by the caller. */
char *script_file_beside(const char *path, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* A class in a temporary folder, and the grader run on it as a person would. */
#ifndef MADE_CLASS_H
#define MADE_CLASS_H

#include <stddef.h>
#include <sys/types.h>

struct made_class {
	char root[64]; /* class/ and what a test wants beside it */
};

struct made_class made_class(void);
void made_class_end(struct made_class *made);

/* root/path, as a new string. */
char *made_path(const struct made_class *made, const char *path);

/* class/path with this text, last changed at a fixed time; folders are made. */
void made_file(const struct made_class *made, const char *path,
	       const char *text);
void made_bytes(const struct made_class *made, const char *path,
		const void *bytes, size_t len);

/* class/path, from a file of the kit. */
void made_copy(const struct made_class *made, const char *path,
	       const char *from);

/* The grader's exit status; arguments as a shell has them, {} is root. What it
   says lies in root/said. */
int made_grade(const struct made_class *made, const char *arguments);

/* It ends with this status, and says this among other things. */
void made_expect(const struct made_class *made, const char *arguments,
		 int status, const char *saying);

/* The same as made_grade(), going on; the process is the grader's own. */
pid_t made_start(const struct made_class *made, const char *arguments);

/* A whole file below root; to be freed. */
char *made_read(const struct made_class *made, const char *path);

#endif

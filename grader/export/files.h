/* SPDX-License-Identifier: MIT */
/*
 * Files that exporters write: whole or not there. What is begun is written
 * beside its place and renamed when it is complete.
 */
#ifndef EXPORT_FILES_H
#define EXPORT_FILES_H

#include <jansson.h>
#include <stdio.h>

#include "book.h"

struct file {
	FILE *out; /* NULL: could not be made, errno says why */
	char *path, *temporary;
};

/* folder/name; directories in name are made. */
struct file file_begin(const char *folder, const char *name);

/* 0, or -1 with errno and nothing left behind. */
int file_end(struct file *file);

/* A whole file from a text; from a JSON object, which is given up. */
int file_text(const char *folder, const char *name, const char *text);
int file_json(const char *folder, const char *name, json_t *object);

/* The directory and those above it. 0, or -1 with errno. */
int folder_make(const char *path);

/* The directory and what is in it; links are not followed. */
int folder_remove(const char *path);

/* "STUDENT/name" in the form of a directory of OUT; to be freed. */
char *student_file(const struct book_student *student, const char *name);

/* Calls write for each student who can be graded; for the others
   STUDENT/needs-review.txt. 0, or -1 with errno. */
int students_write(const struct book *book, const char *folder,
		   int (*write)(const struct book *book,
				const struct book_student *student,
				const char *folder));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A class as it was handed in: who is in it, what each submitted to which
 * lesson, and what was left aside. Reading it judges nothing and changes
 * nothing but the work folder, into which archives are unpacked.
 *
 * A student is a folder or an archive; layout.h knows the names that platforms
 * give them. With a roster, a student is who it says; without, the folder's
 * name is the id.
 */
#ifndef INTAKE_CLASS_H
#define INTAKE_CLASS_H

#include <stddef.h>

#include "book.h"
#include "journal.h"

struct aside {
	char *path, *reason;
};

struct class_unit {
	struct unit unit;
	char *path; /* of the source; NULL: nothing to judge */
};

/* A lesson to be graded. */
struct class_lesson {
	char *name, *title, *file;
	char *kit; /* digest of its scripts */
	int max_points;
};

struct class
{
	struct class_lesson *lessons;
	size_t n_lessons;
	struct csv_table *roster; /* or NULL */
	char *roster_text;
	struct book_student *students; /* without entries */
	size_t n_students;
	struct class_unit *units;
	size_t n_units;
	struct aside *asides;
	size_t n_asides;
	char *work; /* the folder for what is unpacked */
};

/* Both before class_read(). -1: *error, to be freed, says why. */
int class_roster(struct class *class, const char *path, char **error);
void class_lesson(struct class *class, const char *name, const char *title,
		  const char *file, const char *kit, int max_points);

/* From a directory or an archive. */
int class_read(struct class *class, const char *path, char **error);
void class_free(struct class *class);

/* For the files of the intake. */
void class_aside(struct class *class, const char *path, const char *reason);

/* The index in class->students, added if it is not there. */
size_t class_student(struct class *class, const char *id);
void class_describe(struct book_student *student, const char *name,
		    const char *email, const char *section);

#endif

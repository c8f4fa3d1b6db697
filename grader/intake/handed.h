/* SPDX-License-Identifier: MIT */
/* What one student, or a group, has handed in: opened, and looked into for
   each lesson. */
#ifndef INTAKE_HANDED_H
#define INTAKE_HANDED_H

#include "intake/walk.h"

struct handed {
	const char *name;   /* as it lies in the class */
	char *folder;	    /* where it is now */
	char *submitted_at; /* the platform's word; NULL: the file's own time */
	enum entry_status status; /* with a problem */
	char *problem;		  /* why it cannot be looked into, or NULL */
	int unpacked;		  /* archives in each other */
};

/* An archive of the class. */
void handed_unpack(struct walk *walk, struct handed *handed, const char *path);

/* Looks through a folder around the lessons, and an archive, and one in that. */
void handed_open(struct walk *walk, struct handed *handed);

/* A unit for each lesson. A second submission of a student is for a person. */
void handed_give(struct walk *walk, size_t student,
		 const struct handed *handed);

/* This student has handed in something. */
bool handed_any(const struct class *class, size_t student);
void handed_clear(struct handed *handed);

/* Those of whom nothing has come. */
void handed_nothing(struct class *class);

#endif

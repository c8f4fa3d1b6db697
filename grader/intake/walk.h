/* SPDX-License-Identifier: MIT */
/* One walk through a class: where it is, and what it knows. */
#ifndef INTAKE_WALK_H
#define INTAKE_WALK_H

#include "intake/class.h"
#include "intake/folder.h"

struct walk {
	struct class *class;
	struct folder lessons; /* the kit's, graded or not */
	const char *directory; /* the submissions are in it */
	const char *inside;    /* the name of what is unpacked, for the list */
	int unpacked;
};

/* A new folder in class->work; to be freed. */
char *walk_folder(struct walk *walk);

/* For archive_unpack(): what it passes over is left aside. */
void walk_passed_over(void *walk, const char *name, const char *why);

/* This folder is OUT, in which class->work lies. */
bool walk_is_out(const struct walk *walk, const char *path);

#endif

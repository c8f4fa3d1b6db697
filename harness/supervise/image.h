/* SPDX-License-Identifier: MIT */
/*
 * The program as it was compiled. It is run once for each script and more, in
 * a directory in which it may do as it likes: remove its own file, or put
 * another one in its place. What is judged is always what was handed in.
 *
 * A file that is executed cannot be written (ETXTBSY, see execve(2)), so that
 * the descriptor of it still has what was compiled.
 */
#ifndef SUPERVISE_IMAGE_H
#define SUPERVISE_IMAGE_H

#include <sys/stat.h>

struct image {
	const char *path; /* borrowed */
	int fd;		  /* -1: it could not be opened */
	struct stat stat; /* of the file that is in place */
};

/* Of a program that has not run yet. */
void image_open(struct image *image, const char *path);
void image_close(struct image *image);

/* Puts the file, and the directory that it was in, back, if it is not there as
   it was. What is in its place is set aside. NULL is fine. */
void image_restore(struct image *image);

#endif

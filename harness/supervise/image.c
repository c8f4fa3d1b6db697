/* SPDX-License-Identifier: MIT */
#include "supervise/image.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "memory.h"
#include "path.h"

void image_open(struct image *image, const char *path)
{
	image->path = path;
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image->fd >= 0 && fstat(image->fd, &image->stat) < 0)
		image_close(image);
}

void image_close(struct image *image)
{
	if (image->fd >= 0)
		close(image->fd);
	image->fd = -1;
}

/* As long as we have it open, no other file gets its number. */
static bool is_in_place(const struct image *image)
{
	struct stat now;

	return lstat(image->path, &now) == 0 &&
	       now.st_dev == image->stat.st_dev &&
	       now.st_ino == image->stat.st_ino &&
	       now.st_mode == image->stat.st_mode;
}

/* Also a directory with something in it: under a name that is new. */
static void set_aside(const char *path)
{
	struct stat there;
	char name[32], *aside;

	if (lstat(path, &there) < 0)
		return;
	snprintf(name, sizeof(name), ".aside-%llx",
		 (unsigned long long)there.st_ino);
	aside = memory_get(strlen(path) + sizeof(name));
	sprintf(aside, "%s%s", path, name);
	rename(path, aside);
	free(aside);
}

/* A directory, and not a link to another one. */
static void open_directory(const char *path)
{
	size_t len = (size_t)(path_base(path) - path);
	char *directory = memory_copy(path, len ? len - 1 : 0);
	struct stat there;

	if (*directory) {
		if (lstat(directory, &there) == 0 && !S_ISDIR(there.st_mode))
			set_aside(directory);
		mkdir(directory, 0700);
		chmod(directory, 0700);
	}
	free(directory);
}

static void put_back(struct image *image)
{
	int to = open(image->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		      0700);
	off_t offset = 0;

	if (to < 0)
		return;
	while (offset < image->stat.st_size &&
	       sendfile(to, image->fd, &offset,
			(size_t)(image->stat.st_size - offset)) > 0)
		;
	fchmod(to, image->stat.st_mode & 0777);
	close(to);
	image_close(image);
	image_open(image, image->path);
}

void image_restore(struct image *image)
{
	if (!image || image->fd < 0 || is_in_place(image))
		return;
	open_directory(image->path);
	set_aside(image->path);
	put_back(image);
}

/* SPDX-License-Identifier: MIT */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "export/files.h"
#include "intake/folder.h"
#include "judge/wording.h"

/* A run that is killed early leaves names with a dot, and no journal yet. */
static bool is_somebodys(const char *out)
{
	struct folder folder;
	bool files = false, journal = false;

	if (folder_read(&folder, out) < 0)
		return false;
	for (size_t i = 0; i < folder.n; i++) {
		files |= folder.items[i].name[0] != '.';
		journal |= strcmp(folder.items[i].name, "grades.sqlite") == 0;
	}
	folder_clear(&folder);
	return files && !journal;
}

/* What a killed grader had just started may hold it for a moment. */
static int lock(int fd, const char *out)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	fprintf(stderr, "grader: %s: another grader works in it; waiting\n",
		out);
	return flock(fd, LOCK_EX);
}

int out_take(const char *out, char **error)
{
	int fd = folder_make(out) < 0 ?
			 -1 :
			 open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || lock(fd, out) < 0)
		*error = wording("%s: %s", out, strerror(errno));
	else if (is_somebodys(out))
		*error = wording("%s: there are files in it, and no "
				 "grades.sqlite of an earlier run: choose a "
				 "new or an empty folder",
				 out);
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

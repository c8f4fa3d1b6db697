/* SPDX-License-Identifier: MIT */
/*
 * Takes its own program away, and another one's place.
 *
 * status: scored
 * says: status 7
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n > 0) {
		path[n] = '\0';
		unlink(path);
		symlink("/bin/true", path);
	}
	return 7;
}

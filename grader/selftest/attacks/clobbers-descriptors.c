/* SPDX-License-Identifier: MIT */
/*
 * Closes everything, and opens the judge's pipes by their names.
 *
 * status: scored
 * says: without end|status 7
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	char path[64];

	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	for (int fd = 0; fd < 64; fd++) {
		int pipe;

		snprintf(path, sizeof path, "/proc/%d/fd/%d", getppid(), fd);
		pipe = open(path, O_WRONLY);
		if (pipe >= 0 && write(pipe, "{}", 2) == 2)
			return 42;
	}
	return 7;
}

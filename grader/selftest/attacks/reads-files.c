/* SPDX-License-Identifier: MIT */
/*
 * Reads solutions, scripts and others' files while it runs.
 *
 * status: scored
 * says: status 7
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const char *const places[] = {
	"@SECRET@",
	"@KIT@/solutions/01-blocking/echo.c",
	"@KIT@/lessons/01-blocking/scripts/01-starts.script",
	"/proc/self/fd/3/lessons/01-blocking/lesson.conf",
	"@CLASS@/honest-solution/01-blocking/echo.c",
	"@OUT@/grades.sqlite",
	"/etc/shadow",
	"/root/.bashrc",
};

int main(void)
{
	char buffer[256];

	for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
		int fd = open(places[i], O_RDONLY);
		ssize_t n = fd < 0 ? 0 : read(fd, buffer, sizeof buffer);

		if (n > 0) {
			printf("%s: %.*s\n", places[i], (int)n, buffer);
			return 42;
		}
	}
	return 7;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes over results, makes and links files where others would find them.
 *
 * status: scored
 * says: status 7
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const places[] = {
	"@OUT@/grades.csv",
	"@OUT@/grades.sqlite",
	"@OUT@/was-here",
	"@CLASS@/was-here",
	"/tmp/wouldblock-was-here",
	"/var/tmp/wouldblock-was-here",
	"/dev/shm/wouldblock-was-here",
	"/usr/lib/wouldblock-was-here",
	"@KIT@/lessons/wouldblock-was-here",
};

int main(void)
{
	for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
		int fd = open(places[i], O_WRONLY | O_CREAT, 0666);

		if (fd >= 0 && write(fd, "=1+1,100\n", 9) == 9)
			close(fd);
		unlink(places[i]);
		if (symlink("/etc/passwd", places[i]) == 0)
			mkdir("@OUT@/feedback", 0777);
		fd = open(places[i], O_WRONLY | O_CREAT, 0666);
		if (fd >= 0)
			close(fd);
	}
	return 7;
}

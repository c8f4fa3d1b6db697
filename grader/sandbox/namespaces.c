/* SPDX-License-Identifier: MIT */
/* The back end with namespaces, by bubblewrap: see bwrap(1). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox/backend.h"

#define SCRATCH "268435456" /* bytes of /tmp */

/*
 * Each judge makes itself a network for each run and sets its buffers: what
 * lies under /proc/sys/net belongs to the network of who looks at it, and only
 * its owner may write.
 */
static const char *const arguments[] = {
	"--unshare-all",
	"--die-with-parent",
	"--new-session",
	"--clearenv",
	"--setenv",
	"PATH",
	"/usr/bin:/bin",
	"--setenv",
	"LC_ALL",
	"C.UTF-8",
	"--setenv",
	"TMPDIR",
	"/tmp",
	"--hostname",
	"sandbox",
	"--ro-bind",
	"/usr",
	"/usr",
	"--ro-bind-try",
	"/etc/alternatives",
	"/etc/alternatives",
	"--ro-bind-try",
	"/etc/ld.so.cache",
	"/etc/ld.so.cache",
	"--proc",
	"/proc",
	"--bind-try",
	"/proc/sys/net",
	"/proc/sys/net",
	"--dev",
	"/dev",
	"--size",
	SCRATCH,
	"--tmpfs",
	"/tmp",
	"--chdir",
	"/tmp",
};

/* On most systems they are links into /usr. */
static const char *const links[] = { "bin", "sbin", "lib", "lib32", "lib64" };

static void put(int fd, const char *text)
{
	if (write(fd, text, strlen(text) + 1) < 0)
		_exit(126);
}

static void put_link(int fd, const char *name)
{
	char path[16], target[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/%s", name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0) {
		put(fd, "--ro-bind-try");
		put(fd, path);
	} else {
		target[n] = '\0';
		put(fd, "--symlink");
		put(fd, target);
	}
	put(fd, path);
}

/* On the command line of bubblewrap's, who is inside could read them. */
static void put_all(int fd, const char *file)
{
	char number[16], place[320];

	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++)
		put(fd, arguments[i]);
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		put_link(fd, links[i]);
	snprintf(number, sizeof(number), "%d", SANDBOX_SOURCE);
	snprintf(place, sizeof(place), NAMESPACES_SOURCE "/%s", file);
	put(fd, "--perms");
	put(fd, "0444");
	put(fd, "--file");
	put(fd, number);
	put(fd, place);
	lseek(fd, 0, SEEK_SET);
}

void namespaces_enter(const struct entrance *entrance)
{
	char number[16];
	char *argv[32] = { "bwrap", "--args", number, "--" };
	size_t n = 4;
	int fd = memfd_create("arguments", 0);

	if (fd < 0 ||
	    (fd != SANDBOX_ARGUMENTS && dup2(fd, SANDBOX_ARGUMENTS) < 0))
		_exit(126);
	put_all(SANDBOX_ARGUMENTS, entrance->file);
	snprintf(number, sizeof(number), "%d", SANDBOX_ARGUMENTS);
	for (char *const *it = entrance->argv; *it && n < 31; it++)
		argv[n++] = *it;
	user_become(entrance->slot->user);
	execv("/usr/bin/bwrap", argv);
	execvp("bwrap", argv);
	_exit(127);
}

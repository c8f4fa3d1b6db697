/* SPDX-License-Identifier: MIT */
#include "sandbox/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME	 "wouldblock-%d-%d"
#define GROUPS	 4096
#define TEXT	 4096
#define MOST	 "memory.max_usage_in_bytes"
#define NEARLY	 (1UL << 20) /* bytes: the kernel charges by the batch */
#define DYING_MS 5000	     /* of real time, for what has been killed to end */

/* The name of a group, and its path: short ones, as the kernel's are. */
struct place {
	pid_t maker;
	int number;
	char path[PATH_MAX + 64];
};

static struct place place_of(const char *directory, pid_t maker, int number)
{
	struct place place = { .maker = maker, .number = number };

	snprintf(place.path, sizeof(place.path), "%s/" NAME, directory,
		 (int)maker, number);
	return place;
}

static void read_file(int directory, const char *name, char text[TEXT])
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, TEXT - 1);

	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

static bool write_file(int directory, const char *name, const char *text)
{
	int fd = openat(directory, name, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) > 0;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return done;
}

static bool write_number(int directory, const char *name, size_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", number);
	return write_file(directory, name, text);
}

/* The number behind a word, with its blank, at the beginning of a line; 0: it
   is not there. */
static long number_of(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, word, len) == 0)
			return strtol(at + len, NULL, 10);
		if (!*at)
			break;
	}
	return 0;
}

/* A kill alone may be for want of memory of the machine's. Version 1 has no
   counter for the other half (failcnt is not kept by every kernel), but the
   most that was in use. */
static void count(const struct cgroup *group, long *limited, long *killed)
{
	char text[TEXT];

	if (group->hierarchy->version == 2) {
		read_file(group->directory, "memory.events", text);
		*limited = number_of(text, "oom ");
	} else {
		read_file(group->directory, MOST, text);
		*limited = strtoul(text, NULL, 10) + NEARLY >= group->limit;
		read_file(group->directory, "memory.oom_control", text);
	}
	*killed = number_of(text, "oom_kill ");
}

/* Ends a process and waits for its end. False: it cannot be waited for, or (a
   last resort) does not end. Who is in another namespace of processes than we
   is shown as 0. */
static bool end_process(pid_t pid)
{
	struct pollfd ended = { .events = POLLIN };
	int n;

	if (pid <= 1 || pid == getpid())
		return false;
	ended.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (ended.fd < 0)
		return errno == ESRCH;
	syscall(SYS_pidfd_send_signal, ended.fd, SIGKILL, NULL, 0);
	n = poll(&ended, 1, DYING_MS);
	close(ended.fd);
	return n > 0;
}

/* What is in the group, and what that has started meanwhile, until nobody is
   left: it is out of the group before its end can be seen. */
static void kill_all(int directory)
{
	char text[TEXT];
	bool ends = true;

	while (ends) {
		read_file(directory, "cgroup.procs", text);
		if (!*text)
			return;
		write_file(directory, "cgroup.kill", "1");
		for (char *at = text; *at && ends;) {
			pid_t pid = (pid_t)strtol(at, &at, 10);

			ends = *at != '\n' || end_process(pid);
			at += strspn(at, "\n");
		}
	}
}

/* The lock on a group, and so the group; -1: it is somebody's, or gone. */
static int lock(const struct place *place)
{
	int fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && (flock(fd, LOCK_EX | LOCK_NB) < 0 ||
			faccessat(fd, "cgroup.procs", F_OK, 0) < 0)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The lock stays until the last of it is gone. What cannot be removed is for
   the next grader to try. */
static void take_away(const struct hierarchy *hierarchy,
		      const struct place *place, int directory)
{
	kill_all(directory);
	if (hierarchy->pids[0] && hierarchy->version == 1) {
		const struct place other =
			place_of(hierarchy->pids, place->maker, place->number);

		rmdir(other.path);
	}
	rmdir(place->path);
	close(directory);
}

/* The next group in a directory; false: there is no more. */
static bool next_place(DIR *directory, const struct hierarchy *hierarchy,
		       struct place *place)
{
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		int maker, number, end = 0;

		if (sscanf(entry->d_name, NAME "%n", &maker, &number, &end) !=
			    2 ||
		    entry->d_name[end] != '\0' || maker < 0 || number < 0)
			continue;
		*place = place_of(hierarchy->memory, maker, number);
		return true;
	}
	return false;
}

void cgroup_clean(const struct hierarchy *hierarchy)
{
	DIR *directory = hierarchy->version ? opendir(hierarchy->memory) : NULL;
	struct place place;

	while (next_place(directory, hierarchy, &place)) {
		int fd = lock(&place);

		if (fd >= 0)
			take_away(hierarchy, &place, fd);
	}
	if (directory)
		closedir(directory);
}

bool cgroup_exists(const struct hierarchy *hierarchy, pid_t maker)
{
	DIR *directory = hierarchy->version ? opendir(hierarchy->memory) : NULL;
	struct place place;
	bool found = false;

	while (!found && next_place(directory, hierarchy, &place))
		found = place.maker == maker;
	if (directory)
		closedir(directory);
	return found;
}

/* Swap would only be a slower way to the same end; many kernels have none, and
   no file for it. */
static bool set_limits(const struct cgroup *group)
{
	int directory = group->directory;

	if (group->hierarchy->version == 2) {
		write_file(directory, "memory.swap.max", "0");
		if (group->hierarchy->pids[0])
			write_number(directory, "pids.max", CGROUP_PROCESSES);
		return write_number(directory, "memory.max", group->limit);
	}
	if (!write_number(directory, "memory.limit_in_bytes", group->limit))
		return false;
	write_number(directory, "memory.memsw.limit_in_bytes", group->limit);
	return true;
}

/* In version 1 pids are a hierarchy of their own. */
static void open_pids(struct cgroup *group)
{
	const struct hierarchy *hierarchy = group->hierarchy;
	const struct place place =
		place_of(hierarchy->pids, group->maker, group->number);
	int fd;

	if (!hierarchy->pids[0] || hierarchy->version == 2 ||
	    (mkdir(place.path, 0755) < 0 && errno != EEXIST))
		return;
	fd = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	write_number(fd, "pids.max", CGROUP_PROCESSES);
	group->procs[1] = openat(fd, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	close(fd);
}

/* 1: it is ours; 0: it is somebody's; -1: none can be made here. */
static int take(struct cgroup *group, int number)
{
	const struct place place =
		place_of(group->hierarchy->memory, group->maker, number);

	if (mkdir(place.path, 0755) < 0 && errno != EEXIST)
		return -1;
	group->directory = lock(&place);
	if (group->directory < 0)
		return 0;
	kill_all(group->directory);
	group->number = number;
	group->procs[0] =
		openat(group->directory, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	return group->procs[0] < 0 ? -1 : 1;
}

bool cgroup_open(struct cgroup *group, const struct hierarchy *hierarchy,
		 size_t limit)
{
	int taken = 0, error;

	*group = (struct cgroup){ .hierarchy = hierarchy,
				  .maker = getpid(),
				  .limit = limit,
				  .directory = -1,
				  .procs = { -1, -1 } };
	for (int i = 0; i < GROUPS && taken == 0; i++)
		taken = take(group, i);
	if (taken > 0 && set_limits(group)) {
		open_pids(group);
		return true;
	}
	error = errno;
	cgroup_close(group);
	errno = error;
	return false;
}

void cgroup_close(struct cgroup *group)
{
	for (int i = 0; i < 2; i++)
		if (group->hierarchy && group->procs[i] >= 0)
			close(group->procs[i]);
	if (group->hierarchy && group->directory >= 0) {
		const struct place place = place_of(
			group->hierarchy->memory, group->maker, group->number);

		take_away(group->hierarchy, &place, group->directory);
	}
	group->hierarchy = NULL;
}

int cgroup_join(const struct cgroup *group)
{
	for (int i = 0; i < 2; i++)
		if (group->hierarchy && group->procs[i] >= 0 &&
		    write(group->procs[i], "0", 1) < 0)
			return -1;
	return 0;
}

void cgroup_begin(struct cgroup *group)
{
	if (!group->hierarchy)
		return;
	write_file(group->directory, MOST, "0");
	count(group, &group->limited, &group->killed);
	/* What an earlier one has left in caches goes when it is needed. */
	if (group->hierarchy->version == 1)
		group->limited = 0;
}

bool cgroup_end(struct cgroup *group)
{
	long limited, killed;

	if (!group->hierarchy)
		return false;
	kill_all(group->directory);
	count(group, &limited, &killed);
	return limited > group->limited && killed > group->killed;
}

/* Somebody is put into it: only that shows that we may. */
static int try_to_join(const struct cgroup *group)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		_exit(cgroup_join(group) < 0 ? errno : 0);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EAGAIN;
}

bool cgroup_works(struct hierarchy *hierarchy)
{
	struct cgroup group;
	int error = 0;

	if (!hierarchy->version)
		return false;
	if (!cgroup_open(&group, hierarchy, CGROUP_MEMORY))
		error = errno;
	if (!error)
		error = try_to_join(&group);
	cgroup_close(&group);
	if (!error)
		return true;
	snprintf(hierarchy->reason, sizeof(hierarchy->reason),
		 "a group in %.150s: %s", hierarchy->memory, strerror(error));
	hierarchy_close(hierarchy);
	return false;
}

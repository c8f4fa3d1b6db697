/* SPDX-License-Identifier: MIT */
/* Users, processors and groups, handed out so that nobody gets one twice. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/sandbox.h"

#define FIRST_USER 61184 /* below what systemd gives to services */
#define USERS	   512

/* The name goes with the process that holds it: see unix(7), abstract. */
static int claim(const char *kind, int number)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
			   "wouldblock-%s-%d", kind, number);

	if (fd >= 0 &&
	    bind(fd, (const struct sockaddr *)&name,
		 (socklen_t)(sizeof(name.sun_family) + 1 + (size_t)len)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* A container may have few users, or none to change to. */
static bool can_be_had(uid_t user)
{
	pid_t pid = fork();
	int status = 1;

	if (pid == 0)
		_exit(setgroups(0, NULL) < 0 ||
		      setresgid(user, user, user) < 0 ||
		      setresuid(user, user, user) < 0);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && status == 0;
}

static void find_user(struct slot *slot)
{
	if (!can_be_had(FIRST_USER))
		return;
	for (uid_t user = FIRST_USER; user < FIRST_USER + USERS; user++) {
		if (getpwuid(user))
			continue;
		slot->claim = claim("user", (int)user);
		if (slot->claim >= 0) {
			slot->user = user;
			return;
		}
	}
}

static void find_cpu(struct slot *slot, int index)
{
	int n, seen = 0;
	cpu_set_t cpus;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
		return;
	n = CPU_COUNT(&cpus);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &cpus))
			continue;
		/* All taken: then in turn. */
		if (seen++ == index % n)
			slot->cpu = cpu;
		slot->cpu_claim = claim("cpu", cpu);
		if (slot->cpu_claim >= 0) {
			slot->cpu = cpu;
			return;
		}
	}
}

/* Without a group the limits of each process are what there is; the doctor
   says so. */
static void find_group(struct slot *slot, const struct hierarchy *hierarchy)
{
	if (hierarchy && hierarchy->version &&
	    !cgroup_open(&slot->cgroup, hierarchy, CGROUP_MEMORY))
		perror("grader: no limit on the memory of a sandbox");
}

void slot_open(struct slot *slot, int index, const struct hierarchy *hierarchy)
{
	*slot = (struct slot){ .claim = -1, .cpu = -1, .cpu_claim = -1 };
	if (geteuid() == 0)
		find_user(slot);
	find_cpu(slot, index);
	find_group(slot, hierarchy);
}

void slot_close(struct slot *slot)
{
	if (slot->claim >= 0)
		close(slot->claim);
	if (slot->cpu_claim >= 0)
		close(slot->cpu_claim);
	slot->claim = slot->cpu_claim = -1;
	cgroup_close(&slot->cgroup);
}

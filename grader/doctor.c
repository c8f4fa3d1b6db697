/* SPDX-License-Identifier: MIT */
/* What shelters the machine from students' code here, and what is lost. */
#include <stdio.h>
#include <unistd.h>

#include "grade.h"
#include "sandbox/confine.h"
#include "sandbox/sandbox.h"

static void say_kind(enum sandbox_kind kind, bool works, const char *reason,
		     bool active)
{
	if (works)
		printf("  %-11s works%s\n", sandbox_name(kind),
		       active ? ", and is used" : "");
	else
		printf("  %-11s does not work here: %s\n", sandbox_name(kind),
		       reason);
}

static void say_loss(bool namespaces, bool users)
{
	int landlock = landlock_version();

	if (!namespaces && users) {
		printf("Without namespaces, lost: a network of its own for "
		       "each program, a small\n/tmp; processes of others are "
		       "seen in /proc, but cannot be touched.\n");
		if (!landlock)
			printf("Without Landlock too, files that everybody may "
			       "read can be read.\n");
	}
	if (namespaces && geteuid() != 0)
		printf("Not as root: all programs run as your own user, each "
		       "in namespaces of its own.\n");
	if (landlock)
		printf("Landlock: version %d.\n", landlock);
	else
		printf("Landlock: the kernel does not have it.\n");
}

/* What is lost without groups: the limits of a process do not count all. */
static void say_memory(void)
{
	struct hierarchy hierarchy;

	hierarchy_open(&hierarchy);
	if (cgroup_works(&hierarchy))
		printf("Memory of a sandbox: %lu MiB, by a control group of "
		       "version %d.\n",
		       CGROUP_MEMORY >> 20, hierarchy.version);
	else
		printf("Memory of a sandbox: no limit on all of it.\n"
		       "  %s\n"
		       "  Lost: files in memory, pipes and sockets are "
		       "counted by nobody, and of several\n  processes each "
		       "has a limit of its own. systemd-run --user --scope "
		       "-p Delegate=yes\n  COMMAND gives a group, where "
		       "systemd is.\n",
		       hierarchy.reason);
	hierarchy_close(&hierarchy);
}

int command_doctor(int argc, char **argv)
{
	char why_not[2][256] = { "", "" };
	bool namespaces = sandbox_works(SANDBOX_NAMESPACES, why_not[0]);
	bool users = sandbox_works(SANDBOX_USERS, why_not[1]);

	(void)argv;
	if (argc)
		return GRADER_USAGE;
	printf("Sandbox for students' programs and their compiler:\n");
	say_kind(SANDBOX_NAMESPACES, namespaces, why_not[0], namespaces);
	say_kind(SANDBOX_USERS, users, why_not[1], users && !namespaces);
	if (!namespaces && !users) {
		printf("Nothing can be graded here. bubblewrap wants user "
		       "namespaces; without them\nthe grader has to be root.\n");
		return GRADER_FAILED;
	}
	say_loss(namespaces, users);
	say_memory();
	return GRADER_ALL;
}

/* SPDX-License-Identifier: MIT */
/*
 * Where control groups can be made: a place below or beside the group that
 * this process is in, with the controller for memory.
 *
 * Version 2 comes first (Documentation/admin-guide/cgroup-v2.rst in Linux's
 * sources). There a group that has processes cannot hand controllers down to
 * groups in it. So the place is
 *   - our own group, when nobody else is in it: for as long as the place is
 *     open we are in a leaf below it. `systemd-run --user --scope
 *     -p Delegate=yes COMMAND` gives such a group; or else
 *   - the nearest group above ours that hands memory down already and that we
 *     may write to. Nothing of it is changed.
 * Version 1 (cgroup-v1/memory.rst beside it) knows no such rule: our own group
 * in the hierarchy of memory, and the one in that of pids.
 *
 * Where the hierarchies are is read from /proc/self/mountinfo, and where we
 * are in them from /proc/self/cgroup: see cgroups(7), proc(5).
 */
#ifndef SANDBOX_HIERARCHY_H
#define SANDBOX_HIERARCHY_H

#include <limits.h>
#include <stdbool.h>

struct hierarchy {
	int version;	       /* 1 or 2; 0: no groups can be made */
	char memory[PATH_MAX]; /* the directory in which they are made */
	char pids[PATH_MAX];   /* the same of this controller; "": none */
	char leaf[PATH_MAX];   /* where we are meanwhile; "": as before */
	char reason[256];      /* why there is none */
};

/* Finds a place. To be closed also when there is none. */
void hierarchy_open(struct hierarchy *hierarchy);
void hierarchy_close(struct hierarchy *hierarchy);

/* The steps of it, for tests. */

/* The directory of the group that we are in. controller: of version 1, or NULL
   for version 2. groups and mounts: the text of the two files. False: it is
   mounted nowhere, or from there our group cannot be seen. */
bool hierarchy_find(const char *groups, const char *mounts,
		    const char *controller, char path[PATH_MAX]);

/* A place of version 2 for who is in the group own. */
bool hierarchy_choose(struct hierarchy *hierarchy, const char *own);

#endif

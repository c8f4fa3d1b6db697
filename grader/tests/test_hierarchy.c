/* SPDX-License-Identifier: MIT */
/* Where groups can be made, from texts as systems have them, and from folders
   that look like groups. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/files.h"
#include "judge/wording.h"
#include "memory.h"
#include "sandbox/hierarchy.h"

/* A group's folder is expected; NULL: none. */
static void expect_found(const char *groups, const char *mounts,
			 const char *controller, const char *expected)
{
	char path[PATH_MAX] = "";
	bool found = hierarchy_find(groups, mounts, controller, path);

	cr_expect(eq(int, found, expected != NULL), "%s", path);
	if (found && expected)
		cr_expect(eq(str, path, (char *)(size_t)expected));
}

#define ROOT "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"

Test(hierarchy, of_version_2_as_systemd_has_it)
{
	const char *mounts = ROOT
		"29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 "
		"cgroup2 rw,nsdelegate,memory_recursiveprot\n";

	expect_found("0::/user.slice/user-1000.slice/session-2.scope\n", mounts,
		     NULL,
		     "/sys/fs/cgroup/user.slice/user-1000.slice/"
		     "session-2.scope");
	expect_found("0::/\n", mounts, NULL, "/sys/fs/cgroup");
	expect_found("0::/a\n", mounts, "memory", NULL);
}

Test(hierarchy, of_version_1_with_a_list_of_controllers)
{
	const char *mounts = ROOT
		"33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup "
		"cgroup rw,cpu,cpuacct\n"
		"35 31 0:32 / /sys/fs/cgroup/memory rw shared:3 - cgroup "
		"cgroup rw,memory\n";
	const char *groups = "5:cpu,cpuacct:/build\n4:memory:/build/7\n"
			     "1:name=systemd:/build\n";

	expect_found(groups, mounts, "memory", "/sys/fs/cgroup/memory/build/7");
	expect_found(groups, mounts, "cpuacct",
		     "/sys/fs/cgroup/cpu,cpuacct/build");
	expect_found(groups, mounts, "pids", NULL);
	expect_found(groups, mounts, "mem", NULL);
	expect_found(groups, mounts, NULL, NULL);
}

/* Both at once: each has its own path. */
Test(hierarchy, of_both_versions)
{
	const char *mounts =
		"31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
		"35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup "
		"rw,memory\n"
		"39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
		"41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
	const char *groups = "8:pids:/\n4:memory:/jobs/3\n0::/service\n";

	expect_found(groups, mounts, NULL, "/sys/fs/cgroup/unified/service");
	expect_found(groups, mounts, "memory", "/sys/fs/cgroup/memory/jobs/3");
	expect_found(groups, mounts, "pids", "/sys/fs/cgroup/pids");
}

/* A container sees a part of the whole, under the whole's names. */
Test(hierarchy, of_a_container)
{
	const char *mounts =
		"7 6 0:32 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup "
		"rw,memory\n";

	expect_found("4:memory:/docker/ab\n", mounts, "memory",
		     "/sys/fs/cgroup/memory");
	expect_found("4:memory:/docker/ab/c\n", mounts, "memory",
		     "/sys/fs/cgroup/memory/c");
	expect_found("4:memory:/docker/abc\n", mounts, "memory", NULL);
	expect_found("4:memory:/\n", mounts, "memory", NULL);
	/* Outside the root of our own namespace. */
	expect_found("0::/../../a\n",
		     "7 6 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n", NULL,
		     NULL);
}

Test(hierarchy, at_a_place_with_a_blank)
{
	expect_found("0::/a b\n",
		     "7 6 0:32 / /mnt/my\\040groups rw - cgroup2 none rw\n",
		     NULL, "/mnt/my groups/a b");
}

Test(hierarchy, that_is_not_there)
{
	expect_found("", ROOT, NULL, NULL);
	expect_found("0::/\n", ROOT, NULL, NULL);
	expect_found("0::/\n", "no line of that file", NULL, NULL);
	expect_found("no line of that file\n", ROOT, "memory", NULL);
	expect_found("", "", "memory", NULL);
}

/* Folders with the files of groups; what is written there does nothing. */
struct tree {
	char root[64];
	char *own; /* root/above/own */
};

static void put(const char *group, const char *name, const char *text)
{
	char *path = wording("%s/%s", group, name);
	FILE *file = fopen(path, "we");

	cr_assert(file != NULL, "%s", path);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void make_group(const char *path, const char *procs,
		       const char *controllers, const char *handed_down)
{
	cr_assert(eq(int, mkdir(path, 0755), 0));
	put(path, "cgroup.procs", procs);
	put(path, "cgroup.controllers", controllers);
	put(path, "cgroup.subtree_control", handed_down);
}

static struct tree tree(const char *above_hands_down, const char *procs,
			const char *controllers)
{
	struct tree tree = { "/tmp/wouldblock-tree-XXXXXX", NULL };
	char *above;

	cr_assert(mkdtemp(tree.root) != NULL);
	above = wording("%s/above", tree.root);
	tree.own = wording("%s/own", above);
	make_group(above, "", "cpu memory pids\n", above_hands_down);
	make_group(tree.own, procs, controllers, "");
	free(above);
	return tree;
}

static void tree_end(struct tree *tree)
{
	folder_remove(tree->root);
	free(tree->own);
}

Test(hierarchy, is_above_when_others_are_in_our_group)
{
	struct tree made = tree("memory pids\n", "1\n2\n", "memory pids\n");
	struct hierarchy hierarchy = { .version = 0 };
	char *above = wording("%s/above", made.root);

	cr_expect(hierarchy_choose(&hierarchy, made.own));
	cr_expect(eq(int, hierarchy.version, 2));
	cr_expect(eq(str, hierarchy.memory, above));
	cr_expect(eq(str, hierarchy.pids, above));
	cr_expect(eq(str, hierarchy.leaf, ""));
	free(above);
	tree_end(&made);
}

Test(hierarchy, has_no_pids_when_they_are_not_handed_down)
{
	struct tree made = tree("cpu memory\n", "1\n2\n", "memory\n");
	struct hierarchy hierarchy = { .version = 0 };

	cr_expect(hierarchy_choose(&hierarchy, made.own));
	cr_expect(eq(str, hierarchy.pids, ""));
	tree_end(&made);
}

Test(hierarchy, is_nowhere_when_nobody_hands_memory_down)
{
	struct tree made = tree("cpu\n", "1\n2\n", "cpu memory\n");
	struct hierarchy hierarchy = { .version = 0 };

	cr_expect(eq(int, hierarchy_choose(&hierarchy, made.own), false));
	cr_expect(eq(int, hierarchy.version, 0));
	cr_expect(strstr(hierarchy.reason, "others are in the grader's own "
					   "group") != NULL,
		  "%s", hierarchy.reason);
	tree_end(&made);
}

Test(hierarchy, is_nowhere_without_the_controller)
{
	struct tree made = tree("cpu\n", "1\n2\n", "hugetlb\n");
	struct hierarchy hierarchy = { .version = 0 };

	cr_expect(eq(int, hierarchy_choose(&hierarchy, made.own), false));
	cr_expect(strstr(hierarchy.reason, "controller for memory") != NULL,
		  "%s", hierarchy.reason);
	tree_end(&made);
}

/* The move down does not succeed in a folder: nothing of it stays. */
Test(hierarchy, leaves_no_leaf_when_it_cannot_move)
{
	char *self = wording("%d\n", (int)getpid());
	struct tree made = tree("", self, "memory\n");
	struct hierarchy hierarchy = { .version = 0 };
	char *leaf = wording("%s/wouldblock-grader", made.own);

	cr_expect(eq(int, hierarchy_choose(&hierarchy, made.own), false));
	cr_expect(eq(str, hierarchy.leaf, ""));
	cr_expect(eq(int, access(leaf, F_OK), -1));
	free(leaf);
	free(self);
	tree_end(&made);
}

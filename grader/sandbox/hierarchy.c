/* SPDX-License-Identifier: MIT */
#include "sandbox/hierarchy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/source.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

#define LEAF "wouldblock-grader"

/* One of the words between separators. */
static bool has_word(const char *text, const char *word, const char *separators)
{
	size_t len = strlen(word);

	for (const char *at = text; *at;) {
		size_t n = strcspn(at, separators);

		if (n == len && strncmp(at, word, n) == 0)
			return true;
		at += at[n] ? n + 1 : n;
	}
	return false;
}

/* A line of /proc/self/cgroup is NUMBER:CONTROLLERS:PATH, in version 2 without
   controllers. The path, to be freed. */
static char *own_path(const char *groups, const char *controller)
{
	char *copy = memory_text(groups), *rest = NULL, *found = NULL;

	for (char *line = strtok_r(copy, "\n", &rest); line && !found;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *list = strchr(line, ':');
		char *path = list ? strchr(list + 1, ':') : NULL;

		if (!path)
			continue;
		*path = '\0';
		if (controller ? has_word(list + 1, controller, ",") :
				 list[1] == '\0')
			found = memory_text(path + 1);
	}
	free(copy);
	return found;
}

/* Blanks and the like are \040 there. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; to++) {
		if (*at == '\\' && strspn(at + 1, "01234567") >= 3) {
			const char digits[] = { at[1], at[2], at[3], '\0' };

			*to = (char)strtol(digits, NULL, 8);
			at += 4;
		} else {
			*to = *at++;
		}
	}
	*to = '\0';
}

/* What is left of path below root; NULL: it is not below it. */
static const char *below(const char *root, const char *path)
{
	size_t len = strlen(root);

	if (strncmp(path, "/..", 3) == 0)
		return NULL;
	if (strcmp(root, "/") == 0)
		return path;
	if (strncmp(path, root, len) != 0 ||
	    (path[len] != '\0' && path[len] != '/'))
		return NULL;
	return path + len;
}

/* ID PARENT DEVICE ROOT POINT OPTIONS [FIELD]... - TYPE SOURCE OPTIONS */
static bool mount_shows(char *line, const char *controller, const char *own,
			char path[PATH_MAX])
{
	char *dash = strstr(line, " - "), *rest = NULL;
	char *fields[5] = { NULL };
	char type[16], options[512];
	const char *relative;

	if (!dash ||
	    sscanf(dash, " - %15s %*s %511[^\n]", type, options) != 2 ||
	    strcmp(type, controller ? "cgroup" : "cgroup2") != 0 ||
	    (controller && !has_word(options, controller, ",")))
		return false;
	for (int i = 0; i < 5; i++)
		if (!(fields[i] = strtok_r(i ? NULL : line, " ", &rest)))
			return false;
	unescape(fields[3]);
	unescape(fields[4]);
	relative = below(fields[3], own);
	if (!relative)
		return false;
	if (strcmp(relative, "/") == 0)
		relative = "";
	return snprintf(path, PATH_MAX, "%s%s", fields[4], relative) < PATH_MAX;
}

bool hierarchy_find(const char *groups, const char *mounts,
		    const char *controller, char path[PATH_MAX])
{
	char *own = own_path(groups, controller), *copy = memory_text(mounts);
	char *rest = NULL;
	bool found = false;

	for (char *line = own ? strtok_r(copy, "\n", &rest) : NULL;
	     line && !found; line = strtok_r(NULL, "\n", &rest))
		found = mount_shows(line, controller, own, path);
	free(copy);
	free(own);
	return found;
}

/* A file of a group; "" when there is none. To be freed. */
static char *read_in(const char *group, const char *name)
{
	char *path = path_join(group, name);
	size_t len;
	char *text = source_read(path, &len);

	free(path);
	return text ? text : memory_text("");
}

static bool write_in(const char *group, const char *name, const char *text)
{
	char *path = path_join(group, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return done;
}

static bool lists(const char *group, const char *name, const char *word)
{
	char *text = read_in(group, name);
	bool listed = has_word(text, word, " \n");

	free(text);
	return listed;
}

static bool may_write(const char *group)
{
	char *procs = path_join(group, "cgroup.procs");
	bool may = access(group, W_OK) == 0 && access(procs, W_OK) == 0;

	free(procs);
	return may;
}

static bool is_alone(const char *group)
{
	char *text = read_in(group, "cgroup.procs");
	char *self = wording("%d\n", (int)getpid());
	bool alone = strcmp(text, self) == 0;

	free(self);
	free(text);
	return alone;
}

/* Into a leaf, so that the group may hand its controllers down. */
static bool move_down(struct hierarchy *hierarchy, const char *own)
{
	bool pids = lists(own, "cgroup.controllers", "pids");

	if (snprintf(hierarchy->leaf, PATH_MAX, "%s/" LEAF, own) >= PATH_MAX)
		return false;
	if (mkdir(hierarchy->leaf, 0755) < 0 && errno != EEXIST) {
		hierarchy->leaf[0] = '\0';
		return false;
	}
	snprintf(hierarchy->memory, PATH_MAX, "%s", own);
	if (write_in(hierarchy->leaf, "cgroup.procs", "0") &&
	    write_in(own, "cgroup.subtree_control",
		     pids ? "+memory +pids" : "+memory"))
		return true;
	hierarchy_close(hierarchy);
	return false;
}

/* The nearest group above own that hands memory down, and may be written. */
static bool look_above(struct hierarchy *hierarchy, const char *own)
{
	char *at = memory_text(own), *slash;
	bool found = false;

	while (!found && (slash = strrchr(at, '/')) && slash != at) {
		*slash = '\0';
		found = lists(at, "cgroup.subtree_control", "memory") &&
			may_write(at);
	}
	if (found)
		snprintf(hierarchy->memory, PATH_MAX, "%s", at);
	free(at);
	return found;
}

static bool has_place(struct hierarchy *hierarchy, const char *own)
{
	if (may_write(own) && lists(own, "cgroup.controllers", "memory")) {
		if (lists(own, "cgroup.subtree_control", "memory")) {
			snprintf(hierarchy->memory, PATH_MAX, "%s", own);
			return true;
		}
		if (is_alone(own) && move_down(hierarchy, own))
			return true;
	}
	return look_above(hierarchy, own);
}

bool hierarchy_choose(struct hierarchy *hierarchy, const char *own)
{
	const char *reason =
		!lists(own, "cgroup.controllers", "memory") ?
			"no group of version 2 here has the controller for "
			"memory" :
		may_write(own) ?
			"others are in the grader's own group, and no group "
			"above it hands memory down and may be written" :
			"the groups of version 2 are not this user's to write";

	if (!has_place(hierarchy, own)) {
		snprintf(hierarchy->reason, sizeof(hierarchy->reason), "%s",
			 reason);
		return false;
	}
	if (lists(hierarchy->memory, "cgroup.subtree_control", "pids"))
		memcpy(hierarchy->pids, hierarchy->memory, PATH_MAX);
	hierarchy->version = 2;
	return true;
}

static bool choose_first(struct hierarchy *hierarchy, const char *groups,
			 const char *mounts)
{
	if (!hierarchy_find(groups, mounts, "memory", hierarchy->memory))
		return false;
	if (!may_write(hierarchy->memory)) {
		snprintf(hierarchy->reason, sizeof(hierarchy->reason),
			 "the groups of version 1 are not this user's to "
			 "write");
		return false;
	}
	if (!hierarchy_find(groups, mounts, "pids", hierarchy->pids) ||
	    !may_write(hierarchy->pids))
		hierarchy->pids[0] = '\0';
	hierarchy->version = 1;
	return true;
}

void hierarchy_open(struct hierarchy *hierarchy)
{
	char *groups = read_in("/proc/self", "cgroup");
	char *mounts = read_in("/proc/self", "mountinfo"), own[PATH_MAX];

	*hierarchy = (struct hierarchy){
		.reason = "no hierarchy of control groups is mounted here"
	};
	if (!hierarchy_find(groups, mounts, NULL, own) ||
	    !hierarchy_choose(hierarchy, own))
		choose_first(hierarchy, groups, mounts);
	free(mounts);
	free(groups);
}

void hierarchy_close(struct hierarchy *hierarchy)
{
	if (hierarchy->leaf[0]) {
		write_in(hierarchy->memory, "cgroup.subtree_control",
			 "-memory");
		write_in(hierarchy->memory, "cgroup.subtree_control", "-pids");
		write_in(hierarchy->memory, "cgroup.procs", "0");
		rmdir(hierarchy->leaf);
		hierarchy->leaf[0] = '\0';
	}
	hierarchy->version = 0;
}

// SPDX-License-Identifier: MIT
#include "tests/small_site.h"

#include <criterion/criterion.h>

#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* nftw() knows no argument of its caller's. */
static struct small_site *walked;

static void run(char *const *command)
{
	pid_t pid;
	int status;

	cr_assert_eq(posix_spawnp(&pid, command[0], NULL, NULL, command,
				  environ),
		     0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0, "%s: %d", command[0], status);
}

static int remember(const char *path, const struct stat *st, int type,
		    struct FTW *where)
{
	const char *dot = strrchr(path, '.');
	char **more;

	(void)st;
	(void)where;
	if (type != FTW_F || !dot || strcmp(dot, ".html") != 0)
		return 0;
	more = realloc(walked->pages, (walked->n + 1) * sizeof(*more));
	cr_assert_not_null(more);
	walked->pages = more;
	more[walked->n++] = strdup(path);
	return 0;
}

static int forget(const char *path, const struct stat *st, int type,
		  struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void small_site_make(struct small_site *site)
{
	const char *full = getenv("KIT_FULL");
	char runs[64], out[64];

	*site = (struct small_site){ .directory = "/tmp/site-XXXXXX" };
	cr_assert_eq(chdir(KIT_ROOT), 0);
	cr_assert_not_null(mkdtemp(site->directory));
	snprintf(runs, sizeof(runs), "%s/runs", site->directory);
	snprintf(out, sizeof(out), "%s/site", site->directory);
	/* All of them are made once, for the site itself too. */
	if (full)
		strcpy(runs, "build/runs-of-mistakes");
	run((char *const[]){ "sh", ".make/site.sh", "--runs", runs,
			     full ? NULL : SMALL_SITE_MISTAKE, NULL });
	run((char *const[]){ "build/publish", out, runs,
			     "diagrams/tests/site/matrix.tsv", NULL });
	walked = site;
	cr_assert_eq(nftw(out, remember, 16, FTW_PHYS), 0);
}

void small_site_remove(struct small_site *site)
{
	nftw(site->directory, forget, 16, FTW_PHYS | FTW_DEPTH);
	for (size_t i = 0; i < site->n; i++)
		free(site->pages[i]);
	free(site->pages);
}

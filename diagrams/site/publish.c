/* SPDX-License-Identifier: MIT */
/*
 * build/publish OUT RUNS MATRIX.tsv: the site, from the kit in the current
 * directory. See site.h and gallery.h.
 *
 * Exit status: 0 made; 1 something is missing or cannot be written; 64 usage.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "documents.h"
#include "gallery.h"
#include "matrix.h"
#include "shown_run.h"
#include "site.h"

static int put_style(const struct site *site)
{
	char *from = site_text("%s/diagrams/site/style.css", site->kit);
	char *to = site_text("%s/style.css", site->out);
	int status = run_copy(from, to);

	free(from);
	free(to);
	return status;
}

static int put_all(struct site *site, const struct patches *patches,
		   const char *tsv)
{
	int status = put_style(site);

	if (documents_put(site, patches) < 0)
		status = -1;
	if (gallery_put(site, patches) < 0)
		status = -1;
	if (matrix_put(site, patches, tsv) < 0)
		status = -1;
	if (site_put_files(site) < 0)
		status = -1;
	return status;
}

int main(int argc, char **argv)
{
	char kit[PATH_MAX];
	struct site site = { .kit = kit };
	struct patches patches;
	int status;

	if (argc != 4) {
		fputs("usage: build/publish OUT RUNS MATRIX.tsv\n", stderr);
		return 64;
	}
	site.out = argv[1];
	site.runs = argv[2];
	if (getcwd(kit, sizeof(kit)) == NULL ||
	    (mkdir(site.out, 0777) < 0 && errno != EEXIST)) {
		fprintf(stderr, "%s: %s\n", site.out, strerror(errno));
		return 1;
	}
	status = patches_read(&patches, &site);
	if (status == 0)
		status = put_all(&site, &patches, argv[3]);
	patches_clear(&patches);
	for (size_t i = 0; i < site.n_files; i++)
		free(site.files[i]);
	free(site.files);
	return status < 0;
}

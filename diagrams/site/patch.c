/* SPDX-License-Identifier: MIT */
#include "patch.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"

/* descriptor-leak-error is a descriptor-leak: the longest code that fits. */
static const char *code_of(const char *name)
{
	const struct mistake *mistake;
	const char *best = NULL;

	for (int i = 0; (mistake = mistake_at(i)); i++) {
		size_t len = strlen(mistake->code);

		if (strncmp(name, mistake->code, len) == 0 &&
		    (name[len] == '\0' || name[len] == '-') &&
		    (best == NULL || len > strlen(best)))
			best = mistake->code;
	}
	return best;
}

/* What stands behind "# key:" in the header; NULL: no such line. */
static char *header_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (*text == '#') {
		size_t line = strcspn(text, "\n");

		if (strncmp(text + 2, key, len) == 0 && text[2 + len] == ':')
			return site_text("%.*s", (int)(line - len - 4),
					 text + len + 4);
		text += line + (text[line] == '\n');
	}
	return NULL;
}

static int read_patch(struct patch *patch, const struct site *site,
		      const char *path)
{
	const char *kit_path = path + strlen(site->kit) + 1;
	const char *lesson = strchr(kit_path, '/') + 1;
	const char *name = strrchr(kit_path, '/') + 1;
	char *text = site_read(site, kit_path);
	const char *diff = text ? strstr(text, "--- a/") : NULL;

	if (diff == NULL) {
		fprintf(stderr, "%s: no patch\n", kit_path);
		free(text);
		return -1;
	}
	*patch = (struct patch){
		.lesson = site_text("%.*s", (int)strcspn(lesson, "/"), lesson),
		.name = site_text("%.*s", (int)(strlen(name) - 6), name),
		.what = header_line(text, "what"),
		.feels = header_line(text, "feels"),
		.remedy = header_line(text, "remedy"),
		.diff = site_text("%s", diff),
	};
	patch->code = code_of(patch->name);
	free(text);
	return 0;
}

int patches_read(struct patches *patches, const struct site *site)
{
	char *pattern = site_text("%s/solutions/*/mistakes/*.patch", site->kit);
	glob_t found;
	int status = 0;

	*patches = (struct patches){ 0 };
	if (glob(pattern, 0, NULL, &found) == 0) {
		patches->patches =
			calloc(found.gl_pathc, sizeof(*patches->patches));
		for (size_t i = 0; i < found.gl_pathc && status == 0; i++) {
			status = patches->patches ?
					 read_patch(&patches->patches[i], site,
						    found.gl_pathv[i]) :
					 -1;
			patches->n += status == 0;
		}
		globfree(&found);
	}
	free(pattern);
	return status;
}

void patches_clear(struct patches *patches)
{
	for (size_t i = 0; i < patches->n; i++) {
		struct patch *patch = &patches->patches[i];

		free(patch->lesson);
		free(patch->name);
		free(patch->what);
		free(patch->feels);
		free(patch->remedy);
		free(patch->diff);
	}
	free(patches->patches);
}

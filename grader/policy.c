/* SPDX-License-Identifier: MIT */
#include "policy.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "path.h"
#include "script/suggest.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static char *line_read(char *line, policy_rule *rule, void *policy)
{
	char *words[POLICY_WORDS], *rest = line, *word;
	size_t n = 0;

	line[strcspn(line, "#\r\n")] = '\0';
	while ((word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		if (n == POLICY_WORDS)
			return memory_text("too many words");
		words[n++] = word;
	}
	return n ? rule(policy, words, n) : NULL;
}

static char *lines_read(FILE *in, policy_rule *rule, void *policy,
			size_t *number)
{
	char *line = NULL, *wrong = NULL;
	size_t size = 0;

	while (!wrong && getline(&line, &size, in) > 0) {
		size_t mark = strlen(BYTE_ORDER_MARK);

		if (++*number > 1 || strncmp(line, BYTE_ORDER_MARK, mark) != 0)
			mark = 0;
		wrong = line_read(line + mark, rule, policy);
	}
	/* A directory can be opened, but not read. */
	if (!wrong && ferror(in)) {
		*number = 0;
		wrong = memory_text(strerror(errno));
	}
	free(line);
	return wrong;
}

int policy_read(const char *path, policy_rule *rule, void *policy, char **error)
{
	FILE *in = fopen(path, "re");
	size_t number = 0;
	char *wrong;

	if (!in) {
		*error = wording("%s: %s", path, strerror(errno));
		return -1;
	}
	wrong = lines_read(in, rule, policy, &number);
	fclose(in);
	if (!wrong)
		return 0;
	*error = number ? wording("%s:%zu: %s", path, number, wrong) :
			  wording("%s: %s", path, wrong);
	free(wrong);
	return -1;
}

static int is_lesson(const struct dirent *entry)
{
	return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

static char *no_lesson(const char *root, const char *word)
{
	char *lessons = path_join(root, "lessons"), *wrong;
	struct dirent **entries = NULL;
	struct suggestion nearest;
	int n = scandir(lessons, &entries, is_lesson, alphasort);

	suggest_begin(&nearest, word, (int)strlen(word));
	for (int i = 0; i < n; i++)
		suggest_offer(&nearest, entries[i]->d_name);
	wrong = wording("there is no lesson \"%s\"%s", word,
			suggest_text(&nearest, ""));
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	free(lessons);
	return wrong;
}

char *policy_lesson(const char *word, char **wrong)
{
	char *root, *name;

	if (strcmp(word, "*") == 0)
		return memory_text(word);
	root = memory_check(kit_root());
	name = lesson_name(root, word);
	if (!name)
		*wrong = no_lesson(root, word);
	free(root);
	return name;
}

/* SPDX-License-Identifier: MIT */
#include "selftest/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "export/files.h"
#include "intake/folder.h"
#include "intake/source.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

void fixtures_add(struct fixtures *fixtures, const char *name,
		  const char *status, const char *says)
{
	fixtures->items = memory_grow(fixtures->items, fixtures->n,
				      sizeof(*fixtures->items));
	fixtures->items[fixtures->n++] =
		(struct fixture){ memory_text(name), memory_text(status),
				  memory_text(says), 0 };
}

void fixtures_clear(struct fixtures *fixtures)
{
	for (size_t i = 0; i < fixtures->n; i++) {
		free(fixtures->items[i].name);
		free(fixtures->items[i].status);
		free(fixtures->items[i].says);
	}
	free(fixtures->items);
	*fixtures = (struct fixtures){ NULL, 0 };
}

static int any(const char *alternatives, const char *text, int whole)
{
	int found = 0;

	for (const char *at = alternatives; at && !found;) {
		size_t len = strcspn(at, "|");
		char *one = memory_copy(at, len);

		found = whole ? strcmp(one, text) == 0 :
				strstr(text, one) != NULL;
		free(one);
		at = at[len] ? at + len + 1 : NULL;
	}
	return found;
}

int fixture_is(const char *alternatives, const char *text)
{
	return any(alternatives, text, 1);
}

int fixture_holds(const char *alternatives, const char *text)
{
	return any(alternatives, text, 0);
}

int fixture_source(const struct target *target, const char *student,
		   const void *text, size_t len)
{
	char *folder = wording("%s/%s/01-blocking", target->class, student);
	char *path = path_join(folder, "echo.c");
	FILE *file = folder_make(folder) < 0 ? NULL : fopen(path, "we");
	int status = -1;

	if (file && fwrite(text, 1, len, file) == len)
		status = 0;
	if (file && fclose(file))
		status = -1;
	/* What protects it is the sandbox, not its mode. */
	chmod(path, 0666);
	chmod(folder, 0777);
	free(path);
	free(folder);
	return status;
}

/* The attacks know names only by these signs. */
static char *aim(const char *text, const struct target *target)
{
	const struct {
		const char *sign, *value;
	} signs[] = { { "@OUT@", target->out },
		      { "@SECRET@", target->secret },
		      { "@CLASS@", target->class },
		      { "@KIT@", target->kit } };
	char *aimed = memory_text(text);

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		char *at;

		while ((at = strstr(aimed, signs[i].sign))) {
			char *more = wording("%.*s%s%s", (int)(at - aimed),
					     aimed, signs[i].value,
					     at + strlen(signs[i].sign));

			free(aimed);
			aimed = more;
		}
	}
	return aimed;
}

/* What stands behind " * key: " in the first comment. */
static char *value_of(const char *text, const char *key)
{
	char *mark = wording(" * %s: ", key);
	const char *at = strstr(text, mark);
	char *value = NULL;

	if (at) {
		at += strlen(mark);
		value = memory_copy(at, strcspn(at, "\n"));
	}
	free(mark);
	return value ? value : memory_text("");
}

/* Says so when an attack is left out. */
static int is_fit(const char *text, const char *name,
		  const struct target *target)
{
	char *needs = value_of(text, "needs");
	const char *lacks =
		strstr(needs, "cgroup") && !target->cgroup ? "a control group" :
		strstr(needs, "landlock") && !target->landlock ? "Landlock" :
								 NULL;

	if (lacks)
		printf("  -     %s: not tried: it needs %s\n", name, lacks);
	free(needs);
	return !lacks;
}

static int add_program(struct fixtures *fixtures, const struct target *target,
		       const char *directory, const char *file)
{
	char *path = path_join(directory, file), *aimed, *status, *says;
	char *name = memory_copy(file, strlen(file) - 2);
	size_t len;
	char *text = source_read(path, &len);
	int result = -1;

	if (text && !is_fit(text, name, target)) {
		result = 0;
	} else if (text) {
		aimed = aim(text, target);
		status = value_of(text, "status");
		says = value_of(text, "says");
		fixtures_add(fixtures, name, status, says);
		result = fixture_source(target, name, aimed, strlen(aimed));
		free(status);
		free(says);
		free(aimed);
	}
	free(text);
	free(name);
	free(path);
	return result;
}

int fixtures_programs(struct fixtures *fixtures, const struct target *target)
{
	char *directory = path_join(target->kit, "grader/selftest/attacks");
	struct folder folder;
	int status = folder_read(&folder, directory);

	for (size_t i = 0; i < folder.n && !status; i++) {
		const char *name = folder.items[i].name;
		size_t len = strlen(name);

		if (len > 2 && strcmp(name + len - 2, ".c") == 0)
			status = add_program(fixtures, target, directory, name);
	}
	folder_clear(&folder);
	free(directory);
	return status;
}

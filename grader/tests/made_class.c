/* SPDX-License-Identifier: MIT */
#include "tests/made_class.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export/files.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

#define TIME 1772359200 /* 1 March 2026, 10:00 UTC */

struct made_class made_class(void)
{
	struct made_class made = { "/tmp/wouldblock-class-XXXXXX" };
	char *class;

	cr_assert(mkdtemp(made.root) != NULL);
	class = made_path(&made, "class");
	mkdir(class, 0755);
	free(class);
	return made;
}

void made_class_end(struct made_class *made)
{
	folder_remove(made->root);
}

char *made_path(const struct made_class *made, const char *path)
{
	return path_join(made->root, path);
}

void made_bytes(const struct made_class *made, const char *path,
		const void *bytes, size_t len)
{
	const struct timespec times[2] = { { .tv_sec = TIME },
					   { .tv_sec = TIME } };
	char *full = wording("%s/class/%s", made->root, path), *slash;
	FILE *file;

	slash = strrchr(full, '/');
	*slash = '\0';
	folder_make(full);
	*slash = '/';
	file = fopen(full, "we");
	cr_assert(file != NULL, "%s", full);
	fwrite(bytes, 1, len, file);
	fclose(file);
	utimensat(AT_FDCWD, full, times, 0);
	free(full);
}

void made_file(const struct made_class *made, const char *path,
	       const char *text)
{
	made_bytes(made, path, text, strlen(text));
}

static char *slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text = memory_get(1 << 20);

	cr_assert(file != NULL, "%s", path);
	*len = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	return text;
}

void made_copy(const struct made_class *made, const char *path,
	       const char *from)
{
	char *full = path_join(KIT_ROOT, from), *text;
	size_t len;

	text = slurp(full, &len);
	made_bytes(made, path, text, len);
	free(text);
	free(full);
}

char *made_read(const struct made_class *made, const char *path)
{
	char *full = made_path(made, path), *text;
	size_t len;

	text = slurp(full, &len);
	free(full);
	return text;
}

/* build/grader lies above build/tests/grader, and so in build/asan. */
static char *grader(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	cr_assert(n > 0);
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	*strrchr(path, '/') = '\0';
	return path_join(path, "grader");
}

/* {} is the root. */
static char *fill_in(const struct made_class *made, const char *arguments)
{
	char *program = grader(), *full = wording("exec %s ", program), *more;

	for (const char *at = arguments; *at;) {
		size_t len = strcspn(at, "{");

		more = wording("%s%.*s%s", full, (int)len, at,
			       at[len] ? made->root : "");
		free(full);
		full = more;
		at += at[len] ? len + 2 : len;
	}
	more = wording("%s >%s/said 2>&1", full, made->root);
	free(full);
	free(program);
	return more;
}

pid_t made_start(const struct made_class *made, const char *arguments)
{
	char *command = fill_in(made, arguments);
	pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	free(command);
	return pid;
}

int made_grade(const struct made_class *made, const char *arguments)
{
	int status = -1;

	waitpid(made_start(made, arguments), &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void made_expect(const struct made_class *made, const char *arguments,
		 int status, const char *saying)
{
	int is = made_grade(made, arguments);
	char *said = made_read(made, "said");

	cr_expect_eq(is, status, "%s", said);
	cr_expect(strstr(said, saying) != NULL, "no \"%s\" in\n%s", saying,
		  said);
	free(said);
}

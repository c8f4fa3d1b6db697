/* SPDX-License-Identifier: MIT */
#include "runs.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "path.h"

extern char **environ;

static void empty(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

/* Each directory on the way; those that are there already are right. */
static char *make_directory(const char *root, const char *lesson)
{
	const char *const names[] = { "build", "runs", lesson };
	char *path = memory_text(root);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *next = path_join(path, names[i]);

		free(path);
		path = next;
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			break;
	}
	return path;
}

int runs_open(struct runs *runs, const char *root, const char *lesson)
{
	const char *temporary = getenv("TMPDIR");
	struct stat st;

	runs->own = !lesson;
	if (lesson) {
		runs->directory = make_directory(root, lesson);
		empty(runs->directory);
	} else {
		runs->directory =
			path_join(temporary && *temporary ? temporary : "/tmp",
				  "wouldblock-run-XXXXXX");
		if (!mkdtemp(runs->directory))
			runs->own = false;
	}
	if ((runs->own || lesson) && !stat(runs->directory, &st) &&
	    S_ISDIR(st.st_mode))
		return 0;
	fprintf(stderr, "harness: %s: %s\n", runs->directory, strerror(errno));
	runs_close(runs);
	return -1;
}

void runs_close(struct runs *runs)
{
	if (runs->own) {
		empty(runs->directory);
		rmdir(runs->directory);
	}
	free(runs->directory);
	*runs = (struct runs){ 0 };
}

char *runs_log(const struct runs *runs, const char *script)
{
	char *name = path_join(runs->directory, script), *path;

	if (asprintf(&path, "%s.jsonl", name) < 0)
		memory_check(NULL);
	free(name);
	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

int runs_print_timeline(const char *root, const char *log, FILE *out)
{
	char *draw = path_join(root, "build/draw");
	char *const words[] = { draw, "timeline", "--text", (char *)log, NULL };
	posix_spawn_file_actions_t actions;
	int status = -1, error;
	pid_t pid;

	fputc('\n', out);
	fflush(out);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
	error = posix_spawn(&pid, draw, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error == ENOENT)
		fprintf(stderr, "harness: no timeline without build/draw; "
				"`make build/draw` builds it\n");
	else if (error)
		fprintf(stderr, "harness: %s: %s\n", draw, strerror(error));
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	free(draw);
	return !error && WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

void runs_print_failure(const struct runs *runs, const char *root,
			const struct lesson_result *result, FILE *out)
{
	const struct script_result *lead = lesson_result_lead(result);
	char *log = lead ? runs_log(runs, lead->name) : NULL;

	if (log)
		runs_print_timeline(root, log, out);
	free(log);
}

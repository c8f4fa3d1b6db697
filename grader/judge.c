/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "judge/wording.h"
#include "kept_log.h"
#include "memory.h"
#include "report/json.h"
#include "sandbox/confine.h"
#include "sandbox/sandbox.h"
#include "supervise/oom.h"

#define MEMORY (512UL << 20)

static int give_up(FILE *out, const char *problem)
{
	json_t *object = json_pack("{s:s}", "problem", problem);

	json_dumpf(object, out, 0);
	json_decref(object);
	fflush(out);
	return 2;
}

/* A copy in memory of a file that will be out of reach; its new name. */
static char *driver_keep(const char *path)
{
	char buffer[65536];
	FILE *file = fopen(path, "re");
	int fd = memfd_create("driver", MFD_CLOEXEC);
	size_t n;

	while (file && fd >= 0 &&
	       (n = fread(buffer, 1, sizeof(buffer), file)) > 0)
		if (write(fd, buffer, n) != (ssize_t)n)
			break;
	if (file)
		fclose(file);
	return wording("/proc/self/fd/%d", fd);
}

/* The scripts, from a directory that is closed before anything is compiled. */
static struct lesson *load(const char *name, char problem[256])
{
	char *root = wording("/proc/self/fd/%d", SANDBOX_KIT);
	struct script_error error;
	struct lesson *lesson = lesson_load(root, name, &error);

	if (!lesson)
		snprintf(problem, 256, "%.16s: %.200s", name, error.message);
	for (size_t i = 0; lesson && i < lesson->n_scripts; i++) {
		struct script *script = lesson->scripts[i];

		if (script->driver) {
			char *kept = driver_keep(script->driver);

			free(script->driver);
			script->driver = kept;
		}
	}
	close(SANDBOX_KIT);
	free(root);
	return lesson;
}

static void raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void confine(void)
{
	const char *scratch = getenv("TMPDIR");

	oom_prepare();
	confine_process();
	raise_descriptors();
	confine_files(scratch ? scratch : "/tmp");
}

static int put_result(const struct lesson_result *result,
		      const struct kept_logs *kept, FILE *out)
{
	json_t *object = memory_check(json_report(result));
	int status;

	kept_logs_put(kept, object);
	status = json_dumpf(object, out, JSON_INDENT(1)) < 0 ||
				 fflush(out) == EOF ?
			 2 :
			 0;
	json_decref(object);
	return status;
}

/* stage "compile" goes no further: a name that no script has. */
static int judge(const struct lesson *lesson, const char *source,
		 const char *stage, FILE *out)
{
	char *none[] = { "/", NULL };
	struct kept_logs kept = { 0 };
	const struct check_options options = { .memory = MEMORY,
					       .killed_once = true,
					       .failed = kept_logs_add,
					       .argument = &kept,
					       .only = stage ? none : NULL };
	char problem[256] = "";
	struct lesson_result *result =
		check_lesson(lesson, source, &options, problem);
	int status = result ? put_result(result, &kept, out) :
			      give_up(out, problem);

	lesson_result_free(result);
	kept_logs_clear(&kept);
	return status;
}

int command_judge(int argc, char **argv)
{
	char problem[256] = "";
	struct lesson *lesson;
	FILE *out;
	int status;

	if (argc < 2 || fcntl(SANDBOX_RESULT, F_GETFD) < 0)
		return 64;
	signal(SIGPIPE, SIG_IGN);
	for (int fd = SANDBOX_KIT; fd <= SANDBOX_ARGUMENTS; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	out = fdopen(SANDBOX_RESULT, "w");
	lesson = load(argv[0], problem);
	if (!lesson)
		return give_up(out, problem);
	confine();
	if (confine_calls() < 0)
		return give_up(out, "no filter for system calls can be set");
	status = judge(lesson, argv[1], argc > 2 ? argv[2] : NULL, out);
	lesson_free(lesson);
	fclose(out);
	return status;
}

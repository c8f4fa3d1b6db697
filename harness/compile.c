/* SPDX-License-Identifier: MIT */
#include "compile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "path.h"
#include "supervise/filter.h"
#include "supervise/oom.h"

#define MAX_SOURCE  (1U << 20)
#define MAX_OUTPUT  32768
#define CPU_SECONDS 30
#define MEMORY	    (2UL << 30)
#define OBJECT	    "object.o"
#define STUDENT	    "student.o"
#define MAX_FILE    (64UL << 20)

/* -pipe: no name of a temporary file gets into a message. */
#define FLAGS                                                                \
	"-std=gnu11", "-g", "-O1", "-fno-inline", "-fno-omit-frame-pointer", \
		"-Wall", "-Wextra", "-fdiagnostics-color=never", "-pipe"

/* The whole file, at most max bytes; to be freed. */
static char *slurp(const char *path, size_t max, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(max + 1);

	*len = 0;
	if (file && text) {
		*len = fread(text, 1, max, file);
		text[*len] = '\0';
	}
	if (file)
		fclose(file);
	return text;
}

static int copy(const char *from, const char *to)
{
	struct stat stat_buffer;
	size_t len;
	char *text;
	FILE *file;
	int error = -1;

	if (stat(from, &stat_buffer) < 0)
		return -1;
	if (!S_ISREG(stat_buffer.st_mode) || stat_buffer.st_size > MAX_SOURCE) {
		errno = S_ISREG(stat_buffer.st_mode) ? EFBIG : EINVAL;
		return -1;
	}
	if (access(from, R_OK) < 0)
		return -1;
	text = slurp(from, MAX_SOURCE, &len);
	file = fopen(to, "we");
	if (text && file && fwrite(text, 1, len, file) == len)
		error = 0;
	if (file && fclose(file))
		error = -1;
	free(text);
	return error;
}

static void limit(int resource, rlim_t value)
{
	const struct rlimit both = { value, value };

	setrlimit(resource, &both);
}

static void become_tool(const char *directory, char *const *arguments,
			int output)
{
	int null = open("/dev/null", O_RDONLY);

	dup2(null, 0);
	dup2(output, 1);
	dup2(output, 2);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_FSIZE, MAX_FILE);
	filter_refuse_netlink();
	setenv("LC_ALL", "C.UTF-8", 1);
	if (!chdir(directory))
		execvp(arguments[0], arguments);
	dprintf(2, "cc: %s\n", strerror(errno));
	_exit(127);
}

/* What the tool said, to be freed: where that is long, its beginning and its
   end, each half of it, with a remark between them. */
static char *said(int fd)
{
	const size_t half = MAX_OUTPUT / 2;
	struct stat st;
	char remark[80] = "", *text = NULL, *head, *tail;
	off_t size = fstat(fd, &st) < 0 ? 0 : st.st_size, beyond;

	beyond = size > (off_t)MAX_OUTPUT ? size - (off_t)half : (off_t)half;
	head = memory_get(half + 1);
	tail = memory_get(half + 1);
	if (pread(fd, head, half, 0) < 0 || pread(fd, tail, half, beyond) < 0)
		*head = '\0';
	if (beyond > (off_t)half)
		snprintf(remark, sizeof(remark),
			 "\n[... %lld bytes left out ...]\n",
			 (long long)(beyond - (off_t)half));
	if (asprintf(&text, "%s%s%s", head, remark, tail) < 0)
		memory_check(NULL);
	free(head);
	free(tail);
	return text;
}

/* Runs a tool of the compiler's in directory; its exit status, or -1. *output is to be freed. */
static int run_tool(const char *directory, char *const *arguments,
		    char **output)
{
	char *path = path_join(directory, "compiler-output");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int status = -1;
	pid_t pid = fd < 0 ? -1 : oom_fork();

	if (pid == 0)
		become_tool(directory, arguments, fd);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*output = said(fd);
	if (fd >= 0)
		close(fd);
	unlink(path);
	free(path);
	if (pid < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Compiles, and links if that went well; what both said in one piece. */
static int build(const char *directory, char *const *compiler,
		 char *const *linker, char **output)
{
	char *more = NULL, *first;
	int status = run_tool(directory, compiler, output);

	if (status == 0) {
		status = run_tool(directory, linker, &more);
		first = *output;
		if (asprintf(output, "%s%s", first ? first : "",
			     more ? more : "") < 0)
			*output = NULL;
		free(first);
		free(more);
	}
	if (!*output)
		*output = strdup("");
	return status;
}

#define MAX_LIBRARIES 16

/* cc -o program object.o -Wl,--as-needed -lNAME... : what is not used does not
   become a part of it. The names are to be freed. */
static void linker_line(char *const *libraries, char *line[MAX_LIBRARIES + 6])
{
	int n = 0;

	line[n++] = memory_text("cc");
	line[n++] = memory_text("-o");
	line[n++] = memory_text("program");
	line[n++] = memory_text(OBJECT);
	line[n++] = memory_text("-Wl,--as-needed");
	for (; libraries && *libraries && n < MAX_LIBRARIES + 5; libraries++)
		if (asprintf(&line[n], "-l%s", *libraries) >= 0)
			n++;
	line[n] = NULL;
}

int compile_program(const char *source, char *const *libraries,
		    struct compilation *out)
{
	const char *scratch = getenv("TMPDIR");
	char *directory = path_join(scratch && *scratch ? scratch : "/tmp",
				    "wouldblock-XXXXXX");
	const char *name = path_base(source);
	char *compiler[] = { "cc", FLAGS,  "-c",
			     "-o", OBJECT, (char *)(uintptr_t)name,
			     NULL };
	char *linker[MAX_LIBRARIES + 6];
	char *there;
	int status;

	*out = (struct compilation){ 0 };
	out->directory = directory;
	if (!mkdtemp(directory))
		return -1;
	there = path_join(directory, name);
	status = copy(source, there);
	free(there);
	if (status < 0)
		return -1;
	linker_line(libraries, linker);
	status = build(directory, compiler, linker, &out->output);
	for (char **word = linker; *word; word++)
		free(*word);
	out->program = path_join(directory, "program");
	out->ok = status == 0;
	return status < 0 || status == 127 ? -1 : 0;
}

/* A second object of the student's file: the first one, main renamed. */
static int rename_main(const char *directory, char **output)
{
	char *arguments[] = { "objcopy", "--redefine-sym", "main=student_main",
			      OBJECT,	 STUDENT,	   NULL };
	char *there = path_join(directory, STUDENT);
	int status = access(there, R_OK) ?
			     run_tool(directory, arguments, output) :
			     0;

	free(there);
	return status;
}

char *compile_driver(const struct compilation *compilation, const char *driver,
		     char **output)
{
	const char *directory = compilation->directory;
	char *name = memory_text(path_base(driver)), *there, *program = NULL;
	char *arguments[] = {
		"cc", FLAGS, "-o", name, "driver.c", STUDENT, NULL
	};

	name[strcspn(name, ".")] = '\0';
	there = path_join(directory, "driver.c");
	*output = NULL;
	if (!copy(driver, there) && !rename_main(directory, output)) {
		free(*output);
		if (run_tool(directory, arguments, output) == 0)
			program = path_join(directory, name);
	}
	free(there);
	free(name);
	return program;
}

void compilation_clear(struct compilation *compilation)
{
	DIR *dir = compilation->directory ? opendir(compilation->directory) :
					    NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' || entry->d_name[1] > '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir) {
		closedir(dir);
		rmdir(compilation->directory);
	}
	free(compilation->directory);
	free(compilation->program);
	free(compilation->output);
	*compilation = (struct compilation){ 0 };
}

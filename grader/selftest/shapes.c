/* SPDX-License-Identifier: MIT */
/* Names, kinds of files and encodings. */
#include "selftest/shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "export/files.h"
#include "judge/wording.h"
#include "memory.h"
#include "name.h"
#include "path.h"

/* Each is a student's, and has to come out harmless. */
static const char *const odd_names[] = {
	"=cmd|' -C calc'!A0",
	"new\nline",
	"<script>alert(1)<script>",
	"\xff\xfe",
	"-rf",
	"a b;c&d$(e)`f`",
	"\033[2J",
	"%2F..%2F",
	"CON",
};

static int make_names(struct fixtures *fixtures, const struct target *target,
		      const char *solution)
{
	char *longest = memory_get(201);
	int status;

	memset(longest, 'n', 200);
	fixtures_add(fixtures, longest, "scored", "\"points\": 12");
	status = fixture_source(target, longest, solution, strlen(solution));
	free(longest);
	for (size_t i = 0; i < sizeof(odd_names) / sizeof(*odd_names); i++) {
		char *shown =
			name_printable(odd_names[i], strlen(odd_names[i]));

		fixtures_add(fixtures, shown, "scored", "\"points\": 12");
		free(shown);
		if (fixture_source(target, odd_names[i], solution,
				   strlen(solution)) < 0)
			status = -1;
	}
	return status;
}

/* A line end of two bytes for each of one. */
static char *with_crlf(const char *text)
{
	char *result = memory_get(2 * strlen(text) + 1), *to = result;

	for (; *text; text++) {
		if (*text == '\n')
			*to++ = '\r';
		*to++ = *text;
	}
	return result;
}

static int make_encodings(struct fixtures *fixtures,
			  const struct target *target, const char *solution)
{
	char *crlf = with_crlf(solution);
	char *bom = wording("\xef\xbb\xbf%s", solution);
	static const char utf16[] = "\xff\xfei\0n\0t\0 \0m\0a\0i\0n\0";
	static const char binary[] = "\177ELF\0\0\0\0\1\2\3";
	int status = fixture_source(target, "crlf", crlf, strlen(crlf));

	status |= fixture_source(target, "bom", bom, strlen(bom));
	status |= fixture_source(target, "utf16", utf16, sizeof(utf16) - 1);
	status |= fixture_source(target, "binary", binary, sizeof(binary));
	status |= fixture_source(target, "empty", "", 0);
	fixtures_add(fixtures, "crlf", "scored", "CR LF");
	fixtures_add(fixtures, "bom", "scored", "byte order mark");
	fixtures_add(fixtures, "utf16", "rejected", "UTF-16");
	fixtures_add(fixtures, "binary", "does-not-compile", "NUL");
	fixtures_add(fixtures, "empty", "does-not-compile", "main");
	free(crlf);
	free(bom);
	return status;
}

/* A place for something that is no file: class/student/01-blocking/echo.c. */
static char *place(const struct target *target, const char *student)
{
	char *folder = wording("%s/%s/01-blocking", target->class, student);
	char *path = path_join(folder, "echo.c");

	folder_make(folder);
	free(folder);
	return path;
}

static int make_kinds(struct fixtures *fixtures, const struct target *target)
{
	char *link = place(target, "link"), *fifo = place(target, "fifo");
	char *folder = place(target, "folder"),
	     *device = place(target, "device");
	char *outside = path_join(target->class, "outside");
	char *large = place(target, "large");
	int status = symlink(target->secret, link) | mkfifo(fifo, 0666) |
		     mkdir(folder, 0777) | symlink("/etc", outside);
	FILE *file = fopen(large, "we");

	fixtures_add(fixtures, "link", "rejected", "a link");
	fixtures_add(fixtures, "fifo", "rejected", "a FIFO");
	fixtures_add(fixtures, "folder", "rejected", "a folder");
	if (mknod(device, S_IFCHR | 0666, makedev(1, 5)) == 0)
		fixtures_add(fixtures, "device", "rejected", "a device");
	if (!file || ftruncate(fileno(file), 2 << 20) < 0)
		status = -1;
	if (file)
		fclose(file);
	fixtures_add(fixtures, "large", "rejected", "larger than 1 MiB");
	free(large);
	free(outside);
	free(device);
	free(folder);
	free(fifo);
	free(link);
	return status ? -1 : 0;
}

static int put(const char *folder, const char *name, const char *text)
{
	char *path = path_join(folder, name);
	FILE *file = fopen(path, "we");
	int status = file && fputs(text, file) >= 0 ? 0 : -1;

	if (file)
		fclose(file);
	free(path);
	return status;
}

/* What lies beside the file is not seen by the compiler, nor by make. */
static int make_neighbours(struct fixtures *fixtures,
			   const struct target *target, const char *solution)
{
	char *folder = wording("%s/own-headers/01-blocking", target->class);
	int status = fixture_source(target, "own-headers", solution,
				    strlen(solution));

	status |= put(folder, "stdio.h", "#error shadowed\n");
	status |= put(folder, "Makefile", "all:\n\ttouch /tmp/was-here\n");
	status |= put(folder, "program", "#!/bin/sh\nexit 0\n");
	fixtures_add(fixtures, "own-headers", "scored", "\"points\": 12");
	free(folder);
	return status;
}

int shapes_make(struct fixtures *fixtures, const struct target *target,
		const char *solution)
{
	return make_names(fixtures, target, solution) |
	       make_encodings(fixtures, target, solution) |
	       make_kinds(fixtures, target) |
	       make_neighbours(fixtures, target, solution);
}

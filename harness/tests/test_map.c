/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/map.h"

static void write_file(const char *root, const char *name, const char *text)
{
	char path[256], *slash;
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", root, name);
	for (slash = path + strlen(root) + 1; (slash = strchr(slash, '/'));
	     *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0777);
	}
	out = fopen(path, "w");
	cr_assert(out != NULL);
	fputs(text, out);
	fclose(out);
}

Test(map, shows_the_way)
{
	char root[] = "/tmp/test_map.[XXXXXX", *text = NULL;
	char command[64];
	size_t size = 0;
	FILE *out;

	cr_assert(mkdtemp(root) != NULL);
	write_file(root, "lessons/01-blocking/lesson.conf",
		   "# a comment\ntitle a blocking call holds the whole program"
		   "\nfile echo.c\n");
	write_file(root, "lessons/01-blocking/scripts/01-a.script",
		   "title  A\npoints 12\n");
	write_file(root, "lessons/02-setblocking/lesson.conf",
		   "title   EAGAIN: an answer in place of a wait\n"
		   "file    echo.c\n");
	write_file(root, "lessons/02-setblocking/scripts/01-a.script",
		   "title A\npoints  15\n");
	write_file(root, "lessons/02-setblocking/scripts/02-b.script",
		   "title B\npoints  5\n");
	write_file(root, "build/results/01-blocking.json",
		   "{\"compile\":{\"ok\":true},\"points\":12,"
		   "\"max_points\":12,\"scripts\":[{\"verdict\":\"pass\"}]}");
	out = open_memstream(&text, &size);
	cr_assert(eq(int, map_print(root, false, out), 0));
	fclose(out);
	cr_expect(
		eq(str, text,
		   "wouldblock                                      you have 12 of 32 points\n"
		   "\n"
		   "  01  blocking     a blocking call holds the whole program         12/12\n"
		   "  02  setblocking  EAGAIN: an answer in place of a wait        >    0/20\n"
		   "\n"
		   "  edit  lessons/02-setblocking/echo.c  read  lessons/02-setblocking/README.md\n"
		   "  then  make check\n"),
		"%s", text);
	free(text);
	snprintf(command, sizeof command, "rm -r '%s'", root);
	cr_expect(eq(int, system(command), 0));
}

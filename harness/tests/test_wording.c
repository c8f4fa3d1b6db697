/* SPDX-License-Identifier: MIT */
/*
 * The words for each mistake: what is shown for one program that makes it.
 *
 * wording/CODE.txt begins with a line "LESSON PATCH SCRIPT": a wrong program of
 * solutions/LESSON/mistakes, and the script that reveals it ("-": it is not
 * even built). Then comes what the student is shown. A code without such a
 * file has no words that anybody has read, and fails.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "judge/mistakes.h"
#include "tests/play.h"
#include "tests/shown.h"

#define WORDING	  KIT_ROOT "/harness/tests/wording/"
#define MAX_CODES 80

struct code {
	char text[64];
};

ParameterizedTestParameters(wording, of_each_mistake)
{
	static struct code codes[MAX_CODES];
	size_t n = 0;

	for (; n < MAX_CODES && mistake_at((int)n); n++)
		snprintf(codes[n].text, sizeof(codes[n].text), "%s",
			 mistake_at((int)n)->code);
	return cr_make_param_array(struct code, codes, n);
}

static void run(char *const *command)
{
	pid_t pid;
	int status;

	cr_assert_eq(posix_spawnp(&pid, command[0], NULL, NULL, command,
				  environ),
		     0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0, "%s: %s", command[0], command[1]);
}

/* The solution with the patch, in a directory of its own: its path. */
static char *wrong_program(const char *lesson, const char *patch,
			   const char *directory)
{
	char *from, *diff, *at, *path;

	cr_assert_geq(asprintf(&from, KIT_ROOT "/solutions/%s/mistakes/%s",
			       lesson, patch),
		      0);
	diff = file_text(from);
	cr_assert_not_null(diff, "%s", from);
	at = strstr(diff, "+++ b/");
	cr_assert_not_null(at, "%s", from);
	at += strlen("+++ b/");
	at[strcspn(at, "\t\n")] = '\0';
	cr_assert_geq(asprintf(&path, "%s/%s", directory, strrchr(at, '/') + 1),
		      0);
	run((char *const[]){ "patch", "-s", "-d", KIT_ROOT, "-p1", "-i", from,
			     "-o", path, NULL });
	free(from);
	free(diff);
	return path;
}

ParameterizedTest(struct code *given, wording, of_each_mistake)
{
	char directory[] = "/tmp/wording-XXXXXX";
	char lesson[32], patch[80], script[40], file[256], head[200];
	struct lesson *known;
	char *text, *source;
	FILE *in;

	snprintf(file, sizeof(file), WORDING "%s.txt", given->text);
	in = fopen(file, "re");
	cr_assert_not_null(in, "%s: no words for this mistake", file);
	cr_assert_eq(fscanf(in, "%31s %79s %39s", lesson, patch, script), 3);
	fclose(in);
	cr_assert_not_null(mkdtemp(directory));
	known = lesson_of(lesson);
	source = wrong_program(lesson, patch, directory);
	text = shown_for(known, source, *script == '-' ? NULL : script);
	snprintf(head, sizeof(head), "%s %s %s\n\n", lesson, patch, script);
	shown_as_expected(file, head, text);
	cr_expect_not_null(strstr(text, given->text), "%s", text);
	unlink(source);
	rmdir(directory);
	lesson_free(known);
	free(source);
	free(text);
}

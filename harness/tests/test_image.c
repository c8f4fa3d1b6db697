/* SPDX-License-Identifier: MIT */
/* Whatever becomes of a program's file: the next run finds what was compiled. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "judge/wording.h"
#include "supervise/image.h"

#define TEXT "what was compiled\n"

struct place {
	char root[64];
	char *directory, *program;
	struct image image;
};

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	cr_assert(file != NULL, "%s", path);
	fputs(text, file);
	fclose(file);
}

static void begin(struct place *place)
{
	strcpy(place->root, "/tmp/wouldblock-image-XXXXXX");
	cr_assert(mkdtemp(place->root) != NULL);
	place->directory = wording("%s/in", place->root);
	place->program = wording("%s/program", place->directory);
	cr_assert(eq(int, mkdir(place->directory, 0700), 0));
	put(place->program, TEXT);
	chmod(place->program, 0755);
	image_open(&place->image, place->program);
	cr_assert(ge(int, place->image.fd, 0));
}

/* The file is there, a plain one, with its own text and mode. */
static void expect_restored(struct place *place)
{
	char text[64] = "";
	struct stat stat;
	FILE *file;

	image_restore(&place->image);
	cr_assert(eq(int, lstat(place->program, &stat), 0));
	cr_expect(eq(int, (int)stat.st_mode, S_IFREG | 0755));
	file = fopen(place->program, "re");
	cr_assert(file != NULL);
	cr_expect(fgets(text, sizeof(text), file) != NULL);
	fclose(file);
	cr_expect(eq(str, text, TEXT));
}

static void end(struct place *place)
{
	char *command = wording("chmod -R u+rwx %s; rm -rf %s", place->root,
				place->root);

	image_close(&place->image);
	cr_expect(eq(int, system(command), 0));
	free(command);
	free(place->program);
	free(place->directory);
}

Test(image, that_is_in_place_stays)
{
	struct place place;
	struct stat before, after;

	begin(&place);
	cr_assert(eq(int, stat(place.program, &before), 0));
	expect_restored(&place);
	cr_assert(eq(int, stat(place.program, &after), 0));
	cr_expect(eq(ulong, before.st_ino, after.st_ino));
	end(&place);
}

Test(image, comes_back_when_it_was_removed)
{
	struct place place;

	begin(&place);
	for (int i = 0; i < 3; i++) {
		cr_assert(eq(int, unlink(place.program), 0));
		expect_restored(&place);
	}
	end(&place);
}

Test(image, comes_back_in_place_of_another)
{
	struct place place;
	char *inside;

	begin(&place);
	unlink(place.program);
	put(place.program, "another\n");
	expect_restored(&place);
	unlink(place.program);
	cr_assert(eq(int, symlink("/bin/true", place.program), 0));
	expect_restored(&place);
	unlink(place.program);
	cr_assert(eq(int, mkdir(place.program, 0755), 0));
	inside = wording("%s/inside", place.program);
	put(inside, "");
	expect_restored(&place);
	free(inside);
	end(&place);
}

Test(image, can_be_executed_again)
{
	struct place place;

	begin(&place);
	cr_assert(eq(int, chmod(place.program, 0), 0));
	expect_restored(&place);
	end(&place);
}

Test(image, comes_back_with_its_directory)
{
	struct place place;

	begin(&place);
	unlink(place.program);
	cr_assert(eq(int, rmdir(place.directory), 0));
	expect_restored(&place);
	/* Nothing is put where a link leads to. */
	unlink(place.program);
	cr_assert(eq(int, rmdir(place.directory), 0));
	cr_assert(eq(int, symlink("/nonexistent", place.directory), 0));
	expect_restored(&place);
	cr_assert(eq(int, chmod(place.directory, 0), 0));
	expect_restored(&place);
	end(&place);
}

Test(image, need_not_be_there)
{
	struct image image;

	image_restore(NULL);
	image_open(&image, "/nonexistent/program");
	cr_expect(eq(int, image.fd, -1));
	image_restore(&image);
	image_close(&image);
}

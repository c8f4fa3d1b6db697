/* SPDX-License-Identifier: MIT */
/*
 * The page that shows the path, lessons/README.md: every lesson that is there
 * stands on it, in both tables, and every link leads to a file.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char page[64 * 1024];

static void read_page(void)
{
	FILE *file = fopen(KIT_ROOT "/lessons/README.md", "re");
	size_t n;

	cr_assert_not_null(file);
	n = fread(page, 1, sizeof(page) - 1, file);
	page[n] = '\0';
	cr_assert(feof(file), "the page is longer than its buffer");
	fclose(file);
}

static int is_lesson(const struct dirent *entry)
{
	unsigned int number;

	return sscanf(entry->d_name, "%2u-", &number) == 1;
}

static void expect_rows(const char *lesson)
{
	char linked[300], plain[300];
	const char *first, *second;

	snprintf(linked, sizeof(linked), "\n| [%s](%s/README.md) |", lesson,
		 lesson);
	snprintf(plain, sizeof(plain), "\n| %s |", lesson);
	first = strstr(page, linked);
	if (!first)
		first = strstr(page, plain);
	cr_assert_not_null(first, "%s has no row", lesson);
	second = strstr(first + 1, plain);
	cr_expect_not_null(second, "%s has no row of mistakes", lesson);
}

Test(path, every_lesson_has_its_rows)
{
	struct dirent **lessons;
	int n = scandir(KIT_ROOT "/lessons", &lessons, is_lesson, alphasort);

	read_page();
	cr_assert_gt(n, 0);
	for (int i = 0; i < n; i++) {
		expect_rows(lessons[i]->d_name);
		free(lessons[i]);
	}
	free(lessons);
}

Test(path, every_link_leads_to_a_file)
{
	int n = 0;

	read_page();
	for (char *at = page; (at = strstr(at, "](")); n++) {
		char path[512];
		size_t length = strcspn(at += 2, ")");

		snprintf(path, sizeof(path), KIT_ROOT "/lessons/%.*s",
			 (int)length, at);
		cr_expect_eq(access(path, R_OK), 0, "%s", path);
	}
	cr_expect_gt(n, 0);
}

/* SPDX-License-Identifier: MIT */
/*
 * correct/README.md: everything that must never be failed has a program that
 * really does it. That these programs pass is for the matrix to see.
 */
#include <criterion/criterion.h>

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "tests/play.h"

#define CORRECT KIT_ROOT "/harness/tests/correct/"

/* Where the comment or the literal that begins at c ends. */
static const char *end_of(const char *c)
{
	char quote = *c;
	const char *end;

	if (quote == '/') {
		end = strstr(c + 2, c[1] == '*' ? "*/" : "\n");
		return !end ? c + strlen(c) : end + (c[1] == '*' ? 2 : 0);
	}
	for (c++; *c && *c != quote; c++)
		c += *c == '\\' && c[1];
	return *c ? c + 1 : c;
}

static bool is_comment(const char *c)
{
	return c[0] == '/' && (c[1] == '*' || c[1] == '/');
}

/* The words of a source, without comments: any blanks are one. To be freed. */
static char *words_of(const char *source)
{
	char *words = calloc(1, strlen(source) + 2), *to = words;

	cr_assert_not_null(words);
	while (*source) {
		bool comment = is_comment(source);
		const char *end = comment || *source == '"' || *source == '\'' ?
					  end_of(source) :
					  source + 1;

		if (comment || isspace((unsigned char)*source)) {
			if (to > words && to[-1] != ' ')
				*to++ = ' ';
		} else {
			memcpy(to, source, (size_t)(end - source));
			to += end - source;
		}
		source = end;
	}
	return words;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whole words: read( is not found in pread(. */
static bool has(const char *words, const char *wanted)
{
	size_t n = strlen(wanted);
	const char *at = words;

	for (; (at = strstr(at, wanted)); at++) {
		bool begins = at == words || !is_word(at[0]) ||
			      !is_word(at[-1]);
		bool ends = !is_word(at[n - 1]) || !is_word(at[n]);

		if (begins && ends)
			return true;
	}
	return false;
}

/* The `quoted` parts of a cell, all of which the source has, or has not. */
static size_t hold(const char *words, char *cell, bool wanted,
		   const char *entry, const char *program)
{
	size_t n = 0;
	char *end;

	for (; (cell = strchr(cell, '`')) && (end = strchr(cell + 1, '`'));
	     cell = end + 1, n++) {
		*end = '\0';
		cr_expect_eq(has(words, cell + 1), wanted, "%s: %s %s %s",
			     entry, program, wanted ? "lacks" : "has",
			     cell + 1);
	}
	return n;
}

/* One row: " entry | program | has | has not |". | is in C, too: a cell ends
   only where blanks are around it and no quote is open. */
static char *next_cell(char **row)
{
	char *cell = *row, *c = cell;
	bool quoted = false;

	for (; *c && (quoted || *c != '|'); c++)
		quoted ^= *c == '`';
	if (*c)
		*c++ = '\0';
	*row = c;
	for (c = cell + strlen(cell); c > cell && c[-1] == ' ';)
		*--c = '\0';
	return cell + strspn(cell, " ");
}

static void check_row(char *row)
{
	char *entry = next_cell(&row), *program = next_cell(&row);
	char *wanted = next_cell(&row), *excluded = next_cell(&row), path[400];
	char *source, *words;

	snprintf(path, sizeof(path), CORRECT "%s", program);
	source = file_text(path);
	cr_expect(source, "%s: there is no %s", entry, program);
	if (!source)
		return;
	words = words_of(source);
	cr_expect_gt(hold(words, wanted, true, entry, program), 0,
		     "%s: nothing shows that %s does it", entry, program);
	hold(words, excluded, false, entry, program);
	free(words);
	free(source);
}

Test(correct, each_entry_has_a_program_that_does_it)
{
	char *page = file_text(CORRECT "README.md"), *rest = page, *line;
	size_t rows = 0;

	cr_assert(page);
	while ((line = strsep(&rest, "\n"))) {
		if (line[0] != '|' || line[1] != ' ')
			continue;
		if (rows++) /* the first one is the head */
			check_row(line + 1);
	}
	cr_expect_gt(rows, 60);
	free(page);
}

Test(correct, each_program_is_in_the_table)
{
	char *page = file_text(CORRECT "README.md"), cell[200];
	glob_t found;

	cr_assert(page);
	cr_assert_eq(glob(CORRECT "*/*.c", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		snprintf(cell, sizeof(cell), "| %s |",
			 found.gl_pathv[i] + strlen(CORRECT));
		cr_expect(strstr(page, cell), "no row has %s", cell);
	}
	globfree(&found);
	free(page);
}

Test(correct, comments_and_parts_of_words_do_not_count)
{
	char *words = words_of("a(); /* read( */ pread(\n\t1); // recv(\n"
			       "\"/* kept */\"; b = '\"'; send( 2);");

	cr_expect_str_eq(words, "a(); pread( 1); \"/* kept */\"; b = '\"'; "
				"send( 2);");
	cr_expect(!has(words, "read("));
	cr_expect(!has(words, "recv("));
	cr_expect(has(words, "pread("));
	cr_expect(has(words, "send("));
	free(words);
}

/* What the kit has failed once, though it was right. */
static const struct {
	const char *lesson, *program, *script;
} failed_once[] = {
	/* an epoll instance within another, ready by what had been hidden */
	{ "05-epoll", "05-epoll/nested.c", "half-close" },
	/* interest that was taken for none, as it was not called POLLOUT */
	{ "04-poll", "04-poll/norm.c", "echo" },
	/* the part of a set that no fd_set has room for was forgotten */
	{ "03-select", "03-select/big_sets.c", "set-is-full" },
};

Test(correct, what_failed_once_passes)
{
	for (size_t i = 0; i < sizeof failed_once / sizeof *failed_once; i++) {
		char path[400], name[40], problem[256] = "";
		char *only[] = { name, NULL };
		struct check_options options = { .memory = CHECK_MEMORY,
						 .only = only };
		struct lesson *lesson = lesson_of(failed_once[i].lesson);
		struct lesson_result *result;

		snprintf(path, sizeof(path), CORRECT "%s",
			 failed_once[i].program);
		snprintf(name, sizeof(name), "%s", failed_once[i].script);
		result = check_lesson(lesson, path, &options, problem);
		cr_assert(result, "%s: %s", path, problem);
		cr_expect_gt(result->n_scripts, 0);
		for (size_t s = 0; s < result->n_scripts; s++)
			cr_expect_eq(result->scripts[s].verdict, VERDICT_PASS,
				     "%s: %s", path,
				     result->scripts[s].message);
		lesson_result_free(result);
		lesson_free(lesson);
	}
}

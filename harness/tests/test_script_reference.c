/* SPDX-License-Identifier: MIT */
/*
 * The reference page and the parser agree: every example block and every step
 * in the tables of harness/script/README.md parses, and every bad script in
 * scripts_bad/ is refused in the words that stand beside it.
 */
#include "script/script.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#define REFERENCE KIT_ROOT "/harness/script/README.md"
#define BAD	  KIT_ROOT "/harness/tests/scripts_bad"

/* What an example may take for granted; the first that makes it parse. */
static const char *const preludes[] = {
	"",
	"alice connects\n",
	"alice connects\nbob connects\n",
	"alice connects\nalice sends \"a\" and alice sends 1 KiB\n",
	"alice connects\nalice stops reading\n",
	"erin stays pending\n",
};

enum { N_PRELUDES = sizeof(preludes) / sizeof(preludes[0]) };

static bool parses(const char *header, const char *prelude, const char *example,
		   struct script_error *error)
{
	const char *postlude = strstr(example, "points") ? "\nserver waits" :
							   "";
	char text[8192];
	struct script *script;

	snprintf(text, sizeof(text), "%s%s%s%s", header, prelude, example,
		 postlude);
	script = script_parse(REFERENCE, text, strlen(text), error);
	script_free(script);
	return script != NULL;
}

static void example_check(const char *example, int line)
{
	bool whole = strstr(example, "points") != NULL;
	const char *header = whole ? "" : "title t\npoints 1\narguments erin\n";
	struct script_error error;

	for (int i = 0; i < N_PRELUDES; i++) {
		if (parses(header, preludes[i], example, &error))
			return;
	}
	cr_expect(false, "README.md:%d: %s: %s", line, example, error.message);
}

/* The code spans in the first column of a row of a table. */
static int row_check(char *row, int line)
{
	char *end = strstr(row, " | ");
	char *span = row;
	int n = 0;

	if (end)
		*end = '\0';
	while ((span = strchr(span, '`'))) {
		char *close = strchr(span + 1, '`');

		cr_assert_not_null(close, "README.md:%d", line);
		*close = '\0';
		example_check(span + 1, line);
		span = close + 1;
		n++;
	}
	return n;
}

static bool is_example(const char *text)
{
	return !strncmp(text, "    ", 4) || text[0] == '\n';
}

/* An indented block goes on to the next line that is not indented; blank
   lines in it count, blank lines behind it do no harm. */
static int block_take(FILE *in, char *text, size_t size, char *block, int *line)
{
	int n = 0;

	block[0] = '\0';
	do {
		strncat(block, text[0] == '\n' ? text : text + 4,
			4095 - strlen(block));
		n++;
		++*line;
	} while (fgets(text, (int)size, in) && is_example(text));
	return n;
}

Test(script_reference, every_example_parses)
{
	FILE *in = fopen(REFERENCE, "r");
	char text[1024] = "";
	char block[4096];
	bool steps = false;
	bool fenced = false; /* what the kit prints, and no script */
	int blocks = 0;
	int spans = 0;
	int line = 1;

	cr_assert_not_null(in, REFERENCE);
	for (; fgets(text, sizeof(text), in); line++) {
		if (!strncmp(text, "```", 3))
			fenced = !fenced;
		if (!fenced && !strncmp(text, "    ", 4)) {
			int first = line;

			block_take(in, text, sizeof(text), block, &line);
			example_check(block, first);
			blocks++;
		}
		if (!strncmp(text, "| step |", 8))
			steps = true;
		else if (text[0] != '|')
			steps = false;
		else if (steps)
			spans += row_check(text, line);
	}
	fclose(in);
	cr_expect_geq(blocks, 8);
	cr_expect_geq(spans, 40);
}

static void whole_read(const char *path, char *text, size_t size)
{
	FILE *in = fopen(path, "r");
	size_t len;

	cr_assert_not_null(in, "%s", path);
	len = fread(text, 1, size - 1, in);
	text[len] = '\0';
	fclose(in);
}

static void bad_check(const char *name)
{
	char path[1024];
	char expected[4096];
	char printed[4096] = "";
	struct script_error error;
	struct script *script;
	FILE *out = fmemopen(printed, sizeof(printed), "w");

	snprintf(path, sizeof(path), "%s/%s", BAD, name);
	script = script_load(path, &error);
	cr_expect_null(script, "%s is refused", name);
	if (!script) {
		/* The page must not depend on where the kit lies. */
		error.place.file = strrchr(error.place.file, '/') + 1;
		script_error_print(&error, out);
	}
	script_free(script);
	fclose(out);
	snprintf(path, sizeof(path), "%s/%.*s.expected", BAD,
		 (int)(strlen(name) - strlen(".script")), name);
	whole_read(path, expected, sizeof(expected));
	cr_expect_str_eq(printed, expected, "%s:\n%s", name, printed);
}

Test(script_reference, every_bad_script_is_refused_in_these_words)
{
	DIR *dir = opendir(BAD);
	struct dirent *entry;
	int n = 0;

	cr_assert_not_null(dir, BAD);
	while ((entry = readdir(dir))) {
		size_t len = strlen(entry->d_name);

		/* included-* are parts of others. */
		if (len < 7 || strcmp(entry->d_name + len - 7, ".script") ||
		    !strncmp(entry->d_name, "included-", 9))
			continue;
		bad_check(entry->d_name);
		n++;
	}
	closedir(dir);
	cr_expect_geq(n, 20);
}

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "csv.h"
#include "memory.h"
#include "name.h"

static void expect_folder(const char *name, const char *expected)
{
	char *folder = name_folder(name);

	cr_expect(eq(str, folder, (char *)expected));
	free(folder);
}

Test(names, become_directories)
{
	expect_folder("ada", "ada");
	expect_folder("J\xc3\xbcrgen M.", "J\xc3\xbcrgen M.");
	expect_folder("../x", "%2E.%2Fx");
	expect_folder(".hidden", "%2Ehidden");
	expect_folder("a\nb\x1b\xff", "a%0Ab%1B%FF");
	expect_folder("\xe2\x80\xae-\xe2\x80\xac", "%E2%80%AE-%E2%80%AC");
	expect_folder("", "%");
}

Test(names, that_are_long_are_cut_and_kept_apart)
{
	char one[301] = "", other[302] = "", *a, *b;

	memset(one, 'x', 300);
	memset(other, 'x', 301);
	a = name_folder(one);
	b = name_folder(other);
	cr_expect(eq(sz, strlen(a), NAME_FOLDER_MAX));
	cr_expect(ne(str, a, b));
	free(a);
	free(b);
}

static void expect_refused(const char *text, size_t len, const char *expected)
{
	char *error = NULL;

	cr_expect(csv_parse(text, len, &error) == NULL);
	cr_expect(eq(str, error, (char *)expected));
	free(error);
}

Test(csv, reads_what_spreadsheets_write)
{
	static const char text[] = "\xef\xbb\xbfid,name\r\n\r\n"
				   "1,\"a \"\"b\"\", c\nd\"\r\n2\r\n3,";
	char *error = NULL;
	struct csv_table *table = csv_parse(text, sizeof text - 1, &error);

	cr_assert(table != NULL, "%s", error);
	cr_assert(eq(sz, table->n, 4));
	cr_expect(eq(int, csv_column(table, "NAME"), 1));
	cr_expect(eq(str, table->rows[1].cells[1], "a \"b\", c\nd"));
	cr_expect(eq(sz, table->rows[2].line, 5));
	cr_expect(eq(str, (char *)csv_cell(&table->rows[2], 1), ""));
	csv_free(table);
}

static void expect_second_row(const char *text, const char *expected)
{
	char *error = NULL;
	struct csv_table *table = csv_parse(text, strlen(text), &error);

	cr_assert(table != NULL, "%s", error);
	cr_assert(eq(sz, table->n, 2), "%s", text);
	cr_expect(
		eq(str,
		   (char *)csv_cell(&table->rows[1], csv_column(table, "name")),
		   (char *)expected),
		"%s", text);
	csv_free(table);
}

Test(csv, parts_columns_as_the_header_does)
{
	expect_second_row("id;name\n1;a, b\n", "a, b");
	expect_second_row("id\t Name \n1\ta;b\n", "a;b");
	expect_second_row("id,name,\"x;y;z\"\n1,a\n", "a");
	expect_second_row("sep=;\r\nid;name\r\n1;a\r\n", "a");
	expect_second_row("sep=,\nid,name\n1,a\n", "a");
	expect_second_row("name\na\n", "a");
}

Test(csv, says_where_it_is_broken)
{
	expect_refused("a\n\"b", 4, "line 2: a quote is not closed");
	expect_refused("a\n\"b\"c", 6, "line 2: text behind a closing quote");
	expect_refused("\xff\xfe"
		       "a\0b\0",
		       6, "this is UTF-16; UTF-8 is what is read");
	expect_refused("a\0b", 3,
		       "a NUL byte: is this UTF-16? UTF-8 is what is read");
}

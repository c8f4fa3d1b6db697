/* SPDX-License-Identifier: MIT */
#include "report/compiler.h"

#include <stdlib.h>
#include <string.h>

#define REFUSAL_LINES 16
#define WARNING_LINES 6

#define OUTPUT_SHOWN ((size_t)64 * 1024)

static void print_line(const struct page *page, const char *line)
{
	int columns = text_columns(line), room = PAGE_WIDTH - 4;

	/* A word that is wider than the page is cut, and so is source. */
	if (*line != ' ' && columns > room &&
	    strcspn(line, " ") < (size_t)room) {
		page_paragraph(page, 4, line);
		return;
	}
	fputs("    ", page->out);
	page_cell(page, STYLE_PLAIN, line, columns < room ? columns : room);
	fputc('\n', page->out);
}

/* At most so many lines, as the compiler counts them. */
static void print_lines(const struct page *page, char *text, int max)
{
	int n = 0, more = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (*line == '\0')
			continue;
		if (n++ < max)
			print_line(page, line);
		else
			more++;
	}
	if (more)
		fprintf(page->out, "    ... %d more line%s\n", more,
			more == 1 ? "" : "s");
}

/* The line in which p is. */
static char *line_of(char *text, char *p)
{
	while (p > text && p[-1] != '\n')
		p--;
	return p;
}

/* Where the first error is told, with the function that it is in. */
static char *first_error(char *text)
{
	char *error = strstr(text, "error: ");
	char *missing = strstr(text, "undefined reference");
	char *line, *before;

	if (missing && (!error || missing < error))
		error = missing;
	if (!error)
		return text;
	line = line_of(text, error);
	if (line == text)
		return line;
	before = line_of(text, line - 1);
	for (char *p = before; p + strlen("n function") <= line; p++)
		if (!strncmp(p, "n function", strlen("n function")))
			return before;
	return line;
}

void compiler_print_refusal(const struct page *page, const char *output)
{
	char *clean = text_clean(output, OUTPUT_SHOWN);

	print_lines(page, first_error(clean), REFUSAL_LINES);
	free(clean);
}

void compiler_print_warnings(const struct page *page, const char *output)
{
	char *clean = text_clean(output, OUTPUT_SHOWN);

	print_lines(page, clean, WARNING_LINES);
	free(clean);
}

bool compiler_misses_file(const char *output)
{
	return strstr(output, "No such file or directory") ||
	       strstr(output, "undefined reference");
}

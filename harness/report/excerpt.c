/* SPDX-License-Identifier: MIT */
#include "report/excerpt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define BEFORE 2
#define AFTER  1
#define LINES  (BEFORE + 1 + AFTER)
#define TAB    4 /* narrower than in an editor, to save room */

struct excerpt {
	char *lines[LINES]; /* tabs expanded; NULL: not there */
	int first;	    /* number of lines[0] */
};

static char *expand(const char *line)
{
	char *clean = text_clean(line, 400), *wide, *out;
	const char *p;

	wide = out = memory_get(TAB * strlen(clean) + 1);
	for (p = clean; *p && *p != '\n'; p++) {
		if (*p != '\t') {
			*out++ = *p;
			continue;
		}
		do
			*out++ = ' ';
		while ((out - wide) % TAB != 0);
	}
	while (out > wide && out[-1] == ' ')
		out--;
	*out = '\0';
	free(clean);
	return wide;
}

static int excerpt_read(struct excerpt *excerpt, const char *path, int line)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	int n = 0;

	if (!in)
		return -1;
	excerpt->first = line > BEFORE ? line - BEFORE : 1;
	while (n < line + AFTER && (len = getline(&text, &size, in)) > 0) {
		n++;
		if (len >= 2 && text[len - 2] == '\r')
			text[len - 2] = '\0';
		if (n >= excerpt->first)
			excerpt->lines[n - excerpt->first] = expand(text);
	}
	free(text);
	fclose(in);
	return n >= line ? 0 : -1;
}

/* Blanks that all lines begin with. */
static size_t common_indent(const struct excerpt *excerpt)
{
	size_t i, indent = SIZE_MAX;

	for (i = 0; i < LINES; i++) {
		const char *line = excerpt->lines[i];

		if (line && *line && strspn(line, " ") < indent)
			indent = strspn(line, " ");
	}
	return indent == SIZE_MAX ? 0 : indent;
}

static void print_one(const struct page *page, const char *line, int number,
		      bool marked)
{
	int columns = text_columns(line), room = PAGE_WIDTH - 12;

	fputs("   ", page->out);
	page_put(page, STYLE_BAD, marked ? ">" : " ");
	fprintf(page->out, "%5d%s", number, *line ? "   " : "");
	page_cell(page, marked ? STYLE_STRONG : STYLE_PLAIN, line,
		  columns < room ? columns : room);
	fputc('\n', page->out);
}

int excerpt_print(const struct page *page, const char *path, const char *name,
		  int line)
{
	struct excerpt excerpt = { { NULL }, 0 };
	const char *slash = strrchr(path, '/');
	size_t indent;
	int i, status;

	if (line < 1 || strcmp(slash ? slash + 1 : path, name) != 0)
		return -1;
	status = excerpt_read(&excerpt, path, line);
	indent = common_indent(&excerpt);
	for (i = 0; i < LINES; i++) {
		const char *text = excerpt.lines[i];

		if (text && status == 0 && (*text || excerpt.first + i < line))
			print_one(page, *text ? text + indent : text,
				  excerpt.first + i, excerpt.first + i == line);
		free(excerpt.lines[i]);
	}
	return status;
}

int excerpt_todos(const char *path, int *first)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	int line = 0, n = 0;

	*first = 0;
	if (!in)
		return 0;
	while (getline(&text, &size, in) > 0) {
		line++;
		if (strstr(text, "TODO") && n++ == 0)
			*first = line;
	}
	free(text);
	fclose(in);
	return n;
}

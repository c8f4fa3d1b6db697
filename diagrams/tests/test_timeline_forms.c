// SPDX-License-Identifier: MIT
/*
 * Timelines as they are drawn, word for word: in timeline/ stand logs of real
 * runs, and beside each what is drawn of it. After a change that is meant:
 *
 *     GOLDEN=renew make test; git diff diagrams/tests/timeline
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeline/cells.h"
#include "timeline/mermaid.h"
#include "timeline/svg.h"
#include "timeline/text.h"
#include "timeline/timeline.h"

#define FIXTURES  KIT_ROOT "/diagrams/tests/timeline"
#define MAX_CASES 64

static char *text_of(const struct record *record, const struct text_form *form)
{
	struct timeline_limits limits = { .columns = text_lanes(form->width),
					  .rows = TEXT_ROWS };
	struct timeline *timeline = timeline_new(record, &limits);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	text_write(timeline, form, out);
	fclose(out);
	timeline_free(timeline);
	return text;
}

static char *draw_utf8(const struct record *record)
{
	return text_of(record, &(struct text_form){ .width = 80 });
}

static char *draw_ascii(const struct record *record)
{
	return text_of(record,
		       &(struct text_form){ .width = 100, .ascii = true });
}

static char *written(const struct record *record, struct timeline_limits limits,
		     void (*write)(const struct timeline *, FILE *))
{
	struct timeline *timeline = timeline_new(record, &limits);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	write(timeline, out);
	fclose(out);
	timeline_free(timeline);
	return text;
}

static char *draw_svg(const struct record *record)
{
	return written(record,
		       (struct timeline_limits){ .columns = SVG_LANES,
						 .rows = SVG_ROWS },
		       svg_write);
}

static char *draw_mermaid(const struct record *record)
{
	return written(record,
		       (struct timeline_limits){ .columns = MERMAID_LANES,
						 .rows = MERMAID_ROWS },
		       mermaid_write);
}

/* One golden file a form for each log. */
static const struct {
	const char *suffix;
	char *(*draw)(const struct record *record);
} forms[] = {
	{ ".txt", draw_utf8 },
	{ ".ascii.txt", draw_ascii },
	{ ".svg", draw_svg },
	{ ".mmd", draw_mermaid },
};

struct golden_log {
	char name[64];
};

static int is_log(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && !strcmp(end, ".jsonl");
}

ParameterizedTestParameters(timeline_forms, is_word_for_word)
{
	static struct golden_log logs[MAX_CASES];
	struct dirent **entries = NULL;
	int n = scandir(FIXTURES, &entries, is_log, alphasort);

	for (int i = 0; i < n; i++) {
		if (i < MAX_CASES)
			snprintf(logs[i].name, sizeof(logs[i].name), "%.*s",
				 (int)strcspn(entries[i]->d_name, "."),
				 entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return cr_make_param_array(struct golden_log, logs,
				   n > 0 ? (size_t)n : 0);
}

static char *file_text(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "r");

	if (in == NULL)
		return strdup("");
	if (getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(in);
	return text;
}

static void expect_golden(const char *path, const char *drawn)
{
	const char *renew = getenv("GOLDEN");
	char *golden;

	if (renew != NULL && !strcmp(renew, "renew")) {
		FILE *out = fopen(path, "w");

		cr_assert_not_null(out, "%s", path);
		fputs(drawn, out);
		fclose(out);
	}
	golden = file_text(path);
	cr_expect_str_eq(drawn, golden, "%s differs", path);
	free(golden);
}

ParameterizedTest(struct golden_log *log, timeline_forms, is_word_for_word)
{
	char path[512], error[512] = "";
	struct record *record;

	snprintf(path, sizeof(path), FIXTURES "/%s.jsonl", log->name);
	record = record_read(path, error, sizeof(error));
	cr_assert_not_null(record, "%s", error);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		char *drawn = forms[i].draw(record);

		snprintf(path, sizeof(path), FIXTURES "/%s%s", log->name,
			 forms[i].suffix);
		expect_golden(path, drawn);
		free(drawn);
	}
	record_free(record);
}

/* Names that would break a line, a lane or a terminal. */
static const char hostile[] =
	"{\"n\":0,\"t\":0,\"who\":\"\\u001b[31mred\\u0007\",\"do\":\"connects\","
	"\"connection\":1}\n"
	"{\"n\":1,\"t\":0,\"who\":\"a name that goes on and on and on and on "
	"and never ends where one would think that it does\",\"do\":\"sends\","
	"\"bytes\":6,\"connection\":2}\n"
	"{\"n\":2,\"t\":0,\"who\":\"\\u6f22\\u5b57\\u6f22\\u5b57\\u6f22\\u5b57\","
	"\"do\":\"sends\",\"bytes\":1,\"connection\":3}\n"
	"{\"n\":3,\"t\":0,\"who\":\"server\",\"do\":\"prints\",\"kind\":"
	"\"prints\",\"at\":\"a \\u202e file with a name that is long.c:1\","
	"\"text\":\"</svg>\\n\\\"quoted\\\" ; end # \\u009b2J\"}\n"
	"{\"n\":4,\"t\":5000000000,\"who\":\"server\",\"do\":\"read\",\"fd\":5,"
	"\"ret\":-1,\"errno\":\"EAGAIN\",\"connection\":3,\"peer\":"
	"\"\\u6f22\\u5b57\\u6f22\\u5b57\\u6f22\\u5b57\"}\n";

static struct record *hostile_record(void)
{
	char error[512] = "";
	struct record *record = record_parse(hostile, strlen(hostile),
					     "hostile", error, sizeof(error));

	return record;
}

static void expect_lines_fit(const char *text, int width)
{
	char *copy = strdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		cr_expect_leq(cells_of(line), width, "%s", line);
		for (const char *c = line; *c; c++)
			cr_expect((unsigned char)*c >= ' ' && *c != 0x7f,
				  "a control character: %s", line);
		cr_expect(*line == '\0' || line[strlen(line) - 1] != ' ',
			  "a blank at the end: '%s'", line);
	}
	free(copy);
}

Test(timeline_forms, no_name_breaks_a_line)
{
	struct record *record = hostile_record();

	cr_assert_not_null(record);
	for (int width = TEXT_WIDTH_MIN; width < 200; width += 7) {
		struct text_form form = { .width = width };
		char *text = text_of(record, &form);

		expect_lines_fit(text, width);
		free(text);
	}
	record_free(record);
}

Test(timeline_forms, colours_only_when_asked_for)
{
	struct record *record = hostile_record();
	char *plain, *coloured;

	cr_assert_not_null(record);
	plain = text_of(record, &(struct text_form){ .width = 80 });
	coloured = text_of(record,
			   &(struct text_form){ .width = 80, .colour = true });
	cr_expect_null(strchr(plain, '\033'));
	cr_expect_not_null(strchr(coloured, '\033'));
	free(plain);
	free(coloured);
	record_free(record);
}

/* No text can be an element, or end one: every angle bracket is of a tag that
   the writer knows. */
Test(timeline_forms, no_name_breaks_an_svg)
{
	static const char *const tags[] = {
		"svg ",	 "title>", "desc>", "style>",  "rect ", "line ",
		"text ", "g",	   "path ", "circle ", "/",
	};
	struct record *record = hostile_record();
	char *svg, *end;

	cr_assert_not_null(record);
	svg = draw_svg(record);
	for (const char *c = strchr(svg, '<'); c; c = strchr(c + 1, '<')) {
		bool known = false;

		for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
			known |= !strncmp(c + 1, tags[i], strlen(tags[i]));
		cr_expect(known, "%.20s", c);
	}
	end = strstr(svg, "</svg>");
	cr_assert_not_null(end);
	cr_expect_str_eq(end, "</svg>\n");
	cr_expect_not_null(strstr(svg, "&lt;/svg&gt;"));
	cr_expect_null(strchr(svg, '\033'));
	free(svg);
	record_free(record);
}

/* Whatever ends a statement, a comment or a string is written as a number. */
Test(timeline_forms, no_name_breaks_mermaid)
{
	struct record *record = hostile_record();
	char *text, *rest, *line;

	cr_assert_not_null(record);
	rest = text = draw_mermaid(record);
	cr_expect_not_null(strstr(text, "#60;/svg#62;"));
	while ((line = strsep(&rest, "\n"))) {
		cr_expect_null(strpbrk(line, "\"`{}[]%&<\033"), "%s", line);
		for (char *c = strchr(line, '#'); c; c = strchr(c + 1, '#'))
			cr_expect_eq(c[1 + strspn(c + 1, "0123456789")], ';',
				     "%s", line);
		for (char *c = strchr(line, ';'); c; c = strchr(c + 1, ';'))
			cr_expect(c[-1] >= '0' && c[-1] <= '9', "%s", line);
	}
	free(text);
	record_free(record);
}

Test(timeline_forms, mermaid_is_bounded_and_its_loops_end)
{
	struct record *record;
	char *log, *text, *rest, *line, error[256];
	size_t size, lines = 0;
	int open = 0;
	FILE *out = open_memstream(&log, &size);

	for (size_t i = 0; i < 30000; i++)
		fprintf(out,
			"{\"n\":%zu,\"t\":0,\"who\":\"server\",\"do\":\"%s\","
			"\"fd\":5,\"ret\":%zu,\"peer\":\"end\","
			"\"connection\":1}\n",
			i, i % 3 ? "read" : "write", i < 15000 ? 1 : i * i % 2);
	fclose(out);
	record = record_parse(log, size, "log", error, sizeof(error));
	cr_assert_not_null(record, "%s", error);
	rest = text = draw_mermaid(record);
	cr_expect_not_null(strstr(text, "participant p1 as (end)"));
	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " ");
		open += !strncmp(line, "loop ", 5);
		open -= !strcmp(line, "end");
		cr_expect_geq(open, 0);
		lines++;
	}
	cr_expect_eq(open, 0);
	cr_expect_leq(lines, (size_t)2 * MERMAID_ROWS);
	free(text);
	free(log);
	record_free(record);
}

Test(timeline_forms, cells_are_counted_as_terminals_do)
{
	char cut[64];

	cr_expect_eq(cells_of("abc"), 3);
	cr_expect_eq(cells_of("\xe6\xbc\xa2\xe5\xad\x97"), 4);
	cr_expect_eq(cells_of("e\xcc\x81"), 1);
	cr_expect_eq(cells_cut("\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2", 5, cut,
			       sizeof(cut)),
		     5);
	cr_expect_str_eq(cut, "\xe6\xbc\xa2...");
}

/* The README shows what is drawn, not what once was. */
Test(timeline_forms, the_readme_shows_one)
{
	char *readme = file_text(KIT_ROOT "/diagrams/README.md");
	char *drawn = file_text(FIXTURES "/silent-peer.txt");
	char *rest = drawn, *line;

	while ((line = strsep(&rest, "\n")))
		cr_expect_not_null(strstr(readme, line), "%s", line);
	free(readme);
	free(drawn);
}

// SPDX-License-Identifier: MIT
/* build/draw timeline: its arguments, and where what it draws goes. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"

#define LOG KIT_ROOT "/diagrams/tests/timeline/connect.jsonl"

/* Words are separated by blanks. */
static int timeline(const char *line)
{
	char *copy = strdup(line), *words[16], *save = NULL;
	int n = 0, status;

	for (char *word = strtok_r(copy, " ", &save); word && n < 15;
	     word = strtok_r(NULL, " ", &save))
		words[n++] = word;
	words[n] = NULL;
	status = draw_timeline(n, words);
	free(copy);
	return status;
}

Test(timeline_command, refuses_what_it_does_not_know)
{
	cr_expect_eq(timeline(""), DRAW_USAGE);
	cr_expect_eq(timeline("--png " LOG), DRAW_USAGE);
	cr_expect_eq(timeline("--width -3 " LOG), DRAW_USAGE);
	cr_expect_eq(timeline(LOG " " LOG), DRAW_USAGE);
	cr_expect_eq(timeline(LOG " -o"), DRAW_USAGE);
}

Test(timeline_command, names_what_it_cannot_read_or_write)
{
	cr_redirect_stderr();
	cr_expect_eq(timeline("/nonexistent.jsonl"), DRAW_FAILED);
	cr_expect_eq(timeline(LOG " -o /nonexistent/a.svg"), DRAW_FAILED);
	fflush(stderr);
	cr_expect_stderr_eq_str("/nonexistent.jsonl: No such file or "
				"directory\n/nonexistent/a.svg: No such file "
				"or directory\n");
}

static char *drawn(const char *options)
{
	char path[] = "/tmp/wouldblock-timeline-XXXXXX", line[1024];
	int fd = mkstemp(path);
	char *text = NULL;
	size_t size = 0;
	FILE *in = fdopen(fd, "r");

	cr_assert_not_null(in);
	snprintf(line, sizeof(line), "%s " LOG " -o %s", options, path);
	cr_assert_eq(timeline(line), DRAW_DONE, "%s", line);
	cr_assert_geq(getdelim(&text, &size, '\0', in), 0);
	fclose(in);
	unlink(path);
	return text;
}

Test(timeline_command, draws_each_form_into_a_file)
{
	static const struct {
		const char *options, *begins;
	} forms[] = {
		{ "--svg", "<svg " },
		{ "--mermaid", "sequenceDiagram\n" },
		{ "--text", "       connect.c" },
		{ "", "       connect.c" },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		char *text = drawn(forms[i].options);

		cr_expect_eq(strncmp(text, forms[i].begins,
				     strlen(forms[i].begins)),
			     0, "%s: %.40s", forms[i].options, text);
		free(text);
	}
}

/* In the C locale and into a file: no colours, and ASCII alone. */
Test(timeline_command, is_ascii_where_the_locale_is)
{
	char *text;

	setenv("LC_ALL", "C", 1);
	text = drawn("--width 100");
	for (const char *c = text; *c; c++)
		cr_expect(*c == '\n' || (*c >= ' ' && *c <= '~'), "%s", c);
	cr_expect_gt(strcspn(text, "\n"), 80);
	free(text);
	setenv("LC_ALL", "C.UTF-8", 1);
	text = drawn("");
	cr_expect_not_null(strstr(text, "\xe2\x94\x82"));
	free(text);
}

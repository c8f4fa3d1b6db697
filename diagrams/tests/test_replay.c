// SPDX-License-Identifier: MIT
/* The replay's page: that it holds the run, and that no text of one breaks it.
   What it shows is test_replay_browser.c's. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"
#include "replay/page.h"
#include "replay/run.h"

#define LOG KIT_ROOT "/diagrams/tests/timeline/silent-peer.jsonl"

static char *page_of(const char *log, const struct page_parts *parts)
{
	char error[256] = "", *text;
	struct record *record =
		record_parse(log, strlen(log), "log", error, sizeof(error));
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(record, "%s", error);
	cr_assert_eq(page_write(record, parts, out), 0);
	fclose(out);
	record_free(record);
	return text;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
		n++;
	return n;
}

Test(replay, no_text_of_a_run_ends_an_element)
{
	static const char evil[] = "</script><!--<script>alert(1)</script>";
	const struct page_parts hostile = { .title = evil,
					    .message = evil,
					    .at = evil,
					    .file = evil,
					    .source = evil,
					    .script = evil };
	char *plain = page_of("", &(struct page_parts){ .title = "a" });
	char *page = page_of("{\"n\":0,\"t\":0,\"who\":\"</script><!--\","
			     "\"do\":\"<script>alert(1)</script>\"}\n",
			     &hostile);

	cr_expect_eq(count(page, "<script"), count(plain, "<script"));
	cr_expect_eq(count(page, "</script"), count(plain, "</script"));
	cr_expect_eq(count(page, "<!--"), 0);
	cr_expect_eq(count(page, "\\u003c/script>\\u003c!--"), 1 + 6);
	free(page);
	free(plain);
}

Test(replay, needs_no_network)
{
	char *page = page_of("", &(struct page_parts){ 0 });

	cr_expect_null(strstr(page, "http://"));
	cr_expect_null(strstr(page, "https://"));
	cr_expect_null(strstr(page, "src="));
	cr_expect_not_null(strstr(page, "default-src 'none'"));
	free(page);
}

/* The brief's bound is 20 MB for 100,000 events. */
Test(replay, a_large_run_is_not_blown_up)
{
	char *log, *page;
	size_t size;
	FILE *out = open_memstream(&log, &size);

	for (int i = 0; i < 100000; i++)
		fprintf(out,
			"{\"n\":%d,\"t\":0,\"who\":\"server\",\"do\":\"read\","
			"\"fd\":5,\"peer\":\"alice\",\"asked\":4096,\"ret\":-1,"
			"\"errno\":\"EAGAIN\",\"at\":\"echo.c:57\","
			"\"connection\":1}\n",
			i);
	fclose(out);
	page = page_of(log, &(struct page_parts){ 0 });
	cr_expect_lt(strlen(page), (size_t)20 << 20);
	cr_expect_lt(strlen(page), size + (64 << 10));
	free(page);
	free(log);
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	cr_assert_not_null(out, "%s", path);
	fputs(text, out);
	fclose(out);
}

static const char result[] =
	"{\"lead\":\"echo\",\"scripts\":["
	"{\"name\":\"starts\",\"title\":\"It starts\",\"message\":null},"
	"{\"name\":\"echo\",\"title\":\"It echoes\",\"message\":\"Expected\","
	"\"script_line\":9,\"source\":{\"file\":\"echo.c\",\"line\":57}}]}";

Test(replay, the_run_that_leads_is_found)
{
	char path[] = "/tmp/wouldblock-result-XXXXXX", error[256] = "";
	struct run_found run;

	close(mkstemp(path));
	write_file(path, result);
	cr_assert_eq(run_find(&run, path, NULL, error, sizeof(error)), 0);
	cr_expect_str_eq(run.script, "echo");
	cr_expect_str_eq(run.title, "It echoes");
	cr_expect_str_eq(run.at, "echo.c:57");
	cr_expect_eq(run.line, 9);
	run_clear(&run);
	cr_assert_eq(run_find(&run, path, "starts", error, sizeof(error)), 0);
	cr_expect_null(run.at);
	run_clear(&run);
	cr_expect_eq(run_find(&run, path, "x", error, sizeof(error)), -1);
	cr_expect_not_null(strstr(error, "no script x"));
	write_file(path, "{\"lead\":null,\"scripts\":[]}");
	cr_expect_eq(run_find(&run, path, NULL, error, sizeof(error)), -1);
	cr_expect_not_null(strstr(error, "no script failed"));
	unlink(path);
}

Test(replay, scripts_are_found_by_their_names)
{
	char *path = run_script_file(KIT_ROOT "/lessons/05-epoll/scripts",
				     "silent-client");

	cr_assert_not_null(path);
	cr_expect_not_null(strstr(path, "-silent-client.script"));
	free(path);
	cr_expect_null(run_script_file(KIT_ROOT "/lessons/05-epoll/scripts",
				       "client"));
}

static int replay(char **words)
{
	int n = 0;

	while (words[n] != NULL)
		n++;
	return draw_replay(n, words);
}

Test(replay, refuses_what_it_does_not_know)
{
	cr_redirect_stderr();
	cr_expect_eq(replay((char *[]){ NULL }), DRAW_USAGE);
	cr_expect_eq(replay((char *[]){ LOG, "--source", NULL }), DRAW_USAGE);
	cr_expect_eq(replay((char *[]){ LOG, "--what", "x", NULL }),
		     DRAW_USAGE);
	cr_expect_eq(replay((char *[]){ "/nonexistent", NULL }), DRAW_FAILED);
	cr_expect_eq(
		replay((char *[]){ LOG, "--source", "/nonexistent", NULL }),
		DRAW_FAILED);
}

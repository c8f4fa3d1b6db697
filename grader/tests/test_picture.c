/* SPDX-License-Identifier: MIT */
/* The run that failed, on the page of whoever may see it: kept, drawn, and
   harmless. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <signal.h>

#include "judge/wording.h"
#include "kept_log.h"
#include "made_book.h"
#include "memory.h"
#include "report/report.h"
#include "tests/made_class.h"

/* A server that sits in recv() for alice. */
static const char log_stuck[] =
	"{\"n\":0,\"t\":0,\"who\":\"server\",\"do\":\"accept\",\"fd\":4,"
	"\"peer\":\"alice\",\"asked\":null,\"ret\":4,\"errno\":null,"
	"\"at\":\"echo.c:65\",\"connection\":1}\n"
	"{\"n\":1,\"t\":0,\"who\":\"server\",\"do\":\"recv\",\"fd\":4,"
	"\"peer\":\"alice\",\"asked\":4096,\"at\":\"echo.c:109\","
	"\"kind\":\"waits\",\"connection\":1}\n";
#define STUCK "recv(4) still waits for alice"

/* As the harness says it; visibility as the grader adds it, or NULL. */
static char *result_json(const char *log, const char *visibility)
{
	json_t *script = json_pack(
		"{s:s, s:s, s:s, s:i, s:i, s:s, s:s, s:i, s:s*, s:s*}", "name",
		"silent", "title", "A silent client delays nobody", "verdict",
		"fail", "points", 0, "max_points", 6, "mistake",
		"stalled-on-silent-peer", "message", "bob waits", "events",
		70000, "log", log, "visibility", visibility);
	json_t *result = json_pack("{s:s, s:{s:b, s:s}, s:i, s:i, s:[o], s:s}",
				   "program", "echo.c", "compile", "ok", 1,
				   "output", "", "points", 0, "max_points", 6,
				   "scripts", script, "lead", "silent");
	char *text = memory_check(json_dumps(result, 0));

	json_decref(result);
	return text;
}

/* A class of one, who failed with this log. */
static struct book *book_with(const char *packed, const char *visibility)
{
	struct book *book = book_new();
	char *json = result_json(packed, visibility);

	book_add_lesson(book, "01-blocking", "A call that blocks", 6);
	book_entry_read(&book_student(book, "ann")->entries[0], json);
	free(json);
	return book;
}

static char *page_with(const char *packed, const char *visibility)
{
	struct book *book = book_with(packed, visibility);
	char *page = NULL;
	size_t size;
	FILE *out = open_memstream(&page, &size);

	feedback_put(out, book, book_student(book, "ann"));
	fclose(out);
	book_free(book);
	return page;
}

static char *overview_with(const char *log, const char *visibility)
{
	char *packed = kept_log_pack(log, strlen(log)), *page = NULL;
	struct book *book = book_with(packed, visibility);
	size_t size;
	FILE *out = open_memstream(&page, &size);

	overview_put(out, book);
	fclose(out);
	book_free(book);
	free(packed);
	return page;
}

static char *page_of(const char *log, const char *visibility)
{
	char *packed = kept_log_pack(log, strlen(log));
	char *page = page_with(packed, visibility);

	free(packed);
	return page;
}

Test(kept_log, is_the_same_after_packing)
{
	char *packed = kept_log_pack(log_stuck, strlen(log_stuck));
	size_t len;
	char *text = kept_log_unpack(packed, &len);

	cr_assert(text != NULL);
	cr_expect(eq(sz, len, strlen(log_stuck)));
	cr_expect(eq(str, text, (char *)log_stuck));
	cr_expect(strspn(packed,
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
			 "opqrstuvwxyz0123456789+/=") == strlen(packed));
	free(text);
	free(packed);
}

Test(kept_log, of_nothing_and_of_nonsense)
{
	static const char *const bad[] = { "=",	   "====", "A===", "AAA",
					   "A=AA", "****", "AAAA", "" };
	char *packed = kept_log_pack("", 0), *text;
	size_t len = 1;

	text = kept_log_unpack(packed, &len);
	cr_expect(text != NULL && len == 0);
	free(text);
	free(packed);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect(kept_log_unpack(bad[i], &len) == NULL, "%s", bad[i]);
}

Test(kept_log, has_a_longest)
{
	char *text = memory_get(KEPT_LOG_MAX + 2), *packed;

	memset(text, 'x', KEPT_LOG_MAX + 1);
	cr_expect(eq(ptr, kept_log_pack(text, KEPT_LOG_MAX + 1), NULL));
	packed = kept_log_pack(text, KEPT_LOG_MAX);
	cr_expect(packed != NULL);
	free(packed);
	free(text);
}

/* A result with these scripts, and their logs put into it. */
static json_t *put_into(const struct kept_logs *kept, const char *lead)
{
	json_t *result = json_pack("{s:[{s:s},{s:s}], s:s}", "scripts", "name",
				   "one", "name", "two", "lead", lead);

	kept_logs_put(kept, result);
	return result;
}

static const char *packed_at(const json_t *result, size_t i)
{
	return json_string_value(json_object_get(
		json_array_get(json_object_get(result, "scripts"), i), "log"));
}

Test(kept_log, of_the_lead_has_room_first)
{
	char *large = memory_get(KEPT_LOGS_MAX);
	struct kept_log logs[] = { { (char[]){ "one" }, large },
				   { (char[]){ "two" }, (char[]){ "AAAA" } } };
	struct kept_logs kept = { logs, 2 };
	json_t *result;

	memset(large, 'A', KEPT_LOGS_MAX - 1);
	result = put_into(&kept, "two");
	cr_expect(eq(str, (char *)packed_at(result, 0), ""));
	cr_expect(eq(str, (char *)packed_at(result, 1), "AAAA"));
	json_decref(result);
	result = put_into(&kept, "one");
	cr_expect(eq(sz, strlen(packed_at(result, 0)), KEPT_LOGS_MAX - 1));
	cr_expect(eq(str, (char *)packed_at(result, 1), ""));
	json_decref(result);
	free(large);
}

/* Where that ends is the machine's matter: pages would not be the same twice. */
Test(kept_log, of_a_program_out_of_time_is_none)
{
	struct script script = { .name = "echo" };
	struct trial trial = { .script = &script, .log = log_new() };
	struct kept_logs kept = { 0 };

	trial.signal = SIGXCPU;
	kept_logs_add(&kept, &trial);
	cr_expect(eq(sz, kept.n, 0));
	trial.signal = SIGSEGV;
	kept_logs_add(&kept, &trial);
	cr_expect(eq(sz, kept.n, 1));
	kept_logs_clear(&kept);
	log_free(trial.log);
}

Test(picture, is_on_the_page_of_whoever_failed)
{
	char *page = page_of(log_stuck, NULL);

	cr_expect(strstr(page, "<svg") != NULL);
	cr_expect(strstr(page, STUCK) != NULL);
	cr_expect(strstr(page, ":109") != NULL);
	free(page);
}

Test(picture, is_not_there_when_the_script_is_hidden)
{
	static const char *const hidden[] = { "hidden", "after_due_date",
					      "after_published", "nonsense" };

	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		char *page = page_of(log_stuck, hidden[i]);

		cr_expect(strstr(page, "<svg") == NULL, "%s", hidden[i]);
		cr_expect(strstr(page, "alice") == NULL, "%s", hidden[i]);
		cr_expect(strstr(page, "silent") == NULL, "%s", hidden[i]);
		free(page);
	}
}

Test(picture, of_a_mistake_is_a_run_of_the_class)
{
	char *page = overview_with(log_stuck, NULL);
	char *line = strstr(page, "id=\"mistake-stalled-on-silent-peer\"");

	cr_assert(line != NULL);
	cr_expect(strstr(line, "A run of this class: 01-blocking, silent") !=
		  NULL);
	cr_expect(strstr(line, STUCK) != NULL);
	free(page);
	page = overview_with(log_stuck, "hidden");
	cr_expect(strstr(page, "id=\"mistake-stalled-on-silent-peer\"") !=
		  NULL);
	cr_expect(strstr(page, STUCK) == NULL);
	free(page);
}

Test(picture, of_a_run_that_is_too_long_is_a_sentence)
{
	char *page = page_with("", NULL);

	cr_expect(strstr(page, "<svg") == NULL);
	cr_expect(strstr(page, "The run has 70000 events, too many") != NULL);
	free(page);
}

Test(picture, of_what_is_no_log_is_left_out)
{
	static const char *const bad[] = { "",		"{}\n",
					   "[1]\n",	"{\"n\":7}\n",
					   "no JSON\n", "{\"n\":0,\"t\":0}\n" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char *page = page_of(bad[i], NULL);

		cr_expect(strstr(page, "<svg") == NULL, "%s", bad[i]);
		cr_expect(strstr(page, "bob waits") != NULL, "%s", bad[i]);
		free(page);
	}
}

/* #line gives a source any name, and a program prints what it likes. */
Test(picture, obeys_no_byte_of_a_log)
{
	static const char evil[] =
		"</title></svg><script>alert(1)</script>&\\\"'\\u001b[2J"
		"\\u202e\\u0001]]>";
	static const char override[] = { '\xe2', '\x80', '\xae', 0 };
	char *log = wording(
		"{\"n\":0,\"t\":0,\"who\":\"server\",\"do\":\"accept\","
		"\"fd\":4,\"peer\":\"%s\",\"ret\":4,\"at\":\"%s:1\","
		"\"connection\":1}\n"
		"{\"n\":1,\"t\":0,\"who\":\"server\",\"do\":\"%s\","
		"\"at\":\"%s()\"}\n"
		"{\"n\":2,\"t\":0,\"who\":\"server\",\"kind\":\"prints\","
		"\"text\":\"%s\"}\n"
		"{\"n\":3,\"t\":0,\"who\":\"%s\",\"do\":\"sends\",\"bytes\":1,"
		"\"connection\":1}\n",
		evil, evil, evil, evil, evil, evil);
	char *page;

	page = page_of(log, NULL);
	cr_expect(strstr(page, "<svg") != NULL);
	cr_expect(strstr(page, "&lt;script&gt;alert(1)") != NULL);
	cr_expect(strstr(page, "<script") == NULL);
	cr_expect(strstr(page, override) == NULL);
	cr_expect(strchr(page, 0x1b) == NULL && strchr(page, 1) == NULL);
	free(page);
	free(log);
}

Test(picture, comes_from_the_judge)
{
	struct made_class made = made_class();
	char *page;

	made_file(
		&made, "eve/echo.c",
		"#include <unistd.h>\n"
		"int main(void) { return (int)write(1, \"<eve>\\n\", 6); }\n");
	cr_expect(eq(int,
		     made_grade(&made, "grade --submissions {}/class --out "
				       "{}/out --lesson 01"),
		     0));
	page = made_read(&made, "out/feedback/eve/index.html");
	cr_expect(strstr(page, "<svg") != NULL);
	cr_expect(strstr(page, "exits with status 6") != NULL);
	cr_expect(strstr(page, "&lt;eve&gt;") != NULL);
	cr_expect(strstr(page, "<eve>") == NULL);
	free(page);
	made_class_end(&made);
}

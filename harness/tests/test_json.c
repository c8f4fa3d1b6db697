/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <unistd.h>

#include "made_trial.h"
#include "report/json.h"

static struct lesson_result *made_lesson(void)
{
	struct made *made = made_begin("alice connects\n"
				       "alice sends \"hello\"\n"
				       "alice receives \"hello\"\n");
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	struct verdict verdict;

	made->trial->end = TRIAL_COMPLETED;
	verdict = verdict_of(made->trial);
	lesson_result_add(lesson, result_of(made->trial, &verdict));
	made->trial->end = TRIAL_STEP_FAILED;
	made_connection(made, "alice", 5);
	made_fails(made, 1, MISMATCH_LESS);
	made_content(made, "hello", 5, "he", 2);
	made_blocked(made, "read", 1, 41);
	made->trial->virtual_ns = 2500000;
	verdict = verdict_of(made->trial);
	lesson_result_add(lesson, result_of(made->trial, &verdict));
	verdict_clear(&verdict);
	lesson_result_add(lesson, result_skipped(made->script, "echo"));
	lesson_result_add(lesson,
			  result_inconclusive(made->script, "no ptrace"));
	lesson_result_sum(lesson);
	made_end(made);
	return lesson;
}

static json_t *written(const struct lesson_result *lesson)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *object;

	cr_assert(eq(int, json_report_write(lesson, out), 0));
	fclose(out);
	object = json_loads(text, 0, NULL);
	cr_assert(object != NULL, "%s", text);
	free(text);
	return object;
}

static const char *string_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

Test(json, has_the_fields_of_the_contract)
{
	struct lesson_result *lesson = made_lesson();
	json_t *object = written(lesson), *script, *source;
	int version, points, max, line, place, events, ms;
	const char *name, *verdict, *mistake, *message, *file, *function;
	const char *program, *output, *expected, *received, *title;
	const char *rule, *check;
	int ok;

	cr_assert(eq(int,
		     json_unpack(object, "{s:i, s:s, s:{s:b, s:s}, s:i, s:i}",
				 "version", &version, "program", &program,
				 "compile", "ok", &ok, "output", &output,
				 "points", &points, "max_points", &max),
		     0));
	cr_expect(eq(int, version, 1));
	cr_expect(eq(int, points, 2));
	cr_expect(eq(int, max, 8));
	cr_expect(ok);
	script = json_array_get(json_object_get(object, "scripts"), 1);
	cr_assert(eq(
		int,
		json_unpack(
			script,
			"{s:s, s:s, s:s, s:s, s:n, s:s, s:i, s:o, s:s, s:s, s:i,"
			" s:i, s:s, s:s}",
			"name", &name, "title", &title, "verdict", &verdict,
			"mistake", &mistake, "needs", "message", &message,
			"script_line", &line, "source", &source, "expected",
			&expected, "received", &received, "events", &events,
			"virtual_ms", &ms, "rule", &rule, "check", &check),
		0));
	cr_expect(eq(str, (char *)check, "less"));
	cr_expect(eq(str, (char *)rule, "plain"));
	cr_expect(eq(str, (char *)name, "made"));
	cr_expect(eq(str, (char *)verdict, "fail"));
	cr_expect(eq(int, line, 6));
	cr_expect(eq(int, ms, 2));
	cr_expect(eq(str, (char *)expected, "hello"));
	cr_expect(eq(str, (char *)received, "he"));
	cr_assert(eq(int,
		     json_unpack(source, "{s:s, s:i, s:s}", "file", &file,
				 "line", &place, "function", &function),
		     0));
	cr_expect(eq(str, (char *)file, "echo.c"));
	cr_expect(eq(int, place, 41));
	json_decref(object);
	lesson_result_free(lesson);
}

Test(json, a_pass_has_nulls_and_a_skipped_one_its_need)
{
	struct lesson_result *lesson = made_lesson();
	json_t *object = written(lesson);
	json_t *scripts = json_object_get(object, "scripts");
	json_t *pass = json_array_get(scripts, 0);
	json_t *skipped = json_array_get(scripts, 2);

	cr_expect(eq(int, !!json_is_null(json_object_get(pass, "mistake")), 1));
	cr_expect(eq(int, !!json_is_null(json_object_get(pass, "source")), 1));
	cr_expect(eq(int, !!json_is_null(json_object_get(pass, "script_line")),
		     1));
	cr_expect(
		eq(int, !!json_is_string(json_object_get(pass, "message")), 1));
	cr_expect(eq(str, (char *)string_of(skipped, "verdict"), "skipped"));
	cr_expect(eq(str, (char *)string_of(skipped, "needs"), "echo"));
	cr_expect(eq(str,
		     (char *)string_of(json_array_get(scripts, 3), "verdict"),
		     "inconclusive"));
	json_decref(object);
	lesson_result_free(lesson);
}

Test(json, compiler_output_of_any_bytes_is_valid_and_short)
{
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char output[10000];
	json_t *object;

	memset(output, 'x', sizeof output);
	memcpy(output, "\xff\x1b[31m\xc3\xa9", 9);
	output[sizeof output - 1] = '\0';
	lesson_result_compiled(lesson, false, output);
	lesson->max_points = 20;
	object = written(lesson);
	cr_expect(le(
		sz,
		strlen(string_of(json_object_get(object, "compile"), "output")),
		4096));
	cr_expect(eq(
		int,
		strncmp(string_of(json_object_get(object, "compile"), "output"),
			"\\xff\\x1b[31m\xc3\xa9", 14),
		0));
	json_decref(object);
	lesson_result_free(lesson);
}

Test(json, compiler_output_is_cut_between_its_ends)
{
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char output[20000] = "echo.c:1: the first\n";
	json_t *object;
	const char *kept;

	for (int i = 2; i < 500; i++)
		sprintf(output + strlen(output), "echo.c:%d: \xc3\xa9\n", i);
	strcat(output, "compilation terminated.\n");
	lesson_result_compiled(lesson, false, output);
	object = written(lesson);
	kept = string_of(json_object_get(object, "compile"), "output");
	cr_expect(le(sz, strlen(kept), 4096));
	cr_expect(eq(int, strncmp(kept, "echo.c:1: the first\n", 20), 0));
	cr_expect(strstr(kept, "\n[... left out ...]\necho.c:") != NULL);
	cr_expect(strstr(kept, "\ncompilation terminated.\n") != NULL);
	json_decref(object);
	lesson_result_free(lesson);
}

Test(json, progress_is_read_back)
{
	char path[] = "/tmp/test_json.XXXXXX";
	struct lesson_result *lesson = made_lesson();
	struct progress progress;
	FILE *out = fdopen(mkstemp(path), "w");

	json_report_write(lesson, out);
	progress = json_progress_read(path);
	cr_expect(progress.known && !progress.passed);
	cr_expect(eq(int, progress.points, 2));
	cr_expect(eq(int, progress.max_points, 8));
	rewind(out);
	cr_assert(eq(int, ftruncate(fileno(out), 0), 0));
	while (lesson->n_scripts > 1)
		result_clear(&lesson->scripts[--lesson->n_scripts]);
	lesson_result_sum(lesson);
	json_report_write(lesson, out);
	fclose(out);
	progress = json_progress_read(path);
	cr_expect(progress.passed);
	unlink(path);
	cr_expect(eq(int, !json_progress_read(path).known, 1));
	lesson_result_free(lesson);
}

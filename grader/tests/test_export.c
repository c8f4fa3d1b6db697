/* SPDX-License-Identifier: MIT */
/*
 * Each format against whoever reads it: prove, xmllint, Python's csv, and
 * schemas written from what the platforms document (schemas/).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>

#include "export/export.h"
#include "export/text.h"
#include "made_book.h"
#include "memory.h"
#include "name.h"
#include "path.h"

#define TESTS KIT_ROOT "/grader/tests"

static const char *exported(struct book *book, const char *format)
{
	const char *folder = made_folder();
	char *error = NULL;

	cr_assert(eq(int, export_run(format, book, folder, &error), 0), "%s",
		  error);
	book_free(book);
	return folder;
}

/* checker.py looks at every file of a format in the folder. */
static void assert_checked(const char *folder, const char *format)
{
	char *output;
	int status = command_output(&output,
				    "/usr/bin/python3 -B " TESTS
				    "/checker.py %s %s/%s 2>&1",
				    format, folder, format);

	cr_expect(eq(int, status, 0), "%s", output);
	free(output);
}

static double number_at(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static json_t *json_at(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	json_t *object = json_load_file(path, 0, NULL);

	cr_assert(object != NULL, "%s", path);
	free(path);
	return object;
}

Test(export, is_read_by_its_consumer)
{
	const char *folder = made_folder();
	struct book *book = book_hostile();
	char *error = NULL;

	for (size_t i = 0; format_at(i); i++) {
		const char *name = format_at(i)->name;

		cr_assert(eq(int, export_run(name, book, folder, &error), 0));
		assert_checked(folder, name);
	}
	book_free(book);
}

Test(export, writes_nothing_beside_its_folder)
{
	const char *folder = exported(book_hostile(), "gradescope");
	char *output;

	command_output(&output, "ls -A %s && ls -A %s/gradescope | wc -l",
		       folder, folder);
	cr_expect(eq(str, output, "gradescope\n8\n"));
	free(output);
}

Test(export, is_the_same_bytes_twice)
{
	const char *folder = made_folder();
	struct book *book = book_hostile();
	char *sums[2], *error;

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; format_at(i); i++)
			export_run(format_at(i)->name, book, folder, &error);
		command_output(&sums[round],
			       "cd %s && find . -type f | sort | xargs -d '\\n'"
			       " sha256sum",
			       folder);
	}
	cr_expect(eq(str, sums[0], sums[1]));
	free(sums[0]);
	free(sums[1]);
	book_free(book);
}

Test(export, names_a_format_that_it_does_not_know)
{
	struct book *book = book_made();
	char *error = NULL;

	cr_expect(lt(int, export_run("excel", book, "/tmp", &error), 0));
	cr_expect(eq(str, error, "there is no format \"excel\""));
	free(error);
	book_free(book);
}

Test(export, a_person_who_must_be_looked_at_gets_no_zero)
{
	static const char *const alone[] = {
		"gradescope", "prairielearn", "github-classroom",
		"autolab",    "vpl",	      "coderunner"
	};
	const char *folder = made_folder();
	struct book *book = book_made();
	char *output, *error;

	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
		export_run(alone[i], book, folder, &error);
		command_output(&output, "ls %s/%s/eve", folder, alone[i]);
		cr_expect(eq(str, output, "needs-review.txt\n"), "%s",
			  alone[i]);
		free(output);
	}
	export_run("csv", book, folder, &error);
	output = file_read(folder, "csv/grades.csv");
	cr_expect(strstr(output,
			 "\neve,Eve E.,,,01-blocking,needs-review,,6,"
			 ",,0,,starts could not be judged: no ptrace") != NULL,
		  "%s", output);
	free(output);
	book_free(book);
}

Test(export, gradescope_adds_up)
{
	const char *folder = exported(book_made(), "gradescope");
	json_t *results = json_at(folder, "gradescope/fay/results.json");
	json_t *tests = json_object_get(results, "tests"), *test;
	double sum = 0;
	size_t i;

	cr_expect(json_object_get(results, "score") == NULL);
	json_array_foreach(tests, i, test) sum += number_at(test, "score");
	cr_expect(epsilon_eq(dbl, sum, 10.8, 1e-9));
	json_decref(results);
}

Test(export, prairielearn_takes_no_attempt_for_what_is_not_gradable)
{
	const char *folder = exported(book_made(), "prairielearn");
	json_t *results = json_at(folder, "prairielearn/cyd/results.json");

	cr_expect(eq(int, json_typeof(json_object_get(results, "gradable")),
		     JSON_FALSE));
	cr_expect(eq(sz,
		     json_array_size(json_object_get(results, "format_errors")),
		     2));
	json_decref(results);
	results = json_at(folder, "prairielearn/bob/results.json");
	cr_expect(eq(int, json_typeof(json_object_get(results, "gradable")),
		     JSON_TRUE));
	cr_expect(epsilon_eq(dbl, number_at(results, "score"), 4.0 / 12, 1e-9));
	json_decref(results);
}

/* Eleven lessons of fourteen scripts, each with as many quotes as a field of
   the harness's results takes. */
Test(export, prairielearn_stays_below_a_megabyte)
{
	const char *folder = made_folder();
	struct book *book = book_new();
	char *longest = memory_get(4097), *error, *text;
	struct book_entry *entry;

	memset(longest, '"', 4096);
	for (int i = 0; i < 11; i++)
		book_add_lesson(book, "05-epoll", "Register once", 28);
	entry = book_student(book, "eve")->entries;
	for (int i = 0; i < 11; i++, entry++) {
		entry->status = ENTRY_SCORED;
		entry->n_scripts = 14;
		entry->scripts = memory_get(14 * sizeof *entry->scripts);
		for (int k = 0; k < 14; k++)
			entry->scripts[k] = (struct book_script){
				.name = memory_text("echo"),
				.title = memory_text("It echoes"),
				.verdict = VERDICT_FAIL,
				.message = memory_text(longest)
			};
	}
	export_run("prairielearn", book, folder, &error);
	text = file_read(folder, "prairielearn/eve/results.json");
	cr_expect(lt(sz, strlen(text), 1000000));
	free(text);
	free(longest);
	book_free(book);
}

Test(export, hidden_scripts_are_told_to_those_who_may_know)
{
	static const char *const formats[] = {
		"prairielearn", "github-classroom", "autolab", "junit", "tap",
		"vpl",		"coderunner",	    "moodle"
	};
	const char *folder = made_folder();
	struct book *book = book_made();
	struct book_entry *entry = &book_student(book, "bob")->entries[0];
	char *output, *error;

	entry->scripts[1].visibility = HIDDEN;
	free(entry->scripts[1].title);
	entry->scripts[1].title = memory_text("SECRET");
	entry->scripts[1].message = memory_text("SECRET");
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		export_run(formats[i], book, folder, &error);
		cr_expect(ne(int,
			     command_output(&output, "grep -r SECRET %s/%s",
					    folder, formats[i]),
			     0),
			  "%s", output);
		free(output);
	}
	export_run("gradescope", book, folder, &error);
	output = file_read(folder, "gradescope/bob/results.json");
	cr_expect(strstr(output, "\"visibility\": \"hidden\"") != NULL);
	free(output);
	book_free(book);
}

Test(export, points_have_a_dot_and_no_more_digits_than_needed)
{
	static const struct {
		double points;
		const char *text;
	} cases[] = { { 12, "12" },	   { 12.5, "12.5" }, { 12.34, "12.34" },
		      { 12.345, "12.35" }, { 0.05, "0.05" }, { -1.2, "-1.2" },
		      { 12345, "12345" },  { 4.8, "4.8" } };
	char buffer[32];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		points_text(buffer, cases[i].points);
		cr_expect(eq(str, buffer, (char *)cases[i].text));
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * results.json of Gradescope's autograder. There is no score at the top: it
 * would override the sum of the tests. Gradescope shows no total as long as one
 * test is hidden; that is its rule, and the instructor's choice.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"

static json_t *script_test(const struct book_lesson *lesson,
			   const struct book_script *script, size_t number)
{
	char *name =
		wording("%s %s: %s", lesson->name, script->name, script->title);
	char *count = wording("%.2s.%zu", lesson->name, number);
	json_t *tags = json_pack("[s]", lesson->name);
	char *story;
	json_t *test;
	struct book_script told = *script;

	/* the platform keeps it from whom it is hidden: others read it all */
	told.visibility = VISIBLE;
	story = script_story(&told);
	if (script->mistake)
		json_array_append_new(tags, text_json(script->mistake));
	test = json_pack(
		"{s:i, s:i, s:s, s:o, s:s, s:o, s:s, s:s, s:o, s:{s:i, s:i}}",
		"score", script->points, "max_score", script->max_points,
		"status", script->verdict == VERDICT_PASS ? "passed" : "failed",
		"name", text_json(name), "number", count, "output",
		text_json(story), "output_format", "text", "visibility",
		visibility_name(script->visibility), "tags", tags, "extra_data",
		"script_line", script->script_line, "line", script->line);
	free(name);
	free(count);
	free(story);
	return test;
}

/* What was not scored by scripts: one test that says so. */
static json_t *status_test(const struct book_lesson *lesson,
			   const struct book_entry *entry)
{
	char *story = entry_story(entry);
	char *text = wording("%s%s%s", story, *entry->output ? "\n\n" : "",
			     entry->output);
	json_t *test = json_pack(
		"{s:i, s:i, s:s, s:o, s:s, s:o, s:s, s:s, s:[s]}", "score", 0,
		"max_score", lesson->max_points, "status", "failed", "name",
		text_json(lesson->name), "number", "1", "output",
		text_json(text), "output_format", "text", "visibility",
		"visible", "tags", entry_status_name(entry->status));

	free(story);
	free(text);
	return test;
}

static json_t *late_test(const struct book_lesson *lesson,
			 const struct book_entry *entry)
{
	char *name = wording("%s: handed in late", lesson->name);
	char *story = late_story(entry);
	json_t *test = json_pack("{s:f, s:i, s:o, s:s, s:o, s:s, s:s}", "score",
				 entry->final - entry->points, "max_score", 0,
				 "name", text_json(name), "number", "0",
				 "output", text_json(story), "output_format",
				 "text", "visibility", "visible");

	free(name);
	free(story);
	return test;
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	char *name = student_file(student, "results.json");
	json_t *tests = json_array();
	int status;

	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_lesson *lesson = &book->lessons[i];
		const struct book_entry *entry = &student->entries[i];

		for (size_t k = 0; k < entry->n_scripts; k++)
			json_array_append_new(
				tests,
				script_test(lesson, &entry->scripts[k], k + 1));
		if (entry->status != ENTRY_SCORED)
			json_array_append_new(tests,
					      status_test(lesson, entry));
		if (entry->final < entry->points)
			json_array_append_new(tests, late_test(lesson, entry));
	}
	status = file_json(folder, name,
			   json_pack("{s:s, s:s, s:o}", "output_format", "text",
				     "visibility", "visible", "tests", tests));
	free(name);
	return status;
}

int gradescope_write(const struct book *book, const char *folder)
{
	return students_write(book, folder, student_write);
}

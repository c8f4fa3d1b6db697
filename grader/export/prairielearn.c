/* SPDX-License-Identifier: MIT */
/*
 * results.json of PrairieLearn's external graders: a score from 0 to 1, and
 * tests that all have points. What is not gradable uses up no attempt.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"
#include "report/page.h"

/* At most 1 MB is taken: eleven lessons' worth of messages, each character of
   which may need an escape, stay below it. */
#define MESSAGE_MAX 2048

static json_t *text_short(const char *text)
{
	char *clean = text_clean(text, MESSAGE_MAX);
	json_t *value = json_string(clean);

	free(clean);
	return value;
}

static json_t *script_test(const struct book_lesson *lesson,
			   const struct book_script *script)
{
	bool told = script->visibility == VISIBLE;
	char *name =
		wording("%s %s", lesson->name, told ? script->name : "hidden");
	char *story = script_story(script);
	json_t *test = json_pack("{s:o, s:o, s:i, s:i, s:o, s:s}", "name",
				 text_json(name), "description",
				 text_json(script_title(script)), "points",
				 script->points, "max_points",
				 script->max_points, "message",
				 text_short(story), "output", "");

	free(name);
	free(story);
	return test;
}

/* A lesson without scripts: one test for all its points. */
static json_t *status_test(const struct book_lesson *lesson,
			   const struct book_entry *entry)
{
	char *story = entry_story(entry);
	json_t *test = json_pack("{s:s, s:o, s:i, s:i, s:o, s:o}", "name",
				 lesson->name, "description",
				 text_json(lesson->title), "points", 0,
				 "max_points", lesson->max_points, "message",
				 text_short(story), "output",
				 text_short(entry->output));

	free(story);
	return test;
}

/* Nothing at all that could be judged: the student's attempt is not used. */
static bool is_gradable(const struct book *book,
			const struct book_student *student)
{
	for (size_t i = 0; i < book->n_lessons; i++) {
		if (student->entries[i].status == ENTRY_SCORED)
			return true;
	}
	return book->n_lessons == 0;
}

static json_t *result_of_student(const struct book *book,
				 const struct book_student *student)
{
	bool gradable = is_gradable(book, student);
	double max = student_max_points(book);
	double score = max > 0 ? student_points(book, student) / max : 0;
	json_t *tests = json_array(), *errors = json_array();
	json_t *result;

	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_entry *entry = &student->entries[i];
		char *story = entry_story(entry), *late = late_story(entry);
		char *line = wording("%s: %s %s", book->lessons[i].name, story,
				     late);

		for (size_t k = 0; k < entry->n_scripts; k++)
			json_array_append_new(tests,
					      script_test(&book->lessons[i],
							  &entry->scripts[k]));
		if (entry->n_scripts == 0)
			json_array_append_new(
				tests, status_test(&book->lessons[i], entry));
		json_array_append_new(errors, text_short(line));
		free(line);
		free(late);
		free(story);
	}
	result = json_pack("{s:f, s:b, s:s, s:o}", "score", score, "gradable",
			   gradable, "output", "", "tests", tests);
	if (gradable)
		json_decref(errors);
	else
		json_object_set_new(result, "format_errors", errors);
	return result;
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	char *name = student_file(student, "results.json");
	int status = file_json(folder, name, result_of_student(book, student));

	free(name);
	return status;
}

int prairielearn_write(const struct book *book, const char *folder)
{
	return students_write(book, folder, student_write);
}

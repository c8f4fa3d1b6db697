/* SPDX-License-Identifier: MIT */
/*
 * The answer of a combinator template grader of CodeRunner: one JSON object.
 * Its fields are shown as HTML, so what comes from a student is escaped; a
 * table cell is text unless columnformats says otherwise.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"

static json_t *html_text(const char *text)
{
	char *html = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&html, &size);
	json_t *value;

	memory_check(out);
	fputs("<pre>", out);
	put_markup(out, text);
	fputs("</pre>", out);
	fclose(out);
	value = json_string(html);
	free(html);
	return value;
}

static void add_entry(json_t *rows, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];
		char *name =
			wording("%s: %s", lesson->name, script_title(script));
		char *points =
			wording("%d/%d", script->points, script->max_points);
		char *story = script_story(script);

		json_array_append_new(rows,
				      json_pack("[b, o, s, o]",
						script->verdict == VERDICT_PASS,
						text_json(name), points,
						text_json(story)));
		free(name);
		free(points);
		free(story);
	}
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	json_t *rows = json_pack("[[s, s, s, s]]", "iscorrect", "Script",
				 "Points", "What happened");
	char *name = student_file(student, "answer.json");
	double max = student_max_points(book);
	int status;
	char *told = memory_text("");
	json_t *answer;

	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_entry *entry = &student->entries[i];
		char *story = entry_story(entry), *late = late_story(entry);
		char *longer = wording("%s%s: %s %s\n%s", told,
				       book->lessons[i].name, story, late,
				       entry->output);

		add_entry(rows, &book->lessons[i], entry);
		free(told);
		free(story);
		free(late);
		told = longer;
	}
	answer = json_pack("{s:f, s:o, s:[s, s, s], s:o}", "fraction",
			   max > 0 ? student_points(book, student) / max : 0,
			   "testresults", rows, "columnformats", "%s", "%s",
			   "%s", "prologuehtml", html_text(told));
	status = file_json(folder, name, answer);
	free(told);
	free(name);
	return status;
}

int coderunner_write(const struct book *book, const char *folder)
{
	return students_write(book, folder, student_write);
}

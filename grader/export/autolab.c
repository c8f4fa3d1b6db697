/* SPDX-License-Identifier: MIT */
/*
 * The last line of an Autolab autograder's output is the scores; the line
 * before it is the presentation by stages. A word with a colon inside a string
 * could be read as a score of its own, so there are none.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

static json_t *text_plain(const char *text)
{
	char *line = text_line(text, TEXT_MAX);
	json_t *value;

	for (char *s = line; *s; s++) {
		if (*s == ':')
			*s = s[1] == ' ' ? ',' : ' ';
	}
	value = json_string(line);
	free(line);
	return value;
}

static json_t *stage_of(const struct book_entry *entry)
{
	json_t *stage = json_object();
	char *story;

	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];
		json_t *result = json_pack("{s:b}", "passed",
					   script->verdict == VERDICT_PASS);

		if (script->visibility != VISIBLE) {
			json_decref(result);
			continue;
		}
		story = script_story(script);
		if (*story)
			json_object_set_new(result, "hint", text_plain(story));
		json_object_set_new(stage, script->name, result);
		free(story);
	}
	if (entry->status == ENTRY_SCORED)
		return stage;
	story = entry_story(entry);
	json_object_set_new(stage, entry_status_name(entry->status),
			    json_pack("{s:b, s:o}", "passed", 0, "hint",
				      text_plain(story)));
	free(story);
	return stage;
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	char *name = student_file(student, "output.txt");
	struct file file = file_begin(folder, name);
	json_t *stages = json_array(), *scores = json_object();
	json_t *shown = json_pack("{s:s}", "_presentation", "semantic");
	json_t *last;

	json_object_set_new(shown, "stages", stages);
	for (size_t i = 0; i < book->n_lessons; i++) {
		const char *lesson = book->lessons[i].name;
		const struct book_entry *entry = &student->entries[i];

		json_array_append_new(stages, json_string(lesson));
		json_object_set_new(shown, lesson, stage_of(entry));
		json_object_set_new(scores, lesson, json_real(entry->final));
	}
	last = json_pack("{s:o, s:[]}", "scores", scores, "scoreboard");
	if (file.out) {
		json_dumpf(shown, file.out, JSON_COMPACT);
		putc('\n', file.out);
		json_dumpf(last, file.out, JSON_COMPACT);
		putc('\n', file.out);
	}
	json_decref(shown);
	json_decref(last);
	free(name);
	return file_end(&file);
}

int autolab_write(const struct book *book, const char *folder)
{
	return students_write(book, folder, student_write);
}

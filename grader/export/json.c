/* SPDX-License-Identifier: MIT */
/* Everything that the grade book holds, as one object. */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

static json_t *line_or_null(int line)
{
	return line ? json_integer(line) : json_null();
}

static json_t *script_json(const struct book_script *script)
{
	json_t *source = json_null();

	if (script->file && script->line)
		source = json_pack("{s:o, s:i, s:o}", "file",
				   text_json(script->file), "line",
				   script->line, "function",
				   text_json(script->function));
	return json_pack(
		"{s:o, s:o, s:s, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:I, s:I, s:s}",
		"name", text_json(script->name), "title",
		text_json(script->title), "verdict",
		verdict_kind_name(script->verdict), "points", script->points,
		"max_points", script->max_points, "mistake",
		text_json(script->mistake), "needs", text_json(script->needs),
		"message", text_json(script->message), "script_line",
		line_or_null(script->script_line), "source", source, "expected",
		text_json(script->expected), "received",
		text_json(script->received), "events",
		(json_int_t)script->events, "virtual_ms",
		(json_int_t)script->virtual_ms, "visibility",
		visibility_name(script->visibility));
}

static json_t *entry_json(const struct book_lesson *lesson,
			  const struct book_entry *entry)
{
	bool judged = entry->status != ENTRY_NEEDS_REVIEW;
	json_t *scripts = json_array();

	for (size_t i = 0; i < entry->n_scripts; i++)
		json_array_append_new(scripts, script_json(&entry->scripts[i]));
	return json_pack("{s:o, s:s, s:o, s:o, s:i, s:o, s:o, s:I, s:o, s:o}",
			 "lesson", text_json(lesson->name), "status",
			 entry_status_name(entry->status), "points",
			 judged ? json_real(entry->final) : json_null(),
			 "raw_points",
			 judged ? json_integer(entry->points) : json_null(),
			 "max_points", lesson->max_points, "program",
			 text_json(entry->program), "submitted_at",
			 *entry->submitted_at ? text_json(entry->submitted_at) :
						json_null(),
			 "late", (json_int_t)entry->late, "note",
			 text_json(entry->note), "scripts", scripts);
}

static json_t *student_json(const struct book *book,
			    const struct book_student *student)
{
	json_t *entries = json_array();

	for (size_t i = 0; i < book->n_lessons; i++)
		json_array_append_new(entries,
				      entry_json(&book->lessons[i],
						 &student->entries[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:f}", "student",
			 text_json(student->id), "name",
			 text_json(student->name), "email",
			 text_json(student->email), "section",
			 text_json(student->section), "on_roster",
			 student->row > 0, "lessons", entries, "total",
			 student_needs_review(book, student) ?
				 json_null() :
				 json_real(student_points(book, student)),
			 "max_total", student_max_points(book));
}

int json_write(const struct book *book, const char *folder)
{
	json_t *lessons = json_array(), *students = json_array();

	for (size_t i = 0; i < book->n_lessons; i++)
		json_array_append_new(
			lessons,
			json_pack("{s:o, s:o, s:i}", "name",
				  text_json(book->lessons[i].name), "title",
				  text_json(book->lessons[i].title),
				  "max_points", book->lessons[i].max_points));
	for (size_t i = 0; i < book->n_students; i++)
		json_array_append_new(students,
				      student_json(book, &book->students[i]));
	return file_json(folder, "grades.json",
			 json_pack("{s:i, s:o, s:o}", "version", 1, "lessons",
				   lessons, "students", students));
}

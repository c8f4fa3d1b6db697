/* SPDX-License-Identifier: MIT */
/*
 * TAP 14, one file a student. What could not be judged is a TODO: it is
 * neither passed nor failed.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"

/* A description: # would begin a directive, \ an escape, digits a number. */
static void put_description(FILE *out, const char *text)
{
	char *line = text_line(text, TEXT_MAX);

	for (const char *s = line; *s; s++) {
		if (*s == '#' || *s == '\\')
			putc('\\', out);
		putc(*s, out);
	}
	free(line);
}

/* A YAML scalar between double quotes is one of JSON. */
static void put_yaml(FILE *out, const char *key, const char *text)
{
	json_t *value;

	if (!text)
		return;
	value = text_json(text);
	fprintf(out, "  %s: ", key);
	json_dumpf(value, out, JSON_ENCODE_ANY);
	putc('\n', out);
	json_decref(value);
}

static void put_script(FILE *out, size_t number,
		       const struct book_lesson *lesson,
		       const struct book_script *script)
{
	bool told = script->visibility == VISIBLE;
	bool skipped = script->verdict == VERDICT_SKIPPED;
	bool passed = script->verdict == VERDICT_PASS;
	char *story = script_story(script);
	char *text = wording("%s %s: %s", lesson->name,
			     told ? script->name : "hidden",
			     script_title(script));

	fprintf(out, "%s %zu - ", passed || skipped ? "ok" : "not ok", number);
	put_description(out, text);
	if (skipped)
		fputs(" # SKIP ", out), put_description(out, story);
	if (script->verdict == VERDICT_INCONCLUSIVE)
		fputs(" # TODO could not be judged", out);
	putc('\n', out);
	if (!passed && !skipped) {
		fputs("  ---\n", out);
		put_yaml(out, "message", story);
		put_yaml(out, "mistake", told ? script->mistake : NULL);
		fprintf(out, "  points: %d\n  max_points: %d\n  ...\n",
			script->points, script->max_points);
	}
	free(text);
	free(story);
}

static void put_status(FILE *out, size_t number,
		       const struct book_lesson *lesson,
		       const struct book_entry *entry)
{
	char *story = entry_story(entry);
	char *text = wording("%s: %s", lesson->name, story);

	fprintf(out, "not ok %zu - ", number);
	put_description(out, text);
	if (entry->status == ENTRY_NEEDS_REVIEW)
		fputs(" # TODO could not be judged", out);
	fputs("\n  ---\n", out);
	put_yaml(out, "status", entry_status_name(entry->status));
	if (*entry->output)
		put_yaml(out, "output", entry->output);
	fputs("  ...\n", out);
	free(text);
	free(story);
}

static void put_student(FILE *out, const struct book *book,
			const struct book_student *student)
{
	size_t plan = 0, number = 0;

	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_entry *entry = &student->entries[i];

		plan += entry->n_scripts + (entry->status != ENTRY_SCORED);
	}
	fprintf(out, "TAP version 14\n1..%zu\n", plan);
	for (size_t i = 0; i < book->n_lessons; i++) {
		const struct book_entry *entry = &student->entries[i];

		for (size_t k = 0; k < entry->n_scripts; k++)
			put_script(out, ++number, &book->lessons[i],
				   &entry->scripts[k]);
		if (entry->status != ENTRY_SCORED)
			put_status(out, ++number, &book->lessons[i], entry);
	}
}

int tap_write(const struct book *book, const char *folder)
{
	int status = 0;

	for (size_t i = 0; i < book->n_students && status == 0; i++) {
		char *name = student_file(&book->students[i], "results.tap");
		struct file file = file_begin(folder, name);

		if (file.out)
			put_student(file.out, book, &book->students[i]);
		status = file_end(&file);
		free(name);
	}
	return status;
}

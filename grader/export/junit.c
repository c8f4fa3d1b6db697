/* SPDX-License-Identifier: MIT */
/*
 * JUnit's XML, one file a student: a suite for each lesson. A failure is the
 * student's mistake, an error is ours. Times are virtual: they are the same in
 * every run.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

static void put_attribute(FILE *out, const char *name, const char *text)
{
	char *line = text_line(text, TEXT_MAX);

	fprintf(out, " %s=\"", name);
	put_markup(out, line);
	putc('"', out);
	free(line);
}

static void put_element(FILE *out, const char *element, const char *message,
			const char *type, const char *text)
{
	fprintf(out, "   <%s", element);
	put_attribute(out, "message", message);
	if (type)
		put_attribute(out, "type", type);
	putc('>', out);
	put_markup(out, text);
	fprintf(out, "</%s>\n", element);
}

static void put_script(FILE *out, const struct book_lesson *lesson,
		       const struct book_script *script)
{
	char *story = script_story(script);
	bool told = script->visibility == VISIBLE;

	fputs("  <testcase", out);
	put_attribute(out, "classname", lesson->name);
	put_attribute(out, "name", told ? script->name : "hidden");
	fprintf(out, " time=\"%ld.%03ld\">\n", script->virtual_ms / 1000,
		script->virtual_ms % 1000);
	if (script->verdict == VERDICT_FAIL)
		put_element(out, "failure", script_title(script),
			    told ? script->mistake : NULL, story);
	else if (script->verdict == VERDICT_INCONCLUSIVE)
		put_element(out, "error", "Could not be judged", NULL, story);
	else if (script->verdict == VERDICT_SKIPPED) {
		fputs("   <skipped", out);
		put_attribute(out, "message", story);
		fputs("/>\n", out);
	}
	fputs("  </testcase>\n", out);
	free(story);
}

/* A lesson that was not scored by scripts, as one case. */
static void put_status(FILE *out, const struct book_lesson *lesson,
		       const struct book_entry *entry)
{
	bool ours = entry->status == ENTRY_NEEDS_REVIEW;
	char *story = entry_story(entry);

	fputs("  <testcase", out);
	put_attribute(out, "classname", lesson->name);
	put_attribute(out, "name", "submission");
	fputs(" time=\"0.000\">\n", out);
	put_element(out, ours ? "error" : "failure", story,
		    entry_status_name(entry->status), entry->output);
	fputs("  </testcase>\n", out);
	free(story);
}

static size_t count(const struct book_entry *entry, enum verdict_kind verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < entry->n_scripts; i++)
		n += entry->scripts[i].verdict == verdict;
	return n;
}

static void put_suite(FILE *out, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	bool scored = entry->status == ENTRY_SCORED;
	bool ours = entry->status == ENTRY_NEEDS_REVIEW;

	fputs(" <testsuite", out);
	put_attribute(out, "name", lesson->name);
	fprintf(out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\""
		" skipped=\"%zu\">\n",
		entry->n_scripts + !scored,
		count(entry, VERDICT_FAIL) + (!scored && !ours),
		count(entry, VERDICT_INCONCLUSIVE) + ours,
		count(entry, VERDICT_SKIPPED));
	for (size_t i = 0; i < entry->n_scripts; i++)
		put_script(out, lesson, &entry->scripts[i]);
	if (!scored)
		put_status(out, lesson, entry);
	fputs(" </testsuite>\n", out);
}

int junit_write(const struct book *book, const char *folder)
{
	int status = 0;

	for (size_t i = 0; i < book->n_students && status == 0; i++) {
		const struct book_student *student = &book->students[i];
		char *name = student_file(student, "results.xml");
		struct file file = file_begin(folder, name);

		if (file.out) {
			fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			      "<testsuites",
			      file.out);
			put_attribute(file.out, "name", student->id);
			fputs(">\n", file.out);
			for (size_t k = 0; k < book->n_lessons; k++)
				put_suite(file.out, &book->lessons[k],
					  &student->entries[k]);
			fputs("</testsuites>\n", file.out);
		}
		status = file_end(&file);
		free(name);
	}
	return status;
}

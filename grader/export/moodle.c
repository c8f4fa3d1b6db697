/* SPDX-License-Identifier: MIT */
/*
 * Moodle. worksheet-LESSON.csv is the assignment's own grading worksheet, if
 * that is the roster, with Grade and Feedback comments filled; "Last modified
 * (grade)" stays, for Moodle refuses rows whose grade has changed since.
 * import.csv is for the gradebook's import, by username, email or idnumber.
 * feedback/ holds a folder for each row of the worksheet, named as in the
 * assignment's zip of submissions, to upload as feedback files.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"
#include "name.h"

/* A grade is bounded by the assignment; the comment is read as HTML. */
static char *comment_of(const struct book_entry *entry)
{
	char *text = NULL, *story = entry_story(entry);
	char *late = late_story(entry);
	size_t size = 0;
	FILE *out = memory_check(open_memstream(&text, &size));

	put_markup(out, story);
	putc(' ', out);
	put_markup(out, late);
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];
		char *told = script_story(script);
		char *line = text_line(told, TEXT_MAX);

		if (*line) {
			fputs("<br>", out);
			put_markup(out, script_title(script));
			fputs(": ", out);
			put_markup(out, line);
		}
		free(line);
		free(told);
	}
	fclose(out);
	free(story);
	free(late);
	return text;
}

static void put_worksheet_row(FILE *out, const struct csv_table *sheet,
			      const struct book_student *student, size_t lesson)
{
	const struct book_entry *entry = &student->entries[lesson];
	int grade = csv_column(sheet, "Grade");
	int comments = csv_column(sheet, "Feedback comments");
	bool judged = entry->status != ENTRY_NEEDS_REVIEW;
	char *comment = comment_of(entry);
	char points[32];

	for (size_t i = 0; i < sheet->rows[0].n; i++) {
		const char *cell = csv_cell(&sheet->rows[student->row], (int)i);

		if (i > 0)
			putc(',', out);
		if ((int)i == grade && judged)
			cell = points_text(points, entry->final);
		if ((int)i == comments && judged)
			csv_put(out, comment, CSV_FOREIGN);
		else
			csv_put(out, cell, CSV_OURS);
	}
	putc('\n', out);
	free(comment);
}

static void put_header(FILE *out, const struct csv_row *header)
{
	for (size_t i = 0; i < header->n; i++) {
		if (i > 0)
			putc(',', out);
		csv_put(out, header->cells[i], CSV_OURS);
	}
	putc('\n', out);
}

static int worksheet_write(const struct book *book, size_t lesson,
			   const char *folder)
{
	char *name = wording("worksheet-%s.csv", book->lessons[lesson].name);
	struct file file = file_begin(folder, name);

	if (file.out)
		put_header(file.out, &book->roster->rows[0]);
	for (size_t i = 0; file.out && i < book->n_students; i++) {
		if (book->students[i].row)
			put_worksheet_row(file.out, book->roster,
					  &book->students[i], lesson);
	}
	free(name);
	return file_end(&file);
}

static void put_cell(FILE *out, const char *text, bool ours)
{
	char *line = text_line(text, TEXT_MAX);

	csv_put(out, line, ours ? CSV_OURS : CSV_FOREIGN);
	putc(',', out);
	free(line);
}

static void put_import(FILE *out, const struct book *book)
{
	char points[32];

	fputs("username,email,idnumber", out);
	for (size_t i = 0; i < book->n_lessons; i++)
		fprintf(out, ",%s", book->lessons[i].name);
	putc('\n', out);
	for (size_t i = 0; i < book->n_students; i++) {
		const struct book_student *student = &book->students[i];

		put_cell(out, student->id, student->row > 0);
		put_cell(out, student->email, student->row > 0);
		put_cell(out, student->id, student->row > 0);
		for (size_t k = 0; k < book->n_lessons; k++) {
			const struct book_entry *entry = &student->entries[k];

			if (k > 0)
				putc(',', out);
			if (entry->status != ENTRY_NEEDS_REVIEW)
				fputs(points_text(points, entry->final), out);
		}
		putc('\n', out);
	}
}

/* "Full name_123456_assignsubmission_file", from "Participant 123456". */
static char *feedback_name(const struct csv_table *sheet,
			   const struct book_student *student)
{
	const struct csv_row *row = &sheet->rows[student->row];
	const char *id = csv_cell(row, csv_column(sheet, "Identifier"));
	const char *digits = id + strcspn(id, "0123456789");
	char *full = wording("%s_%s_assignsubmission_file",
			     csv_cell(row, csv_column(sheet, "Full name")),
			     digits);
	char *folder = name_folder(full);
	char *name = wording("feedback/%s/feedback.html", folder);

	free(full);
	free(folder);
	return name;
}

static int feedback_write(const struct book *book,
			  const struct book_student *student,
			  const char *folder)
{
	char *name = feedback_name(book->roster, student);
	struct file file = file_begin(folder, name);

	for (size_t i = 0; file.out && i < book->n_lessons; i++) {
		char *comment = comment_of(&student->entries[i]);

		fprintf(file.out, "%s<h2>%s</h2><p>%s</p>\n",
			i ? "" : "<!doctype html><meta charset=utf-8>",
			book->lessons[i].name, comment);
		free(comment);
	}
	free(name);
	return file_end(&file);
}

int moodle_write(const struct book *book, const char *folder)
{
	struct file file = file_begin(folder, "import.csv");
	int status;

	if (file.out)
		put_import(file.out, book);
	status = file_end(&file);
	if (csv_column(book->roster, "Identifier") < 0)
		return status;
	for (size_t i = 0; i < book->n_lessons && status == 0; i++)
		status = worksheet_write(book, i, folder);
	for (size_t i = 0; i < book->n_students && status == 0; i++) {
		if (book->students[i].row)
			status = feedback_write(book, &book->students[i],
						folder);
	}
	return status;
}

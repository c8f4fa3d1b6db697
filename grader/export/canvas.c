/* SPDX-License-Identifier: MIT */
/*
 * Canvas: the instructor's own export of the gradebook, which is the roster,
 * written back with a column filled for each lesson. The column is the one
 * whose title, before the id in brackets, is the lesson's name; where there is
 * none, one is added, from which Canvas makes a new assignment. A roster that
 * is no such export gives a table with the columns that Canvas looks for.
 *
 * The roster's cells are the instructor's and go back as they came, for Canvas
 * finds people by them. An empty cell changes nothing in Canvas.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

static void put_grade(FILE *out, const struct book_entry *entry)
{
	char points[32];

	if (entry->status != ENTRY_NEEDS_REVIEW)
		fputs(points_text(points, entry->final), out);
}

/* "05-epoll (1234)" is the column of 05-epoll; -1: there is none. */
static int lesson_column(const struct csv_row *header, const char *lesson)
{
	size_t len = strlen(lesson);

	for (size_t i = 0; i < header->n; i++) {
		const char *title = header->cells[i];

		if (strncmp(title, lesson, len) == 0 &&
		    (!title[len] || strncmp(title + len, " (", 2) == 0))
			return (int)i;
	}
	return -1;
}

/* The lesson that a column is of; -1: none. */
static int column_lesson(const struct book *book, size_t column)
{
	for (size_t i = 0; i < book->n_lessons; i++) {
		if (lesson_column(&book->roster->rows[0],
				  book->lessons[i].name) == (int)column)
			return (int)i;
	}
	return -1;
}

static const struct book_student *student_of_row(const struct book *book,
						 size_t row)
{
	for (size_t i = 0; row > 0 && i < book->n_students; i++) {
		if (book->students[i].row == row)
			return &book->students[i];
	}
	return NULL;
}

static bool is_points_possible(const struct csv_row *row)
{
	const char *first = csv_cell(row, 0);

	return strncmp(first + strspn(first, " "), "Points Possible", 15) == 0;
}

/* What belongs into a lesson's column in this row. */
static void put_lesson_cell(FILE *out, const struct book *book, size_t row,
			    size_t lesson)
{
	const struct book_student *student = student_of_row(book, row);

	if (row == 0)
		csv_put(out, book->lessons[lesson].name, CSV_OURS);
	else if (is_points_possible(&book->roster->rows[row]))
		fprintf(out, "%d", book->lessons[lesson].max_points);
	else if (student)
		put_grade(out, &student->entries[lesson]);
}

static void put_row(FILE *out, const struct book *book, size_t row)
{
	const struct csv_row *header = &book->roster->rows[0];
	const struct csv_row *cells = &book->roster->rows[row];
	bool graded = student_of_row(book, row) != NULL;

	for (size_t i = 0; i < header->n; i++) {
		int lesson = column_lesson(book, i);

		if (i > 0)
			putc(',', out);
		if (graded && lesson >= 0)
			put_lesson_cell(out, book, row, (size_t)lesson);
		else
			csv_put(out, csv_cell(cells, (int)i), CSV_OURS);
	}
	for (size_t i = 0; i < book->n_lessons; i++) {
		if (lesson_column(header, book->lessons[i].name) >= 0)
			continue;
		putc(',', out);
		put_lesson_cell(out, book, row, i);
	}
	putc('\n', out);
}

static void put_student(FILE *out, const struct book *book,
			const struct book_student *student)
{
	enum csv_trust trust = student->row ? CSV_OURS : CSV_FOREIGN;
	const char *cells[] = { *student->name ? student->name : student->id,
				"", student->id, student->email,
				student->section };

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		char *line = text_line(cells[i], TEXT_MAX);

		csv_put(out, line, trust);
		if (i + 1 < sizeof cells / sizeof *cells)
			putc(',', out);
		free(line);
	}
	for (size_t i = 0; i < book->n_lessons; i++) {
		putc(',', out);
		put_grade(out, &student->entries[i]);
	}
	putc('\n', out);
}

static void put_own_table(FILE *out, const struct book *book)
{
	fputs("Student,ID,SIS User ID,SIS Login ID,Section", out);
	for (size_t i = 0; i < book->n_lessons; i++)
		fprintf(out, ",%s", book->lessons[i].name);
	fputs("\n    Points Possible,,,,", out);
	for (size_t i = 0; i < book->n_lessons; i++)
		fprintf(out, ",%d", book->lessons[i].max_points);
	putc('\n', out);
	for (size_t i = 0; i < book->n_students; i++)
		put_student(out, book, &book->students[i]);
}

int canvas_write(const struct book *book, const char *folder)
{
	struct file file = file_begin(folder, "gradebook.csv");

	if (!file.out)
		return file_end(&file);
	if (csv_column(book->roster, "SIS Login ID") < 0) {
		put_own_table(file.out, book);
		return file_end(&file);
	}
	for (size_t i = 0; i < book->roster->n; i++)
		put_row(file.out, book, i);
	return file_end(&file);
}

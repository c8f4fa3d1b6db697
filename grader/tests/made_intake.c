/* SPDX-License-Identifier: MIT */
#include "tests/made_intake.h"

#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "export/files.h"
#include "memory.h"
#include "path.h"

static void add_lesson(struct class *class, const char *name)
{
	class_lesson(class, name, name, "echo.c", "kit", 12);
}

struct class made_intake(const struct made_class *made, const char *path,
			 const char *lesson)
{
	struct class class = { .work = made_path(made, "out/.work") };
	char *roster = made_path(made, "roster.csv"),
	     *full = made_path(made, path ? path : "class"), *error = NULL;

	folder_make(class.work);
	add_lesson(&class, lesson ? lesson : "01-blocking");
	if (!lesson)
		add_lesson(&class, "02-setblocking");
	if (access(roster, F_OK) == 0)
		cr_assert(eq(int, class_roster(&class, roster, &error), 0),
			  "%s", error);
	cr_assert(eq(int, class_read(&class, full, &error), 0), "%s", error);
	free(full);
	free(roster);
	return class;
}

static const struct book_student *student_of(const struct class *class,
					     const struct unit *unit)
{
	for (size_t i = 0; i < class->n_students; i++)
		if (strcmp(class->students[i].id, unit->student) == 0)
			return &class->students[i];
	return NULL;
}

void expect_intake(const struct class *class, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < class->n_units; i++) {
		const struct unit *unit = &class->units[i].unit;
		const struct book_student *student = student_of(class, unit);

		fprintf(out, "%s%s%s", unit->student,
			student && *student->name ? " " : "",
			student ? student->name : "?");
		if (class->n_lessons > 1)
			fprintf(out, " %.2s", unit->lesson);
		fprintf(out, ": %s", entry_status_name(unit->status));
		if (unit->note)
			fprintf(out, " (%s)", unit->note);
		fputs("; ", out);
	}
	fclose(out);
	cr_expect(eq(str, text, (char *)expected));
	free(text);
}

void expect_asides(const struct class *class, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < class->n_asides; i++)
		fprintf(out, "%s (%s); ", class->asides[i].path,
			class->asides[i].reason);
	fclose(out);
	cr_expect(eq(str, text, (char *)expected));
	free(text);
}

void expect_roster(const char *text, size_t len, const char *expected)
{
	struct made_class made = made_class();
	struct class class = { 0 };
	char *path = made_path(&made, "roster.csv"), *error = NULL;

	made_bytes(&made, "../roster.csv", text, len);
	class_roster(&class, path, &error);
	cr_expect(eq(str, error ? error + strlen(path) + 2 : "",
		     (char *)expected));
	if (error)
		cr_expect(strncmp(error, path, strlen(path)) == 0, "%s", error);
	free(error);
	free(path);
	class_free(&class);
	made_class_end(&made);
}

void made_zip(const struct made_class *made, const char *path,
	      const char *const *members, const char *content, size_t len)
{
	char *full = made_path(made, path);
	struct archive *archive = archive_write_new();

	archive_write_set_format_zip(archive);
	cr_assert(eq(int, archive_write_open_filename(archive, full), 0));
	for (; *members; members++) {
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_pathname(entry, *members);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)len);
		archive_write_header(archive, entry);
		archive_write_data(archive, content, len);
		archive_entry_free(entry);
	}
	archive_write_close(archive);
	archive_write_free(archive);
	free(full);
}

void made_files(const struct made_class *made, const char *const *files)
{
	for (; *files; files++)
		made_file(made, *files, SOURCE);
}

void expect_class(const char *const *files, const char *roster,
		  const char *expected, const char *asides)
{
	struct made_class made = made_class();
	struct class class;

	made_files(&made, files);
	if (roster)
		made_file(&made, "../roster.csv", roster);
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class, expected);
	expect_asides(&class, asides);
	class_free(&class);
	made_class_end(&made);
}

/* SPDX-License-Identifier: MIT */
/*
 * What vpl_execution of Moodle's Virtual Programming Lab prints: comments
 * between <|-- and --|>, and the grade. Any text in there could forge these
 * marks, so each is broken in a student's words, and each such line is quoted.
 */
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

/* One line; the first character of a mark is followed by a space. */
static void put_harmless(FILE *out, const char *text)
{
	static const char *const marks[] = { ":=>>", "<|--", "--|>", "<|",
					     "|>" };
	char *line = text_line(text, TEXT_MAX);

	for (const char *s = line; *s; s++) {
		putc(*s, out);
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
			if (strncmp(s, marks[i], strlen(marks[i])) == 0) {
				putc(' ', out);
				break;
			}
		}
	}
	free(line);
}

/* Lines that begin with > are shown as they are. */
static void put_quoted(FILE *out, const char *text)
{
	char *copy = memory_text(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		fputs("> ", out);
		put_harmless(out, line);
		putc('\n', out);
	}
	free(copy);
}

static void put_entry(FILE *out, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	char *story = entry_story(entry), *late = late_story(entry);

	fprintf(out, "-%s: ", lesson->name);
	put_harmless(out, story);
	putc('\n', out);
	put_quoted(out, late);
	put_quoted(out, entry->output);
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];
		char *told = script_story(script);

		fprintf(out, "%d/%d ", script->points, script->max_points);
		put_harmless(out, script_title(script));
		putc('\n', out);
		put_quoted(out, told);
		free(told);
	}
	free(story);
	free(late);
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	char *name = student_file(student, "output.txt");
	struct file file = file_begin(folder, name);
	char grade[32];

	free(name);
	if (file.out) {
		fputs("<|--\n", file.out);
		for (size_t i = 0; i < book->n_lessons; i++)
			put_entry(file.out, &book->lessons[i],
				  &student->entries[i]);
		fprintf(file.out, "--|>\nGrade :=>> %s\n",
			points_text(grade, student_points(book, student)));
	}
	return file_end(&file);
}

int vpl_write(const struct book *book, const char *folder)
{
	return students_write(book, folder, student_write);
}

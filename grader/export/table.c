/* SPDX-License-Identifier: MIT */
/* One row a student and script, and the same table as OUT/grades.csv. */
#include "export/table.h"
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "memory.h"

/* Text of the class, clean and on one line. */
static void put_foreign(FILE *out, const char *text)
{
	char *line = text_line(text ? text : "", TEXT_MAX);

	putc(',', out);
	csv_put(out, line, CSV_FOREIGN);
	free(line);
}

static void put_ours(FILE *out, const char *text)
{
	char *line = text_line(text, TEXT_MAX);

	putc(',', out);
	csv_put(out, line, CSV_OURS);
	free(line);
}

/* The roster is the instructor's: its cells stay as they are. */
static void put_student(FILE *out, const struct book_student *student)
{
	bool ours = student->row > 0;
	char *line = text_line(student->id, TEXT_MAX);

	csv_put(out, line, ours ? CSV_OURS : CSV_FOREIGN);
	(ours ? put_ours : put_foreign)(out, student->name);
	(ours ? put_ours : put_foreign)(out, student->email);
	(ours ? put_ours : put_foreign)(out, student->section);
	free(line);
}

static void put_entry(FILE *out, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	const struct book_script *failed = entry_first_failure(entry);
	bool judged = entry->status != ENTRY_NEEDS_REVIEW;
	char buffer[32];

	put_ours(out, lesson->name);
	put_ours(out, entry_status_name(entry->status));
	put_ours(out, judged ? points_text(buffer, entry->final) : "");
	fprintf(out, ",%d", lesson->max_points);
	put_ours(out, judged && lesson->max_points ?
			      points_text(buffer, entry->final * 100 /
							  lesson->max_points) :
			      "");
	put_ours(out, entry->submitted_at);
	fprintf(out, ",%ld", entry->late);
	put_ours(out, failed && failed->mistake ? failed->mistake :
		      entry->status == ENTRY_DOES_NOT_COMPILE ?
						  "does-not-compile" :
						  "");
	put_foreign(out, entry->note);
}

void grades_csv_put(FILE *out, const struct book *book)
{
	fputs("student,name,email,section,lesson,status,points,max_points,"
	      "percent,submitted_at,late,first_mistake,note\n",
	      out);
	for (size_t i = 0; i < book->n_students; i++) {
		for (size_t k = 0; k < book->n_lessons; k++) {
			put_student(out, &book->students[i]);
			put_entry(out, &book->lessons[k],
				  &book->students[i].entries[k]);
			putc('\n', out);
		}
	}
}

static void put_script(FILE *out, const struct book_student *student,
		       const struct book_lesson *lesson,
		       const struct book_entry *entry,
		       const struct book_script *script)
{
	put_student(out, student);
	put_ours(out, lesson->name);
	put_ours(out, entry_status_name(entry->status));
	put_ours(out, script->name);
	put_ours(out, verdict_kind_name(script->verdict));
	if (script->verdict == VERDICT_INCONCLUSIVE)
		putc(',', out);
	else
		fprintf(out, ",%d", script->points);
	fprintf(out, ",%d", script->max_points);
	put_ours(out, script->mistake ? script->mistake : "");
	put_foreign(out, script->file);
	fprintf(out, ",%d", script->line);
	put_foreign(out, script->function);
	put_foreign(out, script->message);
	putc('\n', out);
}

static void put_scripts(FILE *out, const struct book *book)
{
	fputs("student,name,email,section,lesson,status,script,verdict,points,"
	      "max_points,mistake,file,line,function,message\n",
	      out);
	for (size_t i = 0; i < book->n_students; i++) {
		const struct book_student *student = &book->students[i];

		for (size_t k = 0; k < book->n_lessons; k++) {
			const struct book_entry *entry = &student->entries[k];

			for (size_t s = 0; s < entry->n_scripts; s++)
				put_script(out, student, &book->lessons[k],
					   entry, &entry->scripts[s]);
		}
	}
}

int csv_write(const struct book *book, const char *folder)
{
	struct file file = file_begin(folder, "scripts.csv");

	if (file.out)
		put_scripts(file.out, book);
	if (file_end(&file) < 0)
		return -1;
	file = file_begin(folder, "grades.csv");
	if (file.out)
		grades_csv_put(file.out, book);
	return file_end(&file);
}

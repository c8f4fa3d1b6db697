/* SPDX-License-Identifier: MIT */
#include "export/files.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"
#include "name.h"
#include "path.h"

int folder_make(const char *path)
{
	char *copy = memory_text(path);
	int status = 0;

	for (char *s = copy + 1; status == 0; s++) {
		char kept = *s;

		if (kept != '/' && kept)
			continue;
		*s = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			status = -1;
		*s = kept;
		if (!kept)
			break;
	}
	free(copy);
	return status;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

int folder_remove(const char *path)
{
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	return nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

struct file file_begin(const char *folder, const char *name)
{
	struct file file = { NULL, path_join(folder, name), NULL };
	char *directory = memory_text(file.path);

	*strrchr(directory, '/') = '\0';
	file.temporary = wording("%s/.%s.part", directory, path_base(name));
	if (folder_make(directory) == 0)
		file.out = fopen(file.temporary, "w");
	free(directory);
	return file;
}

int file_end(struct file *file)
{
	int status = -1;

	if (file->out) {
		bool whole = !ferror(file->out);

		whole = fclose(file->out) == 0 && whole;
		if (whole)
			status = rename(file->temporary, file->path);
		if (status < 0)
			unlink(file->temporary);
	}
	free(file->path);
	free(file->temporary);
	return status;
}

int file_text(const char *folder, const char *name, const char *text)
{
	struct file file = file_begin(folder, name);

	if (file.out)
		fputs(text, file.out);
	return file_end(&file);
}

int file_json(const char *folder, const char *name, json_t *object)
{
	struct file file = file_begin(folder, name);
	int status = -1;

	if (file.out && object) {
		status = json_dumpf(object, file.out, JSON_INDENT(1));
		putc('\n', file.out);
	}
	json_decref(object);
	return file_end(&file) < 0 || status < 0 ? -1 : 0;
}

char *student_file(const struct book_student *student, const char *name)
{
	char *folder = name_folder(student->id);
	char *path = path_join(folder, name);

	free(folder);
	return path;
}

static int review_write(const struct book *book,
			const struct book_student *student, const char *folder)
{
	char *name = student_file(student, "needs-review.txt");
	struct file file = file_begin(folder, name);

	for (size_t i = 0; file.out && i < book->n_lessons; i++) {
		char *story = entry_story(&student->entries[i]);
		char *line = text_line(story, TEXT_MAX);

		fprintf(file.out, "%s  %s\n", book->lessons[i].name, line);
		free(line);
		free(story);
	}
	free(name);
	return file_end(&file);
}

int students_write(const struct book *book, const char *folder,
		   int (*write)(const struct book *book,
				const struct book_student *student,
				const char *folder))
{
	int status = 0;

	for (size_t i = 0; i < book->n_students && status == 0; i++) {
		const struct book_student *student = &book->students[i];

		if (student_needs_review(book, student))
			status = review_write(book, student, folder);
		else
			status = write(book, student, folder);
	}
	return status;
}

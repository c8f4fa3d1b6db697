/* SPDX-License-Identifier: MIT */
/*
 * sources: a class's files, laid out as programs that look for what is alike
 * take them. OUT/LESSON/students/STUDENT/FILE and OUT/LESSON/base/FILE, which
 * is what all of them began with. It finds what grading finds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arguments.h"
#include "export/files.h"
#include "grade.h"
#include "intake/class.h"
#include "intake/source.h"
#include "judge/wording.h"
#include "kit.h"
#include "lesson.h"
#include "memory.h"
#include "name.h"
#include "path.h"

static int copy(const char *from, const char *folder, const char *name)
{
	size_t len;
	char *text = source_read(from, &len);
	struct file file;

	if (!text)
		return -1;
	file = file_begin(folder, name);
	if (file.out)
		fwrite(text, 1, len, file.out);
	free(text);
	return file.out ? file_end(&file) : -1;
}

/* What an earlier run has laid there, and nothing else. */
static void clear(const char *out, const char *lesson)
{
	static const char *const ours[] = { "students", "base" };

	for (int i = 0; i < 2; i++) {
		char *folder = wording("%s/%s/%s", out, lesson, ours[i]);

		folder_remove(folder);
		free(folder);
	}
}

static int lay_base(const struct class_lesson *lesson, const char *out)
{
	char *root = memory_check(kit_root());
	char *from = wording("%s/lessons/%s/.starter/%s", root, lesson->name,
			     lesson->file);
	char *to = wording("%s/base/%s", lesson->name, lesson->file);
	int status = copy(from, out, to);

	free(to);
	free(from);
	free(root);
	return status;
}

static int lay_source(const struct class_unit *unit, const char *file,
		      const char *out)
{
	char *student = name_folder(unit->unit.student);
	char *to =
		wording("%s/students/%s/%s", unit->unit.lesson, student, file);
	int status = copy(unit->path, out, to);

	free(to);
	free(student);
	return status;
}

/* One lesson; who has no file for it is named. */
static int lay(const struct class *class, const struct class_lesson *lesson,
	       const char *out)
{
	int laid = 0;

	clear(out, lesson->name);
	if (lay_base(lesson, out) < 0)
		return -1;
	for (size_t i = 0; i < class->n_units; i++) {
		const struct class_unit *unit = &class->units[i];

		if (strcmp(unit->unit.lesson, lesson->name) != 0)
			continue;
		if (!unit->path || unit->unit.status != ENTRY_SCORED)
			printf("%s: nothing of %s (%s)\n", lesson->name,
			       unit->unit.student,
			       unit->unit.note ? unit->unit.note : "no file");
		else if (lay_source(unit, lesson->file, out) < 0)
			return -1;
		else
			laid++;
	}
	printf("%s: %d files\n", lesson->name, laid);
	return 0;
}

static int read_class(struct class *class, struct kit *kit,
		      const struct arguments *arguments, char **error)
{
	if (kit_copy(kit, arguments, class->work, class, error) < 0)
		return -1;
	if (arguments->roster &&
	    class_roster(class, arguments->roster, error) < 0)
		return -1;
	return class_read(class, arguments->submissions, error);
}

static int lay_all(const struct arguments *arguments, const char *work,
		   char **error)
{
	struct class class = { .work = memory_text(work) };
	struct kit kit = { 0 };
	int status = read_class(&class, &kit, arguments, error);

	for (size_t i = 0; i < class.n_asides && !status; i++)
		printf("left aside: %s (%s)\n", class.asides[i].path,
		       class.asides[i].reason);
	for (size_t i = 0; i < class.n_lessons && !status; i++) {
		status = lay(&class, &class.lessons[i], arguments->out);
		if (status < 0)
			*error = wording("%s: %s", arguments->out,
					 strerror(errno));
	}
	class_free(&class);
	kit_clear(&kit);
	return status;
}

/* Students' folders are no place for this. */
static bool is_same(const char *a, const char *b)
{
	struct stat of_a, of_b;

	return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
	       of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

int command_sources(int argc, char **argv)
{
	struct arguments arguments;
	char work[] = "/tmp/wouldblock-XXXXXX", *error = NULL;
	int status;

	if (arguments_parse(&arguments, argc, argv) < 0)
		return GRADER_USAGE;
	if (!arguments.submissions || !arguments.out || arguments.n_words ||
	    is_same(arguments.submissions, arguments.out)) {
		fprintf(stderr, "grader: --submissions DIR and --out DIR are "
				"needed, and they are two\n");
		return GRADER_USAGE;
	}
	if (!mkdtemp(work)) {
		perror("grader: /tmp");
		return GRADER_FAILED;
	}
	status = lay_all(&arguments, work, &error);
	folder_remove(work);
	if (error)
		fprintf(stderr, "grader: %s\n", error);
	free(error);
	return status < 0 ? GRADER_FAILED : GRADER_ALL;
}

/* SPDX-License-Identifier: MIT */
#include "intake/class.h"

#include <string.h>

#include "memory.h"
#include "name.h"

void class_lesson(struct class *class, const char *name, const char *title,
		  const char *file, const char *kit, int max_points)
{
	struct class_lesson *lesson;

	class->lessons = memory_grow(class->lessons, class->n_lessons,
				     sizeof(*class->lessons));
	lesson = &class->lessons[class->n_lessons++];
	lesson->name = memory_text(name);
	lesson->title = memory_text(title);
	lesson->file = memory_text(file);
	lesson->kit = memory_text(kit);
	lesson->max_points = max_points;
}

void class_aside(struct class *class, const char *path, const char *reason)
{
	struct aside *aside;

	class->asides = memory_grow(class->asides, class->n_asides,
				    sizeof(*class->asides));
	aside = &class->asides[class->n_asides++];
	aside->path = name_printable(path, strlen(path));
	aside->reason = memory_text(reason);
}

size_t class_student(struct class *class, const char *id)
{
	struct book_student *student;

	for (size_t i = 0; i < class->n_students; i++)
		if (strcmp(class->students[i].id, id) == 0)
			return i;
	class->students = memory_grow(class->students, class->n_students,
				      sizeof(*class->students));
	student = &class->students[class->n_students];
	*student = (struct book_student){ .id = memory_text(id),
					  .name = memory_text(""),
					  .email = memory_text(""),
					  .section = memory_text("") };
	return class->n_students++;
}

static void replace(char **text, const char *by)
{
	free(*text);
	*text = memory_text(by);
}

void class_describe(struct book_student *student, const char *name,
		    const char *email, const char *section)
{
	replace(&student->name, name);
	replace(&student->email, email);
	replace(&student->section, section);
}

static void unit_clear(struct class_unit *unit)
{
	free(unit->unit.student);
	free(unit->unit.lesson);
	free(unit->unit.digest);
	free(unit->unit.kit);
	free(unit->unit.program);
	free(unit->unit.submitted_at);
	free(unit->unit.note);
	free(unit->path);
}

static void lessons_free(struct class *class)
{
	for (size_t i = 0; i < class->n_lessons; i++) {
		free(class->lessons[i].name);
		free(class->lessons[i].title);
		free(class->lessons[i].file);
		free(class->lessons[i].kit);
	}
	free(class->lessons);
}

void class_free(struct class *class)
{
	for (size_t i = 0; i < class->n_students; i++) {
		free(class->students[i].id);
		free(class->students[i].name);
		free(class->students[i].email);
		free(class->students[i].section);
	}
	for (size_t i = 0; i < class->n_units; i++)
		unit_clear(&class->units[i]);
	for (size_t i = 0; i < class->n_asides; i++) {
		free(class->asides[i].path);
		free(class->asides[i].reason);
	}
	lessons_free(class);
	free(class->students);
	free(class->units);
	free(class->asides);
	free(class->work);
	free(class->roster_text);
	csv_free(class->roster);
}

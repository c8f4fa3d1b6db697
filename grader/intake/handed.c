/* SPDX-License-Identifier: MIT */
#include "intake/handed.h"

#include <string.h>

#include "intake/archive.h"
#include "intake/source.h"
#include "intake/wrapping.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

static void refuse(struct handed *handed, enum entry_status status,
		   char *problem)
{
	free(handed->problem);
	handed->problem = problem;
	handed->status = status;
}

static void move(struct handed *handed, char *folder)
{
	free(handed->folder);
	handed->folder = folder;
}

void handed_unpack(struct walk *walk, struct handed *handed, const char *path)
{
	char *folder = walk_folder(walk), problem[256];

	if (archive_unpack(path, folder, 1, walk_passed_over, walk, problem) <
	    0)
		refuse(handed, ENTRY_REJECTED,
		       wording("%s: %s", path_base(path), problem));
	move(handed, folder);
	handed->unpacked++;
}

static void look_through_folder(const struct walk *walk, struct handed *handed)
{
	char *inside = wrapping_of_lessons(walk, handed->folder);

	if (inside)
		move(handed, inside);
}

static void unpack_inside(struct walk *walk, struct handed *handed,
			  const char *archive)
{
	char *inside = wording("%s/%s", handed->name, path_base(archive));

	walk->inside = inside;
	handed_unpack(walk, handed, archive);
	walk->inside = NULL;
	free(inside);
}

/* Moodle hands out an archive in a folder, and some pack what is packed. */
void handed_open(struct walk *walk, struct handed *handed)
{
	bool more = true;

	while (more && !handed->problem) {
		char *archive;
		size_t n;

		look_through_folder(walk, handed);
		n = wrapping_archives(walk, handed->folder, &archive);
		more = n == 1 && handed->unpacked < 2;
		if (more)
			unpack_inside(walk, handed, archive);
		else if (n == 1)
			refuse(handed, ENTRY_NEEDS_REVIEW,
			       memory_text("an archive in an archive holds yet "
					   "another"));
		else if (n > 1)
			refuse(handed, ENTRY_NEEDS_REVIEW,
			       wording("there are %zu archives, and nothing "
				       "says which one counts",
				       n));
		free(archive);
	}
}

static struct class_unit *unit_of(struct class *class, size_t student,
				  const struct class_lesson *lesson)
{
	struct class_unit *unit;

	for (size_t i = 0; i < class->n_units; i++)
		if (strcmp(class->units[i].unit.student,
			   class->students[student].id) == 0 &&
		    strcmp(class->units[i].unit.lesson, lesson->name) == 0)
			return &class->units[i];
	class->units = memory_grow(class->units, class->n_units,
				   sizeof(*class->units));
	unit = &class->units[class->n_units++];
	*unit = (struct class_unit){
		.unit = { .student = memory_text(class->students[student].id),
			  .lesson = memory_text(lesson->name),
			  .digest = memory_text(""),
			  .kit = memory_text(lesson->kit),
			  .program = memory_text(lesson->file),
			  .submitted_at = memory_text(""),
			  .status = ENTRY_NO_SUBMISSION },
	};
	return unit;
}

static void note(struct class_unit *unit, enum entry_status status, char *text)
{
	unit->unit.status = status;
	free(unit->unit.note);
	unit->unit.note = text;
	free(unit->path);
	unit->path = NULL;
	free(unit->unit.digest);
	unit->unit.digest = memory_text("");
}

static void look(struct class_unit *unit, const struct handed *handed,
		 const struct class_lesson *lesson, bool alone)
{
	source_find(unit, handed->folder, lesson, alone);
	if (!handed->submitted_at || !*unit->unit.submitted_at)
		return;
	free(unit->unit.submitted_at);
	unit->unit.submitted_at = memory_text(handed->submitted_at);
}

void handed_give(struct walk *walk, size_t student, const struct handed *handed)
{
	struct class *class = walk->class;

	for (size_t i = 0; i < class->n_lessons; i++) {
		size_t before = class->n_units;
		struct class_unit *unit =
			unit_of(class, student, &class->lessons[i]);

		if (before == class->n_units)
			note(unit, ENTRY_NEEDS_REVIEW,
			     memory_text("there are two submissions, and "
					 "nothing says which one counts"));
		else if (handed->problem)
			note(unit, handed->status,
			     memory_text(handed->problem));
		else
			look(unit, handed, &class->lessons[i],
			     class->n_lessons == 1);
	}
}

bool handed_any(const struct class *class, size_t student)
{
	for (size_t i = 0; i < class->n_units; i++)
		if (strcmp(class->units[i].unit.student,
			   class->students[student].id) == 0)
			return true;
	return false;
}

void handed_clear(struct handed *handed)
{
	free(handed->folder);
	free(handed->submitted_at);
	free(handed->problem);
	*handed = (struct handed){ 0 };
}

void handed_nothing(struct class *class)
{
	for (size_t i = 0; i < class->n_students; i++)
		for (size_t k = 0; k < class->n_lessons; k++) {
			size_t before = class->n_units;
			struct class_unit *unit =
				unit_of(class, i, &class->lessons[k]);

			if (before != class->n_units)
				note(unit, ENTRY_NO_SUBMISSION,
				     memory_text("nothing was submitted"));
		}
}

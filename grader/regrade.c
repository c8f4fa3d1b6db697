/* SPDX-License-Identifier: MIT */
#include "regrade.h"

#include <string.h>

#include "judge/wording.h"
#include "lesson.h"
#include "memory.h"
#include "script/suggest.h"

/* NULL stands for all of them. */
struct target {
	const char *student;
	char *lesson;
};

static const char *find_student(const struct class *class, const char *id,
				size_t len)
{
	for (size_t i = 0; i < class->n_students; i++)
		if (strncmp(class->students[i].id, id, len) == 0 &&
		    !class->students[i].id[len])
			return class->students[i].id;
	return NULL;
}

static int nobody(const struct class *class, const char *word, char **error)
{
	struct suggestion suggestion;

	suggest_begin(&suggestion, word, (int)strcspn(word, "/"));
	for (size_t i = 0; i < class->n_students; i++)
		suggest_offer(&suggestion, class->students[i].id);
	*error = wording("--regrade %s: no student of this class is called "
			 "that%s",
			 word, suggest_text(&suggestion, ""));
	return -1;
}

/* An id may have a slash in it. */
static int find(struct target *target, const char *word,
		const struct class *class, const struct kit *kit, char **error)
{
	const char *slash = strrchr(word, '/');

	*target = (struct target){ NULL, NULL };
	if (strcmp(word, "all") == 0)
		return 0;
	target->student = find_student(class, word, strlen(word));
	if (target->student)
		return 0;
	if (slash)
		target->student =
			find_student(class, word, (size_t)(slash - word));
	if (!target->student)
		return nobody(class, word, error);
	target->lesson = lesson_name(kit->directory, slash + 1);
	if (target->lesson)
		return 0;
	*error = wording("--regrade %s: %s is no lesson of this run", word,
			 slash + 1);
	return -1;
}

int regrade_check(const struct arguments *arguments, const struct class *class,
		  const struct kit *kit, char **error)
{
	struct target target;

	for (size_t i = 0; i < arguments->n_regrade; i++) {
		if (find(&target, arguments->regrade[i], class, kit, error) < 0)
			return -1;
		free(target.lesson);
	}
	return 0;
}

char *regrade_words(const struct arguments *arguments)
{
	char *words = memory_text(""), *more;

	for (size_t i = 0; i < arguments->n_regrade; i++) {
		more = wording("%s%s\n", words, arguments->regrade[i]);
		free(words);
		words = more;
	}
	return words;
}

void regrade_mark(struct journal *journal, const struct arguments *arguments,
		  const struct class *class, const struct kit *kit)
{
	struct target target;
	char *error = NULL;

	for (size_t i = 0; i < arguments->n_regrade; i++) {
		if (find(&target, arguments->regrade[i], class, kit, &error) ==
		    0)
			journal_regrade(journal, target.student, target.lesson);
		free(target.lesson);
		free(error);
		error = NULL;
	}
}

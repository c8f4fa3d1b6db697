/* SPDX-License-Identifier: MIT */
#include "weights.h"

#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "policy.h"

#define MOST  1000000 /* that a lesson can be worth */
#define TWICE "this lesson has a line already"

/* Of each lesson of the book, and of those without a line; -1: not said. */
struct weights {
	const struct book *book;
	double *of;
	double other;
	char **others; /* lessons that the book is not about */
	size_t n_others;
};

/* "30" or "2.5"; -1: it is none. */
static double worth_read(const char *text)
{
	char *end;
	double worth = strtod(text, &end);

	if (strspn(text, "0123456789.") != strlen(text) || end == text ||
	    *end || worth > MOST)
		return -1;
	return worth;
}

/* A lesson of the kit's that this run is not about: said once, too. */
static char *note_other(struct weights *weights, const char *lesson)
{
	for (size_t i = 0; i < weights->n_others; i++)
		if (strcmp(weights->others[i], lesson) == 0)
			return memory_text(TWICE);
	weights->others = memory_grow(weights->others, weights->n_others,
				      sizeof(*weights->others));
	weights->others[weights->n_others++] = memory_text(lesson);
	return NULL;
}

static double *weight_of(struct weights *weights, const char *lesson)
{
	const struct book *book = weights->book;

	if (strcmp(lesson, "*") == 0)
		return &weights->other;
	for (size_t i = 0; i < book->n_lessons; i++)
		if (strcmp(book->lessons[i].name, lesson) == 0)
			return &weights->of[i];
	return NULL;
}

static char *rule_read(void *policy, char **words, size_t n)
{
	struct weights *weights = policy;
	double worth = n == 2 ? worth_read(words[1]) : -1, *weight;
	char *lesson, *wrong = NULL;

	if (worth < 0)
		return memory_text("a line looks like: 05-epoll 30");
	lesson = policy_lesson(words[0], &wrong);
	if (!lesson)
		return wrong;
	weight = weight_of(weights, lesson);
	if (!weight)
		wrong = note_other(weights, lesson);
	else if (*weight >= 0)
		wrong = memory_text(TWICE);
	else
		*weight = worth;
	free(lesson);
	return wrong;
}

static void weigh(struct book *book, const struct weights *weights)
{
	for (size_t i = 0; i < book->n_lessons; i++) {
		if (weights->of[i] >= 0)
			book->lessons[i].worth = weights->of[i];
		else if (weights->other >= 0)
			book->lessons[i].worth = weights->other;
	}
}

int book_weigh(struct book *book, const char *path, char **error)
{
	struct weights weights = { .book = book, .other = -1 };
	int status;

	weights.of = memory_get((book->n_lessons + 1) * sizeof(*weights.of));
	for (size_t i = 0; i < book->n_lessons; i++)
		weights.of[i] = -1;
	status = policy_read(path, rule_read, &weights, error);
	if (status == 0)
		weigh(book, &weights);
	for (size_t i = 0; i < weights.n_others; i++)
		free(weights.others[i]);
	free(weights.others);
	free(weights.of);
	return status;
}

/* SPDX-License-Identifier: MIT */
#include "weights.h"

#include <errno.h>
#include <math.h>

#include "judge/wording.h"
#include "memory.h"

#define MOST 1000000 /* that a lesson can be worth */

/* Of each lesson of the book, and of those without a line; -1: not said. */
struct weights {
	double *of;
	double other;
};

/* "30" or "2.5"; -1: it is none. */
static double worth_read(const char *text)
{
	char *end;
	double worth = strtod(text, &end);

	if (end == text || *end || !isfinite(worth) || worth < 0 ||
	    worth > MOST)
		return -1;
	return worth;
}

static double *weight_of(struct weights *weights, const struct book *book,
			 const char *lesson)
{
	if (strcmp(lesson, "*") == 0)
		return &weights->other;
	for (size_t i = 0; i < book->n_lessons; i++)
		if (strcmp(book->lessons[i].name, lesson) == 0)
			return &weights->of[i];
	return NULL;
}

/* NULL, or what is wrong with the line. */
static const char *line_read(struct weights *weights, const struct book *book,
			     char *line)
{
	char *rest = line + strspn(line, " \t"), *lesson, *number;
	double worth, *weight;

	line[strcspn(line, "#\r\n")] = '\0';
	lesson = strsep(&rest, " \t");
	if (!*lesson)
		return NULL;
	number = rest ? rest + strspn(rest, " \t") : lesson + strlen(lesson);
	number[strcspn(number, " \t")] = '\0';
	worth = worth_read(number);
	if (worth < 0)
		return "a line looks like: 05-epoll 30";
	weight = weight_of(weights, book, lesson);
	/* Of a lesson that this run is not about. */
	if (!weight)
		return NULL;
	if (*weight >= 0)
		return "this lesson has a line already";
	*weight = worth;
	return NULL;
}

static const char *file_read(struct weights *weights, const struct book *book,
			     const char *path, size_t *number)
{
	FILE *in = fopen(path, "re");
	const char *wrong = NULL;
	char *line = NULL;
	size_t size = 0;

	if (!in)
		return strerror(errno);
	while (!wrong && getline(&line, &size, in) > 0) {
		++*number;
		wrong = line_read(weights, book, line);
	}
	fclose(in);
	free(line);
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
	struct weights weights = { .other = -1 };
	const char *wrong;
	size_t number = 0;

	weights.of = memory_get((book->n_lessons + 1) * sizeof(*weights.of));
	for (size_t i = 0; i < book->n_lessons; i++)
		weights.of[i] = -1;
	wrong = file_read(&weights, book, path, &number);
	if (!wrong)
		weigh(book, &weights);
	else
		*error = number ? wording("%s:%zu: %s", path, number, wrong) :
				  wording("%s: %s", path, wrong);
	free(weights.of);
	return wrong ? -1 : 0;
}
